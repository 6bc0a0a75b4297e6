#include "app/session/table_reader.h"

#include "tests/support/register_test.h"

#include <QSignalSpy>
#include <QTest>

using namespace skiff;

namespace {

std::string row(int number, int state)
{
    const std::string name = std::to_string(number);
    return R"({"cells":["p)" + name + R"(",)" + std::to_string(state) + R"(],"object":{"metadata":{"name":"p)" + name +
           R"(","uid":"u)" + name + R"("}}})";
}

std::string table(int version, const std::string& rows)
{
    return R"({"kind":"Table","metadata":{"resourceVersion":")" + std::to_string(version) +
           R"("},"columnDefinitions":[{"name":"Name","type":"string","priority":0},{"name":"State","type":"integer","priority":0}],"rows":[)" +
           rows + "]}";
}

std::string change(const char* type, int version, const std::string& row)
{
    return std::string(R"({"type":")") + type + R"(","object":)" + table(version, row) + "}\n";
}

} // namespace

/// The same answers whether pieces are read at once or by another thread.
class TableReaderTest final : public QObject
{
    Q_OBJECT

    static void bothWays()
    {
        QTest::addColumn<int>("shortBytes");
        QTest::newRow("here") << 1'000'000'000;
        QTest::newRow("by another thread") << 0;
        QTest::newRow("by both") << 700;
    }

private slots:
    void pagesAndEventsKeepTheirOrder_data() { bothWays(); }
    void pagesAndEventsKeepTheirOrder()
    {
        QFETCH(int, shortBytes);
        session::TableReader reader({}, size_t(shortBytes));
        QStringList heard;
        connect(&reader, &session::TableReader::pageRead, this,
                [&](const Result<model::Table>& page) { heard << "page " + page->resourceVersion; });
        connect(&reader, &session::TableReader::watchEnded, this, [&](const Status&, bool tooOld) {
            heard << QStringLiteral("end at %1%2").arg(reader.resourceVersion(), tooOld ? "!" : "");
        });
        reader.readPage(std::make_shared<const std::string>(table(5, row(1, 0))));
        reader.beginWatch("5");
        std::string bytes;
        for (int i = 0; i < 400; ++i)
            bytes += change("MODIFIED", 6 + i, row(i % 50, i));
        bytes += change("DELETED", 500, row(7, 0));
        for (size_t at = 0; at < bytes.size(); at += 611)
            reader.readWatch(std::string_view(bytes).substr(at, 611));
        reader.endWatch({});
        QTRY_COMPARE(heard, (QStringList{"page 5", "end at 500"}));
        const model::TableChanges some = reader.take(10);
        QCOMPARE(some.upserted.size(), size_t(10));
        QCOMPARE(some.removedUids, QStringList{"u7"});
        const model::TableChanges rest = reader.take(1000);
        QCOMPARE(rest.upserted.size(), size_t(39));
        for (const model::TableChanges* changes : {&some, &rest})
            for (const model::TableRow& row : changes->upserted)
                QCOMPARE(row.cells[1].toInt(), 350 + row.uid.mid(1).toInt());
        QVERIFY(reader.empty());
    }

    void whatIsCancelledIsNotHeardOf_data() { bothWays(); }
    void whatIsCancelledIsNotHeardOf()
    {
        QFETCH(int, shortBytes);
        for (int run = 0; run < 50; ++run) {
            session::TableReader reader({}, size_t(shortBytes));
            reader.beginWatch("1");
            std::string bytes;
            for (int i = 0; i < 50; ++i)
                bytes += change("ADDED", 10 + i, row(i, run));
            reader.readWatch(bytes);
            bool ended = false;
            reader.endWatch({});
            reader.cancel();
            connect(&reader, &session::TableReader::watchEnded, this, [&] { ended = true; });
            reader.clear();
            reader.beginWatch("100");
            reader.readWatch(change("ADDED", 101, row(1, 1)));
            reader.readWatch(change("BOOKMARK", 103, {}));
            QTRY_COMPARE(reader.resourceVersion(), QStringLiteral("103"));
            QCOMPARE(reader.take(100).upserted.size(), size_t(1));
            QVERIFY(!ended);
        }
    }

    void aReaderMayGoWhileItsWorkIsDone()
    {
        auto body = std::string();
        for (int i = 0; i < 300; ++i)
            body += (i ? "," : "") + row(i, i);
        const auto text = std::make_shared<const std::string>(table(1, body));
        for (int run = 0; run < 100; ++run) {
            session::TableReader reader({}, 0);
            reader.readPage(text);
            reader.beginWatch("1");
            reader.readWatch(change("ADDED", 2, row(1, 1)));
        }
        QCoreApplication::processEvents();
    }

    void saysWhenAWatchCannotGoOn_data() { bothWays(); }
    void saysWhenAWatchCannotGoOn()
    {
        QFETCH(int, shortBytes);
        session::TableReader reader({}, size_t(shortBytes));
        QList<bool> ends;
        connect(&reader, &session::TableReader::watchEnded, this, [&](const Status&, bool tooOld) { ends << tooOld; });
        reader.beginWatch("1");
        reader.readWatch("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n");
        reader.endWatch({});
        reader.beginWatch("2");
        reader.readWatch("no event\n");
        reader.endWatch({});
        reader.beginWatch("3");
        reader.endWatch({});
        QTRY_COMPARE(ends, (QList<bool>{true, true, false}));
    }
};

SKIFF_REGISTER_TEST(TableReaderTest);
#include "table_reader_test.moc"
