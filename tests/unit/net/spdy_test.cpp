#include "cluster/net/spdy/session.h"
#include "tests/support/register_test.h"
#include "tests/support/streams.h"

#include <QTest>

using namespace skiff;
using namespace skiff::net;
using spdy::Session;
using test::Received;

namespace {

Headers fields(std::initializer_list<std::pair<const char*, const char*>> list)
{
    Headers headers;
    for (const auto& [name, value] : list)
        headers.add(name, value);
    return headers;
}

/// A server's session and a client's, joined.
struct Sessions
{
    explicit Sessions(bool flowControl = false, size_t maxStreams = 2'000, size_t maxBuffered = 512 * 1024)
    {
        Session::Options options;
        options.flowControl = flowControl;
        options.maxStreams = maxStreams;
        options.maxBuffered = maxBuffered;
        server = Session::make(pair.server, options);
        options.role = Session::Role::Client;
        client = Session::make(pair.client, options);
    }
    void start()
    {
        Session::Events events;
        events.accepts = [](const Headers& headers) {
            return headers.get("kind") != "bad";
        };
        events.onStream = [this](std::shared_ptr<spdy::Stream> stream) {
            accepted.set_value(std::move(stream));
        };
        events.onClosed = [this](const Status&) {
            serverClosed.close();
        };
        server->start(std::move(events));
        client->start({{}, {}, [this](const Status&) {
                           clientClosed.close();
                       }});
    }
    ~Sessions()
    {
        client->close();
        server->close();
    }
    std::shared_ptr<spdy::Stream> nextAccepted()
    {
        auto stream = accepted.get_future().get();
        accepted = {};
        return stream;
    }

    test::UpgradedPair pair;
    std::shared_ptr<Session> server;
    std::shared_ptr<Session> client;
    std::promise<std::shared_ptr<spdy::Stream>> accepted;
    Received serverClosed;
    Received clientClosed;
};

} // namespace

class SpdyTest : public QObject
{
    Q_OBJECT

private slots:
    void packsHeadersAsTheProtocolSays();
    void refusesBrokenHeaders();
    void readsFramesHoweverTheyArrive();
    void refusesWhatIsNoSpdy();
    void carriesStreamsBothWays();
    void endsEachWayOnItsOwn();
    void resetReachesThePeerBehindTheData();
    void refusesStreams();
    void limitsStreams();
    void answersPings();
    void aPausedStreamStopsTheConnectionNotMemory();
    void windowsHoldTheSender();
    void aSessionThatClosesEndsItsStreams();
    void aStreamHoldsWhatCameUntilItStarts();
};

void SpdyTest::packsHeadersAsTheProtocolSays()
{
    spdy::HeaderEncoder encoder;
    spdy::HeaderDecoder decoder;
    const std::string first = encoder.encode(fields({{"StreamType", "data"}, {"port", "80"}}));
    // Deflate's head names the dictionary of SPDY/3 by its checksum.
    QCOMPARE(QByteArray::fromStdString(first.substr(2, 4)).toHex(), QByteArray("e3c6a7c2"));
    const auto headers = decoder.decode(first);
    QVERIFY(headers.ok());
    QCOMPARE(headers->get("streamtype"), std::string_view("data"));
    QCOMPARE(headers->get("port"), std::string_view("80"));
    // The second goes on from the first's state.
    const std::string second = encoder.encode(fields({{"streamtype", "data"}, {"a", "1"}, {"a", "2"}}));
    const auto more = decoder.decode(second);
    QVERIFY(more.ok());
    QCOMPARE(more->all("a").size(), size_t(2));
    QCOMPARE(decoder.decode(encoder.encode({}))->begin() == decoder.decode(encoder.encode({}))->end(), true);
}

void SpdyTest::refusesBrokenHeaders()
{
    QVERIFY(!spdy::HeaderDecoder().decode("no deflate").ok());
    spdy::HeaderEncoder encoder;
    const std::string block = encoder.encode(fields({{"name", "value"}}));
    QVERIFY(!spdy::HeaderDecoder().decode(block.substr(0, block.size() / 2)).ok());
    Headers huge;
    huge.add("name", std::string(2 * spdy::maxHeaderBytes, 'x'));
    QVERIFY(!spdy::HeaderDecoder().decode(spdy::HeaderEncoder().encode(huge)).ok());
}

void SpdyTest::readsFramesHoweverTheyArrive()
{
    const std::string bytes = spdy::ping(7) + spdy::dataHead(3, 5, true) + "hello" +
                              spdy::rstStream(3, spdy::Reset::Cancel) + spdy::dataHead(5, 0, true) + spdy::goAway(9);
    for (const size_t piece : {size_t(1), size_t(3), bytes.size()}) {
        std::string seen;
        spdy::FrameReader reader({[&](const spdy::ControlFrame& frame) {
                                      seen += "c" + std::to_string(int(frame.type)) + ":" +
                                              std::to_string(spdy::numberAt(frame.body, 0)) + " ";
                                      return Status();
                                  },
                                  [&](uint32_t stream, std::string_view part, bool fin) {
                                      seen += part;
                                      if (fin)
                                          seen += "!" + std::to_string(stream) + " ";
                                      return Status();
                                  }});
        for (size_t at = 0; at < bytes.size(); at += piece)
            QVERIFY(reader.feed(std::string_view(bytes).substr(at, piece)).ok());
        QCOMPARE(seen, std::string("c6:7 hello!3 c3:3 !5 c7:9 "));
    }
}

void SpdyTest::refusesWhatIsNoSpdy()
{
    const auto feed = [](std::string_view bytes) {
        spdy::FrameReader reader({[](const spdy::ControlFrame&) { return Status(); },
                                  [](uint32_t, std::string_view, bool) {
                                      return Status();
                                  }});
        return reader.feed(bytes).ok();
    };
    QVERIFY(feed(spdy::ping(1)));
    QVERIFY(!feed(std::string_view("\x80\x02\x00\x06\x00\x00\x00\x04", 8))); // version 2
    QVERIFY(!feed(std::string_view("\x80\x03\x00\x06\x00\x00\x00\x00", 8))); // a ping without its number
    QVERIFY(!feed(std::string_view("\x80\x03\x00\x01\x00\xff\xff\xff", 8))); // 16 MiB of headers
}

void SpdyTest::carriesStreamsBothWays()
{
    Received atServer;
    Received atClient;
    Sessions sessions;
    sessions.start();
    const auto mine = sessions.client->open(fields({{"kind", "first"}}));
    QVERIFY(mine.ok());
    const auto theirs = sessions.nextAccepted();
    QCOMPARE(theirs->headers().get("kind"), std::string_view("first"));
    QCOMPARE(theirs->id(), uint32_t(1));
    theirs->start(atServer.events());
    (*mine)->start(atClient.events());
    (*mine)->send(SharedBytes::literal("to the server"), {});
    QVERIFY(atServer.waitForSize(13));
    QCOMPARE(atServer.data(), std::string("to the server"));
    theirs->send(SharedBytes::of(std::string(3'000'000, 'x')), {});
    QVERIFY(atClient.waitForSize(3'000'000));
    const auto second = sessions.client->open(fields({{"kind", "second"}}));
    QCOMPARE(sessions.nextAccepted()->id(), uint32_t(3));
}

void SpdyTest::endsEachWayOnItsOwn()
{
    Received atServer;
    Received atClient;
    Sessions sessions;
    sessions.start();
    const auto mine = *sessions.client->open({});
    const auto theirs = sessions.nextAccepted();
    theirs->start(atServer.events());
    mine->start(atClient.events());
    mine->send(SharedBytes::literal("question"), {});
    mine->finish();
    QVERIFY(atServer.waitForEnd());
    QCOMPARE(atServer.data(), std::string("question"));
    theirs->send(SharedBytes::literal("answer"), {});
    theirs->finish();
    QVERIFY(atClient.waitForClosed());
    QCOMPARE(atClient.data(), std::string("answer"));
    QVERIFY(atClient.status().ok());
    QVERIFY(atServer.waitForClosed());
    QVERIFY(atServer.status().ok());
}

void SpdyTest::resetReachesThePeerBehindTheData()
{
    Received atClient;
    Sessions sessions;
    sessions.start();
    const auto mine = *sessions.client->open({});
    auto theirs = sessions.nextAccepted();
    mine->pause();
    mine->start(atClient.events());
    theirs->send(SharedBytes::literal("last words"), {});
    theirs.reset();
    // A ping comes back behind all that.
    std::promise<void> answered;
    sessions.client->ping([&] { answered.set_value(); });
    answered.get_future().get();
    mine->resume();
    QVERIFY(atClient.waitForClosed());
    QCOMPARE(atClient.data(), std::string("last words"));
    QCOMPARE(int(atClient.status().error().code), int(ErrorCode::Cancelled));
}

void SpdyTest::refusesStreams()
{
    Received atClient;
    Sessions sessions;
    sessions.start();
    const auto mine = *sessions.client->open(fields({{"kind", "bad"}}));
    mine->start(atClient.events());
    QVERIFY(atClient.waitForClosed());
    QVERIFY(!atClient.status().ok());
    // The session goes on.
    const auto good = sessions.client->open({});
    QCOMPARE(sessions.nextAccepted()->id(), uint32_t(3));
}

void SpdyTest::limitsStreams()
{
    Received atClient;
    Sessions sessions(false, 1);
    sessions.start();
    const auto first = *sessions.client->open({});
    auto theirs = sessions.nextAccepted();
    const auto second = *sessions.client->open({});
    second->start(atClient.events());
    QVERIFY(atClient.waitForClosed());
    theirs.reset();
    const auto third = *sessions.client->open({});
    QCOMPARE(sessions.nextAccepted()->id(), third->id());
}

void SpdyTest::answersPings()
{
    Sessions sessions;
    sessions.start();
    std::promise<void> atClient;
    std::promise<void> atServer;
    sessions.client->ping([&] { atClient.set_value(); });
    sessions.server->ping([&] { atServer.set_value(); });
    const auto limit = std::chrono::seconds(10);
    QCOMPARE(int(atClient.get_future().wait_for(limit)), int(std::future_status::ready));
    QCOMPARE(int(atServer.get_future().wait_for(limit)), int(std::future_status::ready));
}

void SpdyTest::aPausedStreamStopsTheConnectionNotMemory()
{
    Received atServer;
    constexpr size_t part = 1 << 20;
    constexpr int parts = 64;
    Sessions sessions(false, 10, 64 * 1024);
    sessions.start();
    const auto mine = *sessions.client->open({});
    const auto theirs = sessions.nextAccepted();
    theirs->pause();
    theirs->start(atServer.events());
    std::atomic<int> sent{0};
    for (int i = 0; i < parts; ++i)
        mine->send(SharedBytes::of(std::string(part, 'x')), [&] { ++sent; });
    // What neither side's kernel nor the stream's buffer holds stays with the sender.
    QTest::qWait(200);
    QVERIFY2(sent < parts / 2, std::to_string(sent).c_str());
    theirs->resume();
    QVERIFY(atServer.waitForSize(part * parts));
    QTRY_COMPARE(int(sent), parts);
}

void SpdyTest::windowsHoldTheSender()
{
    Received atServer;
    Sessions sessions(true);
    sessions.start();
    const auto mine = *sessions.client->open({});
    const auto theirs = sessions.nextAccepted();
    theirs->pause();
    theirs->start(atServer.events());
    constexpr size_t much = 1'000'000;
    std::atomic<bool> sent{false};
    mine->send(SharedBytes::of(std::string(much, 'x')), [&] { sent = true; });
    mine->finish();
    // The connection goes on while one stream waits: its window is full, the other's is not.
    std::promise<void> answered;
    sessions.client->ping([&] { answered.set_value(); });
    answered.get_future().get();
    QVERIFY(!sent);
    theirs->resume();
    QVERIFY(atServer.waitForEnd());
    QCOMPARE(atServer.data().size(), much);
    QTRY_VERIFY(sent); // the sender hears of it on its own thread
}

void SpdyTest::aSessionThatClosesEndsItsStreams()
{
    Received atServer;
    Received atClient;
    Sessions sessions;
    sessions.start();
    const auto mine = *sessions.client->open({});
    const auto theirs = sessions.nextAccepted();
    theirs->start(atServer.events());
    mine->start(atClient.events());
    sessions.client->close();
    QVERIFY(atClient.waitForClosed());
    QVERIFY(atServer.waitForClosed());
    QVERIFY(sessions.serverClosed.waitForClosed());
    QVERIFY(sessions.clientClosed.waitForClosed());
    QVERIFY(!sessions.server->open({}).ok());
}

void SpdyTest::aStreamHoldsWhatCameUntilItStarts()
{
    Received atServer;
    Sessions sessions;
    sessions.start();
    const auto mine = *sessions.client->open({});
    const auto theirs = sessions.nextAccepted();
    mine->send(SharedBytes::literal("early"), {});
    mine->finish();
    std::promise<void> answered;
    sessions.client->ping([&] { answered.set_value(); });
    answered.get_future().get();
    theirs->start(atServer.events());
    QVERIFY(atServer.waitForEnd());
    QCOMPARE(atServer.data(), std::string("early"));
}

SKIFF_REGISTER_TEST(SpdyTest);

#include "spdy_test.moc"
