#include "cluster/client/watch_decoder.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <vector>

using namespace skiff;
using namespace skiff::client;

class WatchDecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void cutsEventsWhateverThePieces();
    void readsOtherLayouts();
    void refusesWhatIsNoEvent();
};

void WatchDecoderTest::cutsEventsWhateverThePieces()
{
    const std::string stream =
        "{\"type\":\"ADDED\",\"object\":{\"a\":1}}\n{\"type\":\"BOOKMARK\",\"object\":{\"b\":\"}\"}}\r\n\n"
        "{\"type\":\"DELETED\",\"object\":{}}\n";
    for (size_t piece = 1; piece <= stream.size(); ++piece) {
        WatchDecoder decoder;
        std::vector<std::pair<WatchEventType, std::string>> events;
        for (size_t at = 0; at < stream.size(); at += piece)
            QVERIFY(decoder.feed(std::string_view(stream).substr(at, piece),
                                 [&](const WatchEvent& event) { events.emplace_back(event.type, event.object); }));
        const std::vector<std::pair<WatchEventType, std::string>> expected{{WatchEventType::Added, "{\"a\":1}"},
                                                                           {WatchEventType::Bookmark, "{\"b\":\"}\"}"},
                                                                           {WatchEventType::Deleted, "{}"}};
        QCOMPARE(events, expected);
    }
}

void WatchDecoderTest::readsOtherLayouts()
{
    WatchDecoder decoder;
    std::string object;
    QVERIFY(decoder.feed("{ \"object\": {\"a\": 1}, \"type\": \"MODIFIED\" }\n", [&](const WatchEvent& event) {
        QCOMPARE(event.type, WatchEventType::Modified);
        object = event.object;
    }));
    QCOMPARE(object, std::string("{\"a\": 1}"));
}

void WatchDecoderTest::refusesWhatIsNoEvent()
{
    const auto ignore = [](const WatchEvent&) {
    };
    QVERIFY(!WatchDecoder().feed("nonsense\n", ignore));
    QVERIFY(!WatchDecoder().feed("{\"type\":\"EXPLODED\",\"object\":{}}\n", ignore));
}

SKIFF_REGISTER_TEST(WatchDecoderTest);

#include "watch_decoder_test.moc"
