#include "app/session/kind_watch.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QSignalSpy>
#include <QTest>

using namespace skiff;
using namespace skiff::session;
using skiff::test::FakeTransport;

namespace {

std::string line(const std::string& type, const std::string& name, int version)
{
    return R"({"type":")" + type +
           R"(","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":")" + name +
           R"(","resourceVersion":")" + std::to_string(version) + "\"}}}\n";
}

} // namespace

/// The watch of definitions, its server's answers given by hand.
class KindWatchTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_transport = std::make_unique<FakeTransport>();
        m_watch = std::make_unique<KindWatch>(*m_transport);
        m_changed = std::make_unique<QSignalSpy>(m_watch.get(), &KindWatch::changed);
        m_watch->restart();
    }

    void asksForNamesAlone()
    {
        QCOMPARE(m_transport->last().request.path,
                 std::string("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"));
        QCOMPARE(m_transport->last().query("watch"), std::string("true"));
        QVERIFY(m_transport->last().request.accept.find("as=PartialObjectMetadata") != std::string::npos);
    }

    void whatIsThereIsNoNews()
    {
        settle(line("ADDED", "boats.example.com", 3) + line("ADDED", "cats.example.com", 4));
        QCOMPARE(m_changed->count(), 1);
        QCOMPARE(told(0), QStringList());
    }

    void tellsOnceOfAGroupAndAgainLater()
    {
        settle({});
        send(line("ADDED", "boats.example.com", 5));
        send(line("MODIFIED", "boats.example.com", 6) + line("ADDED", "cats.example.com", 7));
        QTRY_COMPARE(m_changed->count(), 2);
        QCOMPARE(told(1), QStringList({"boats.example.com", "cats.example.com"}));
        QTRY_COMPARE(m_changed->count(), 3); // for servers that take their time
        QCOMPARE(told(2), QStringList({"boats.example.com", "cats.example.com"}));
    }

    void tellsOfADeletion()
    {
        settle(line("ADDED", "boats.example.com", 3));
        send(line("DELETED", "boats.example.com", 9));
        QTRY_COMPARE(m_changed->count(), 2);
        QCOMPARE(told(1), QStringList("boats.example.com"));
    }

    void anotherWatchRepeatsNothing()
    {
        settle(line("ADDED", "boats.example.com", 3) + line("ADDED", "cats.example.com", 4));
        const size_t before = m_transport->count();
        m_transport->last().sink.onEnd({});
        QTRY_COMPARE(m_transport->count(), before + 1);
        settle(line("ADDED", "boats.example.com", 3) + line("ADDED", "cats.example.com", 8));
        QCOMPARE(told(1), QStringList("cats.example.com")); // one has changed; something may have gone
    }

    void aRefusalIsNotAskedAgainSoon()
    {
        m_transport->last().sink.onStart(403);
        m_transport->last().sink.onData(R"({"kind":"Status","status":"Failure"})");
        m_transport->last().sink.onEnd({});
        const size_t before = m_transport->count();
        QTest::qWait(2 * KindWatch::QuietMsecs);
        QCOMPARE(m_transport->count(), before);
        QCOMPARE(m_changed->count(), 0);
        m_watch->restart(); // the connection has been away: rights may be others
        QCOMPARE(m_transport->count(), before + 1);
        m_transport->last().sink.onStart(404);
        m_transport->last().sink.onEnd({});
        QCOMPARE(m_changed->count(), 1); // and so may the kinds
        QCOMPARE(told(0), QStringList());
    }

    void stoppingEndsIt()
    {
        settle({});
        send(line("ADDED", "boats.example.com", 5));
        m_watch->stop();
        QVERIFY(m_transport->last().cancelled);
        QTest::qWait(2 * KindWatch::QuietMsecs);
        QCOMPARE(m_changed->count(), 1);
    }

private:
    void send(const std::string& bytes) { m_transport->last().sink.onData(bytes); }

    /// Begins the watch with what is there, and waits until this has been told.
    void settle(const std::string& bytes)
    {
        const int before = int(m_changed->count());
        m_transport->last().sink.onStart(200);
        send(bytes);
        QTRY_COMPARE(m_changed->count(), before + 1);
    }

    /// The names of that signal, in order.
    QStringList told(int index) const
    {
        QStringList names = m_changed->at(index).front().toStringList();
        names.sort();
        return names;
    }

    std::unique_ptr<FakeTransport> m_transport;
    std::unique_ptr<KindWatch> m_watch;
    std::unique_ptr<QSignalSpy> m_changed;
};

SKIFF_REGISTER_TEST(KindWatchTest);
#include "kind_watch_test.moc"
