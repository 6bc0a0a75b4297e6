#include "app/session/table_feed.h"

#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QSignalSpy>
#include <QTest>

using namespace skiff;
using namespace skiff::test;
using State = session::TableFeed::State;

namespace {

std::string row(const std::string& name, const std::string& status)
{
    return R"({"cells":[")" + name + R"(",")" + status + R"("],"object":{"metadata":{"name":")" + name +
           R"(","namespace":"default","uid":"uid-)" + name + R"("}}})";
}

std::string table(const std::string& version, const std::string& rows)
{
    return R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":")" + version +
           R"("},"columnDefinitions":[{"name":"Name","type":"string","priority":0},{"name":"Status","type":"string","priority":0}],"rows":[)" +
           rows + "]}";
}

std::string change(const std::string& type, const std::string& object)
{
    return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

std::string oneLine(std::string text)
{
    std::erase(text, '\n');
    return text;
}

} // namespace

class TableFeedTest final : public QObject
{
    Q_OBJECT

    struct Feed
    {
        FakeClock clock;
        FakeTransport transport;
        model::ResourceTableModel model{QStringLiteral("Pod"), true, clock};
        session::TableFeed feed{transport, {QStringLiteral("/api/v1/pods")}, model};

        Feed()
        {
            feed.start();
            transport.last().answer(200, table("10", row("a", "Running")));
            transport.last().sink.onStart(200);
        }
        QString status(int row) { return model.index(row, 2).data().toString(); }
    };

private slots:
    void listsThenWatchesFromThere()
    {
        FakeTransport transport;
        const FakeClock clock;
        model::ResourceTableModel model(QStringLiteral("Pod"), true, clock);
        session::TableFeed feed(transport, {QStringLiteral("/api/v1/pods"), QStringLiteral("spec.nodeName=n1")}, model);
        feed.start();
        QCOMPARE(feed.state(), State::Loading);
        QVERIFY(transport.last().request.accept.find("as=Table") != std::string::npos);
        QCOMPARE(transport.last().query("fieldSelector"), std::string("spec.nodeName=n1"));
        transport.last().answer(200, table("10", row("a", "Running")));
        QCOMPARE(feed.state(), State::Live);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(transport.last().query("watch"), std::string("true"));
        QCOMPARE(transport.last().query("resourceVersion"), std::string("10"));
    }

    void changesReachTheModelTogether()
    {
        Feed f;
        QSignalSpy inserts(&f.model, &QAbstractItemModel::rowsInserted);
        std::string bytes;
        for (int i = 0; i < 300; ++i)
            bytes += change("ADDED", table("11", row("p" + std::to_string(i), "Pending")));
        bytes += change("MODIFIED", table("12", row("a", "Failed"))) + change("DELETED", table("13", row("p7", "Pending")));
        // However the bytes are cut.
        for (size_t at = 0; at < bytes.size(); at += 1000)
            f.transport.last().sink.onData(std::string_view(bytes).substr(at, 1000));
        QCOMPARE(f.model.rowCount(), 1);
        QTRY_COMPARE(f.model.rowCount(), 300);
        QCOMPARE(inserts.size(), 1);
        QCOMPARE(f.status(0), QStringLiteral("Failed"));
        QCOMPARE(f.model.rowOf("uid-p7"), -1);
    }

    void goesOnFromTheLastBookmark()
    {
        Feed f;
        f.transport.last().sink.onData(change("BOOKMARK", table("99", "")));
        f.transport.last().sink.onEnd({});
        QCOMPARE(f.feed.state(), State::Live);
        const size_t before = f.transport.count();
        QTRY_COMPARE(f.transport.count(), before + 1);
        QCOMPARE(f.transport.last().query("resourceVersion"), std::string("99"));
    }

    void listsAgainWhenTheWatchIsTooOld_data()
    {
        QTest::addColumn<bool>("asEvent");
        QTest::newRow("event") << true;
        QTest::newRow("status") << false;
    }

    void listsAgainWhenTheWatchIsTooOld()
    {
        QFETCH(bool, asEvent);
        Feed f;
        const std::string gone = R"({"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"too old"})";
        if (asEvent) {
            f.transport.last().sink.onData(change("ERROR", gone));
        } else {
            f.transport.last().sink.onStart(410);
            f.transport.last().sink.onData(gone + "\n");
        }
        f.transport.last().sink.onEnd({});
        const size_t before = f.transport.count();
        QTRY_COMPARE(f.transport.count(), before + 1);
        QCOMPARE(f.transport.last().query("watch"), std::string());
        f.transport.last().answer(200, table("500", row("b", "Running")));
        QCOMPARE(f.model.rowOf("uid-a"), -1);
        QCOMPARE(f.model.rowOf("uid-b"), 0);
    }

    void listsAgainWhenTheColumnsAreOthers()
    {
        Feed f;
        const std::string other =
            R"({"kind":"Table","metadata":{"resourceVersion":"12"},"columnDefinitions":[{"name":"Name","type":"string"},{"name":"Port","type":"string"}],
            "rows":[{"cells":["a","north"],"object":{"metadata":{"name":"a","namespace":"default","uid":"uid-a"}}}]})";
        f.transport.last().sink.onData(change("MODIFIED", oneLine(other)));
        const size_t before = f.transport.count();
        QTRY_COMPARE(f.transport.count(), before + 1);
        QCOMPARE(f.transport.last().query("watch"), std::string());
        QCOMPARE(f.status(0), QStringLiteral("Running")); // no cell in a column that it is not of
        f.transport.last().answer(200, other);
        QCOMPARE(f.model.headerData(2, Qt::Horizontal).toString(), QStringLiteral("Port"));
        QCOMPARE(f.status(0), QStringLiteral("north"));
    }

    void columnsThatOnlyAWatchHasAreNoReasonToListForEver()
    {
        Feed f;
        const std::string other = change(
            "MODIFIED",
            R"({"kind":"Table","metadata":{"resourceVersion":"12"},"columnDefinitions":[{"name":"Name","type":"string"},{"name":"State","type":"string"}],"rows":[{"cells":["a","Failed"],"object":{"metadata":{"name":"a","namespace":"default","uid":"uid-a"}}}]})");
        f.transport.last().sink.onData(other);
        const size_t before = f.transport.count();
        QTRY_COMPARE(f.transport.count(), before + 1);
        f.transport.last().answer(200, table("12", row("a", "Running"))); // the server stays with its own
        f.transport.last().sink.onStart(200);
        f.transport.last().sink.onData(other);
        QTRY_COMPARE(f.status(0), QStringLiteral("Failed"));
        QCOMPARE(f.transport.last().query("watch"), std::string("true"));
    }

    void relistingKeepsTheRowsMeanwhile()
    {
        Feed f;
        const size_t before = f.transport.count();
        f.feed.relist();
        QVERIFY(f.transport.at(before - 1).cancelled);
        QTRY_COMPARE(f.transport.count(), before + 1);
        QCOMPARE(f.model.rowCount(), 1);
        QCOMPARE(f.feed.state(), State::Live);
        QCOMPARE(f.transport.last().query("watch"), std::string());
        f.transport.last().answer(200, table("20", row("a", "Running") + "," + row("b", "Running")));
        QCOMPARE(f.model.rowCount(), 2);
        QCOMPARE(f.transport.last().query("resourceVersion"), std::string("20"));
    }

    void saysWhatIsWrongAndComesBack()
    {
        Feed f;
        f.transport.last().sink.onEnd(Error{ErrorCode::Unavailable, "127.0.0.1:6443: refused"});
        QCOMPARE(f.feed.state(), State::Retrying);
        QCOMPARE(f.feed.problem(), QStringLiteral("127.0.0.1:6443: refused"));
        QCOMPARE(f.model.rowCount(), 1);
        const size_t before = f.transport.count();
        f.feed.retryNow();
        QTRY_COMPARE(f.transport.count(), before + 1);
        f.transport.last().sink.onStart(200);
        QCOMPARE(f.feed.state(), State::Live);
        QVERIFY(f.feed.problem().isEmpty());
    }

    void aRefusedListIsToldInTheServersWords()
    {
        FakeTransport transport;
        const FakeClock clock;
        model::ResourceTableModel model(QStringLiteral("Pod"), true, clock);
        session::TableFeed feed(transport, {QStringLiteral("/api/v1/pods")}, model);
        feed.start();
        transport.last().answer(403, R"({"kind":"Status","status":"Failure","message":"pods is forbidden: ada cannot list"})");
        QCOMPARE(feed.state(), State::Refused);
        QCOMPARE(feed.problem(), QStringLiteral("pods is forbidden: ada cannot list"));
    }

    void stoppingCancels()
    {
        Feed f;
        f.feed.stop();
        QVERIFY(f.transport.last().cancelled);
        QCOMPARE(f.feed.state(), State::Stopped);
    }
};

SKIFF_REGISTER_TEST(TableFeedTest);
#include "table_feed_test.moc"
