#include "cluster/daemon/init/node_file.h"
#include "tests/support/register_test.h"

#include <QByteArray>
#include <QTest>

class NodeFileTest : public QObject
{
    Q_OBJECT

private slots:
    void readsSettingsAndServices();
    void keepsQuotedAndEscapedWordsWhole();
    void namesTheLineOfAMistake_data();
    void namesTheLineOfAMistake();

private:
    QByteArray parse(const char* text)
    {
        m_text = text;
        char error[256] = "";
        return nodeFileParse(&m_file, m_text.data(), error, sizeof error) == 0 ? QByteArray() : QByteArray(error);
    }

    QByteArray m_text;
    NodeFile m_file;
};

void NodeFileTest::readsSettingsAndServices()
{
    QCOMPARE(parse("# a node\n"
                   "hostname n1\n"
                   "sysctl net/ipv4/ip_forward 1\n"
                   "stop-grace 1500\n"
                   "\n"
                   "service containerd\n"
                   "  exec /usr/bin/containerd --config /etc/x\n"
                   "  ready notify\n"
                   "  containers yes\n"
                   "service server   # unprivileged\n"
                   "  exec skiffd server\n"
                   "  user skiff\n"
                   "  env A=b\n"
                   "  folder /var/lib/skiff\n"
                   "  restart 50 900\n"
                   "  stop-timeout 700\n"
                   "  log-limit 1000\n"
                   "  after containerd\n"),
             QByteArray());
    QCOMPARE(m_file.hostname, "n1");
    QCOMPARE(m_file.stopGraceMs, 1500L);
    QCOMPARE(m_file.sysctlCount, size_t(1));
    QCOMPARE(m_file.sysctls[0].key, "net/ipv4/ip_forward");
    QCOMPARE(m_file.serviceCount, size_t(2));
    const Service& containerd = m_file.services[0];
    QCOMPARE(containerd.argv[2], "/etc/x");
    QVERIFY(!containerd.argv[3]);
    QCOMPARE(containerd.ready, ReadyByNotify);
    QCOMPARE(containerd.holdsContainers, 1);
    const Service& server = m_file.services[1];
    QCOMPARE(server.user, "skiff");
    QCOMPARE(server.env[0], "A=b");
    QCOMPARE(server.folders[0], "/var/lib/skiff");
    QCOMPARE(server.restartFirstMs, 50L);
    QCOMPARE(server.restartMostMs, 900L);
    QCOMPARE(server.stopTimeoutMs, 700L);
    QCOMPARE(server.logLimit, 1000L);
    QCOMPARE(server.afterCount, size_t(1));
    QCOMPARE(server.after[0], size_t(0));
}

void NodeFileTest::keepsQuotedAndEscapedWordsWhole()
{
    QCOMPARE(parse("service a\nexec sh -c \"echo 'x y' # no comment\" a\\ b \\\"q\\\"\n"), QByteArray());
    const Service& service = m_file.services[0];
    QCOMPARE(service.argv[2], "echo 'x y' # no comment");
    QCOMPARE(service.argv[3], "a b");
    QCOMPARE(service.argv[4], "\"q\"");
}

void NodeFileTest::namesTheLineOfAMistake_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("unknown") << QByteArray("hostname a\nfoo bar\n") << QByteArray("line 2: unknown directive 'foo'");
    QTest::newRow("quote") << QByteArray("hostname \"a\n") << QByteArray("line 1: an open quote");
    QTest::newRow("number") << QByteArray("stop-grace soon") << QByteArray("'soon' is not a number");
    QTest::newRow("twice") << QByteArray("service a\nexec x\nservice a\n")
                           << QByteArray("line 3: service a is there twice");
    QTest::newRow("no exec") << QByteArray("service a\n") << QByteArray("service a has no exec");
    QTest::newRow("name") << QByteArray("service ../a\n") << QByteArray("not a service name");
    QTest::newRow("circle") << QByteArray("service a\nexec x\nafter b\nservice b\nexec x\nafter a\n")
                            << QByteArray("service a waits for b");
    QTest::newRow("ready") << QByteArray("service a\nready soon\n") << QByteArray("ready is one of");
    QTest::newRow("in a service") << QByteArray("service a\nhostname x\n")
                                  << QByteArray("line 2: unknown directive 'hostname'");
}

void NodeFileTest::namesTheLineOfAMistake()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, words);
    const QByteArray error = parse(text.constData());
    QVERIFY2(error.contains(words), error.constData());
}

SKIFF_REGISTER_TEST(NodeFileTest);

#include "node_file_test.moc"
