#include "cluster/channel/frame.h"
#include "tests/support/register_test.h"

#include <QTest>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

std::string frame(uint8_t type, uint16_t session, const std::string& payload)
{
    std::string bytes(ChannelHeaderSize, '\0');
    channelHeader(reinterpret_cast<uint8_t*>(bytes.data()), type, session, static_cast<uint32_t>(payload.size()));
    return bytes + payload;
}

/// Feeds a parser in pieces of `step` bytes and writes down what it finds.
std::vector<std::string> parse(const std::string& bytes, size_t step)
{
    auto parser = std::make_unique<ChannelParser>();
    channelParserInit(parser.get());
    std::vector<std::string> found;
    for (size_t at = 0; at < bytes.size();) {
        size_t room = 0;
        uint8_t* to = channelParserRoom(parser.get(), &room);
        const size_t count = std::min({step, room, bytes.size() - at});
        if (count == 0)
            return {"no room"};
        std::memcpy(to, bytes.data() + at, count);
        channelParserFilled(parser.get(), count);
        at += count;
        ChannelFrame next;
        for (int result = channelParserNext(parser.get(), &next); result != 0;
             result = channelParserNext(parser.get(), &next)) {
            if (result < 0)
                found.emplace_back("lost");
            else
                found.push_back(std::to_string(next.type) + " " + std::to_string(next.session) + " " +
                                std::string(reinterpret_cast<const char*>(next.payload), next.length));
        }
    }
    return found;
}

} // namespace

class FrameTest : public QObject
{
    Q_OBJECT

private slots:
    void findsFramesInPieces_data();
    void findsFramesInPieces();
    void takesTheLargestPayload();
    void refusesALargerOne();
    void findsItsWayAfterTheStartOfAnother();
};

void FrameTest::findsFramesInPieces_data()
{
    QTest::addColumn<int>("step");
    for (const int step : {1, 3, 7, 4096})
        QTest::addRow("%d bytes at a time", step) << step;
}

void FrameTest::findsFramesInPieces()
{
    QFETCH(int, step);
    const std::string bytes = std::string(5, '\0') + frame(ChannelOutput, 7, "hello") +
                              frame(ChannelInputEnd, 65535, "") + std::string(1, '\0') +
                              frame(ChannelErrors, 1, std::string("\xA5\0x", 3));
    const std::vector<std::string> expected = {"32 7 hello", "18 65535 ", "33 1 " + std::string("\xA5\0x", 3)};
    QVERIFY(parse(bytes, static_cast<size_t>(step)) == expected);
}

void FrameTest::takesTheLargestPayload()
{
    const std::string payload(ChannelMaxPayload, 'x');
    const std::string bytes = frame(ChannelOutput, 1, payload) + frame(ChannelOutput, 2, payload);
    QVERIFY((parse(bytes, 1 << 20) == std::vector<std::string>{"32 1 " + payload, "32 2 " + payload}));
}

void FrameTest::refusesALargerOne()
{
    QVERIFY(parse(frame(ChannelOutput, 1, std::string(ChannelMaxPayload + 1, 'x')), 64).front() == "lost");
}

void FrameTest::findsItsWayAfterTheStartOfAnother()
{
    const std::string whole = frame(ChannelInput, 3, std::string(ChannelMaxPayload, '\xA5'));
    const std::string hello = std::string(ChannelPreamble, '\0') + frame(ChannelHello, 0, "token");
    for (const size_t cut : {size_t(1), size_t(5), size_t(8), size_t(9), whole.size() - 1}) {
        const auto found = parse(whole.substr(0, cut) + hello, 4096);
        QVERIFY(!found.empty());
        QVERIFY(found.back() == "1 0 token");
    }
    QVERIFY(parse("not a frame" + hello, 4096).back() == "1 0 token");
}

SKIFF_REGISTER_TEST(FrameTest);

#include "frame_test.moc"
