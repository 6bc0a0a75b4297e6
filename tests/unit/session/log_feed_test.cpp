#include "app/session/log_feed.h"

#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QSignalSpy>
#include <QTest>

using namespace skiff;
using namespace skiff::test;

class LogFeedTest final : public QObject
{
    Q_OBJECT

    struct Feed
    {
        FakeTransport transport;
        session::LogFeed feed{transport, QStringLiteral("/api/v1/namespaces/shop/pods/web"), QStringLiteral("app")};
        QStringList lines;
        QStringList problems;

        Feed()
        {
            QObject::connect(&feed, &session::LogFeed::lines, &feed, [this](const QStringList& more) { lines << more; });
            QObject::connect(&feed, &session::LogFeed::ended, &feed, [this](const QString& problem) { problems << problem; });
            feed.start();
        }
    };

private slots:
    void followsWithoutTheTimes()
    {
        Feed f;
        QCOMPARE(f.transport.last().request.path, std::string("/api/v1/namespaces/shop/pods/web/log"));
        QCOMPARE(f.transport.last().query("container"), std::string("app"));
        QCOMPARE(f.transport.last().query("follow"), std::string("true"));
        QCOMPARE(f.transport.last().query("tailLines"), std::string("1000"));
        f.transport.last().sink.onStart(200);
        f.transport.last().sink.onData("2026-01-01T00:00:01.5Z first li");
        f.transport.last().sink.onData("ne\n2026-01-01T00:00:02Z second\n2026-01-01T00:0");
        QTRY_COMPARE(f.lines, (QStringList{"first line", "second"}));
    }

    void goesOnAfterAnInterruptionWithoutRepeating()
    {
        Feed f;
        f.transport.last().sink.onStart(200);
        f.transport.last().sink.onData("2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z two\n");
        f.transport.last().sink.onEnd(Error{ErrorCode::Unavailable, "gone"});
        QTRY_COMPARE(f.transport.count(), size_t(2));
        QCOMPARE(f.transport.last().query("sinceTime"), std::string("2026-01-01T00:00:02Z"));
        f.transport.last().sink.onStart(200);
        f.transport.last().sink.onData("2026-01-01T00:00:02Z two\n2026-01-01T00:00:03Z three\n");
        QTRY_COMPARE(f.lines, (QStringList{"one", "two", "three"}));
        QVERIFY(f.problems.isEmpty());
    }

    void tellsTheServersRefusal()
    {
        Feed f;
        f.transport.last().sink.onStart(400);
        f.transport.last().sink.onData(R"({"kind":"Status","message":"the container is waiting to start"})");
        f.transport.last().sink.onEnd({});
        QCOMPARE(f.problems, QStringList{"the container is waiting to start"});
    }

    void anEndIsAnEnd()
    {
        Feed f;
        f.transport.last().sink.onStart(200);
        f.transport.last().sink.onData("2026-01-01T00:00:01Z last\n");
        f.transport.last().sink.onEnd({});
        QCOMPARE(f.problems, QStringList{QString()});
        QCOMPARE(f.lines, QStringList{"last"});
    }
};

SKIFF_REGISTER_TEST(LogFeedTest);
#include "log_feed_test.moc"
