#include "tests/support/register_test.h"
#include "tests/unit/net/server_fixture.h"

#include <QTest>

#include <algorithm>
#include <future>

using namespace skiff;
using test::RawClient;
using test::ServerFixture;

namespace {

enum FrameType : uint8_t
{
    DataFrame = 0,
    HeadersFrame = 1,
    ResetFrame = 3,
    SettingsFrame = 4,
    PingFrame = 6,
    GoawayFrame = 7,
};
constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// ":method GET, :scheme http, :path /, :authority x" in HPACK.
constexpr std::string_view getFields("\x82\x86\x84\x41\x01x", 6);

std::string frame(FrameType type, uint8_t flags, uint32_t stream, std::string_view payload)
{
    std::string text;
    for (int shift = 16; shift >= 0; shift -= 8)
        text += static_cast<char>(payload.size() >> shift);
    text += static_cast<char>(type);
    text += static_cast<char>(flags);
    for (int shift = 24; shift >= 0; shift -= 8)
        text += static_cast<char>(stream >> shift);
    return text.append(payload);
}

/// True when a frame of `type` is among `bytes`.
bool holdsFrame(std::string_view bytes, FrameType type)
{
    while (bytes.size() >= 9) {
        const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(bytes[i])); };
        if (byte(3) == type)
            return true;
        bytes.remove_prefix(std::min(bytes.size(), 9 + (byte(0) << 16 | byte(1) << 8 | byte(2))));
    }
    return false;
}

} // namespace

/// What no proper client would do over HTTP/2.
class Http2AbuseTest : public QObject
{
    Q_OBJECT

private slots:
    void cutsOffWhoResetsTooOften();
    void cutsOffWhoFloodsWithPings();
    void closesOnBrokenFrames();
    void tellsTheHandlerOfAReset();

private:
    static QByteArray stillServes(ServerFixture& fixture)
    {
        return test::runProgram("curl", {"-s", "--http2-prior-knowledge", fixture.url("/hello")});
    }
};

void Http2AbuseTest::cutsOffWhoResetsTooOften()
{
    ServerFixture fixture;
    RawClient client(fixture.server().port());
    std::string sent = std::string(preface) + frame(SettingsFrame, 0, 0, {});
    for (uint32_t id = 1; id < 4000; id += 2)
        sent += frame(HeadersFrame, 5, id, getFields) + frame(ResetFrame, 0, id, std::string_view("\0\0\0\x08", 4));
    client.send(sent);
    QVERIFY(holdsFrame(client.readAll(), GoawayFrame));
    QCOMPARE(stillServes(fixture), QByteArray("hello, world"));
}

void Http2AbuseTest::cutsOffWhoFloodsWithPings()
{
    ServerFixture fixture;
    RawClient client(fixture.server().port());
    std::string sent = std::string(preface) + frame(SettingsFrame, 0, 0, {});
    for (int i = 0; i < 200'000; ++i)
        sent += frame(PingFrame, 0, 0, "12345678");
    client.send(sent); // and reads nothing meanwhile
    client.halfClose();
    client.readAll();
    QCOMPARE(stillServes(fixture), QByteArray("hello, world"));
}

void Http2AbuseTest::closesOnBrokenFrames()
{
    ServerFixture fixture;
    for (const std::string& broken :
         {frame(DataFrame, 0, 1, "to no stream"), frame(HeadersFrame, 5, 1, "\xff\xff\xff\xff\xff\xff\xff\xff"),
          frame(HeadersFrame, 5, 2, getFields), std::string("\xff\xff\xff\x00\x00\x00\x00\x00\x01", 9)}) {
        RawClient client(fixture.server().port());
        client.send(std::string(preface) + frame(SettingsFrame, 0, 0, {}) + broken);
        QVERIFY(holdsFrame(client.readAll(), GoawayFrame));
    }
    QCOMPARE(stillServes(fixture), QByteArray("hello, world"));
}

void Http2AbuseTest::tellsTheHandlerOfAReset()
{
    std::promise<void> asked;
    std::promise<void> gone;
    std::shared_ptr<net::Exchange> held;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) {
        held = exchange;
        exchange->onGone([&] { gone.set_value(); });
        asked.set_value();
    });
    RawClient client(fixture.server().port());
    client.send(std::string(preface) + frame(SettingsFrame, 0, 0, {}) + frame(HeadersFrame, 5, 1, getFields));
    asked.get_future().wait();
    client.send(frame(ResetFrame, 0, 1, std::string_view("\0\0\0\x08", 4)));
    QVERIFY(gone.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
}

SKIFF_REGISTER_TEST(Http2AbuseTest);

#include "http2_abuse_test.moc"
