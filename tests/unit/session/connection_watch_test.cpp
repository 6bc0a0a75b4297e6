#include "app/session/connection_watch.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QSignalSpy>
#include <QTest>

using namespace skiff;
using namespace skiff::session;
using skiff::test::FakeTransport;

class ConnectionWatchTest final : public QObject
{
    Q_OBJECT

private slots:
    void asksOnlyWhileSomebodyLooks()
    {
        FakeTransport transport;
        ConnectionWatch watch(transport);
        QCoreApplication::processEvents();
        QCOMPARE(transport.count(), size_t(0));
        watch.setWatching(true);
        QTRY_COMPARE(transport.count(), size_t(1));
        transport.last().answer(200, "{}");
        QCOMPARE(watch.state(), ConnectionWatch::State::Alive);
        QVERIFY(watch.latencyMsecs() >= 0);
    }

    void aRefusalIsALifeSign()
    {
        FakeTransport transport;
        ConnectionWatch watch(transport);
        watch.check();
        QTRY_COMPARE(transport.count(), size_t(1));
        transport.last().answer(403, "{}");
        QCOMPARE(watch.state(), ConnectionWatch::State::Alive);
    }

    void noticesTheLossAndTheReturn()
    {
        FakeTransport transport;
        ConnectionWatch watch(transport);
        QSignalSpy recovered(&watch, &ConnectionWatch::recovered);
        watch.setWatching(true);
        QTRY_COMPARE(transport.count(), size_t(1));
        transport.last().done(Error{ErrorCode::Unavailable, "connection refused"});
        QCOMPARE(watch.state(), ConnectionWatch::State::Lost);
        QCOMPARE(watch.problem(), QStringLiteral("connection refused"));
        QVERIFY(watch.secondsToNext() > 0);
        watch.check(); // "Try now"
        QTRY_COMPARE(transport.count(), size_t(2));
        transport.last().answer(503, "{}");
        QCOMPARE(watch.state(), ConnectionWatch::State::Lost);
        QCOMPARE(recovered.count(), 0);
        watch.check();
        QTRY_COMPARE(transport.count(), size_t(3));
        transport.last().answer(200, "{}");
        QCOMPARE(recovered.count(), 1);
        QCOMPARE(watch.state(), ConnectionWatch::State::Alive);
    }
};

SKIFF_REGISTER_TEST(ConnectionWatchTest);
#include "connection_watch_test.moc"
