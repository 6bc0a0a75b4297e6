#include "app/session/forward/forward_book.h"

#include "tests/support/register_test.h"
#include "tests/unit/session/fake_cluster.h"

#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace skiff;
using namespace skiff::session;
using namespace skiff::test;
using State = Forward::State;

namespace {

ForwardSpec podSpec()
{
    ForwardSpec spec;
    spec.context = QStringLiteral("fake");
    spec.target.kind = {.kind = QStringLiteral("Pod"), .path = QStringLiteral("/api/v1/pods")};
    spec.target.nameSpace = QStringLiteral("shop");
    spec.target.name = QStringLiteral("web-1");
    spec.remotePort = 8080;
    return spec;
}

ForwardSpec serviceSpec()
{
    ForwardSpec spec = podSpec();
    spec.target.kind = {.kind = QStringLiteral("Service"), .path = QStringLiteral("/api/v1/services")};
    spec.target.name = QStringLiteral("web");
    spec.remotePort = 80;
    return spec;
}

const QString servicePath = QStringLiteral("/api/v1/namespaces/shop/services/web");
const QByteArray service =
    "{\"spec\":{\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":80,\"targetPort\":\"http\"},{\"port\":81}]}}";

Identity identityOf(const FakeCluster& cluster)
{
    Identity identity;
    identity.context = QStringLiteral("fake");
    identity.server = cluster.url();
    return identity;
}

/// What comes back for `bytes` through the forward.
QByteArray echoed(int port, const QByteArray& bytes)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, quint16(port));
    socket.write(bytes);
    QByteArray back;
    (void)QTest::qWaitFor(
        [&] {
            back += socket.readAll();
            return back.size() >= bytes.size() || socket.state() == QAbstractSocket::UnconnectedState;
        },
        60'000);
    return back;
}

/// A local program that says when it has sent everything, as `nc -N` does.
struct HalfCloser
{
    explicit HalfCloser(int port) : descriptor(::socket(AF_INET, SOCK_STREAM, 0)), socket(connected(descriptor, port))
    {
        QObject::connect(&socket, &LocalSocket::received, [this](const QByteArray& bytes) { received += bytes; });
        QObject::connect(&socket, &LocalSocket::finished, [this] { ended = true; });
        socket.setReading(true);
    }
    static int connected(int descriptor, int port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(uint16_t(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        (void)::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        return descriptor;
    }
    void send(const QByteArray& bytes) { socket.write(bytes); }
    void finish() { socket.finish(); }
    void setReading(bool reading) { socket.setReading(reading); }

    int descriptor;
    LocalSocket socket;
    QByteArray received;
    bool ended = false;
};

} // namespace

Q_DECLARE_METATYPE(skiff::session::ForwardProtocol)

class ForwardTest final : public QObject
{
    Q_OBJECT

private slots:
    void bytesGoThroughAndAreCounted_data() { protocols(); }

    void bytesGoThroughAndAreCounted()
    {
        QFETCH(ForwardProtocol, protocol);
        FakeCluster cluster;
        cluster.spoken = {protocol};
        cluster.pods = podJson("web-1");
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QVERIFY(forward.spec().localPort > 0);
        QTRY_COMPARE(forward.state(), State::Ready);
        const QByteArray much(3'000'000, 'x');
        QCOMPARE(echoed(forward.spec().localPort, much), much);
        QCOMPARE(cluster.forwarded, QStringList{"web-1:8080"});
        QCOMPARE(forward.bytesOut(), qint64(much.size()));
        QCOMPARE(forward.bytesIn(), qint64(much.size()));
        QCOMPARE(forward.protocol(), protocol);
        if (protocol != ForwardProtocol::Channels) // there the pod might still have an answer
            QTRY_COMPARE(forward.connectionCount(), 0);
        // What was found out is not tried again.
        const qsizetype asked = cluster.upgrades.size();
        QCOMPARE(echoed(forward.spec().localPort, "again"), QByteArray("again"));
        QCOMPARE(cluster.upgrades.size(), asked + 1);
        QCOMPARE(forward.address(), QStringLiteral("127.0.0.1:%1").arg(forward.spec().localPort));
        forward.stop();
        QCOMPARE(forward.state(), State::Stopped);
    }

    void aProgramThatHasSentEverythingGetsItsAnswer_data() { protocols(); }

    void aProgramThatHasSentEverythingGetsItsAnswer()
    {
        QFETCH(ForwardProtocol, protocol);
        FakeCluster cluster;
        cluster.pods = podJson("web-1");
        cluster.spoken = {protocol};
        cluster.answersAtTheEnd = protocol != ForwardProtocol::Channels; // there nobody tells the pod
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        HalfCloser program(forward.spec().localPort);
        program.send(QByteArray(100'000, 'q'));
        program.finish();
        const QByteArray expected =
            protocol == ForwardProtocol::Channels ? QByteArray(100'000, 'q') : QByteArray("heard 100000");
        QTRY_COMPARE(program.received.size(), expected.size());
        QCOMPARE(program.received, expected);
        if (protocol != ForwardProtocol::Channels) {
            QTRY_VERIFY(program.ended);
            QTRY_COMPARE(forward.connectionCount(), 0);
        }
        QVERIFY2(forward.words().isEmpty(), qPrintable(forward.words()));
    }

    void aPodThatHasSentEverythingIsHeardOn()
    {
        FakeCluster cluster;
        cluster.pods = podJson("web-1");
        cluster.endsFirst = true;
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        HalfCloser program(forward.spec().localPort);
        QTRY_VERIFY(program.ended);
        QCOMPARE(program.received, QByteArray("bye"));
        QCOMPARE(forward.connectionCount(), 1);
        program.send("and this still arrives");
        QTRY_COMPARE(cluster.heard, QByteArray("and this still arrives"));
        program.finish();
        QTRY_COMPARE(forward.connectionCount(), 0);
    }

    void protocolsAreTriedFromTheBest()
    {
        FakeCluster cluster;
        cluster.pods = podJson("web-1");
        cluster.spoken = {ForwardProtocol::Channels};
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        QCOMPARE(echoed(forward.spec().localPort, "a"), QByteArray("a"));
        QCOMPARE(cluster.upgrades, (QStringList{"GET tunnel", "POST spdy", "GET channels"}));
        QCOMPARE(forward.protocol(), ForwardProtocol::Channels);
    }

    void whatIsForbiddenIsSaidInTheServersWords()
    {
        FakeCluster cluster;
        cluster.pods = podJson("web-1");
        cluster.spoken = {};
        cluster.statusOfOthers = 403;
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        QCOMPARE(echoed(forward.spec().localPort, "a"), QByteArray());
        QTRY_COMPARE(forward.words(), QStringLiteral("Pod web-1: not by POST spdy"));
        QCOMPARE(cluster.upgrades, (QStringList{"GET tunnel", "POST spdy"}));
    }

    void aProgramThatDoesNotReadMakesThePodWait()
    {
        FakeCluster cluster;
        cluster.pods = podJson("web-1");
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        HalfCloser program(forward.spec().localPort);
        program.setReading(false);
        const QByteArray much(20'000'000, 'z');
        program.send(much);
        program.finish();
        QTRY_VERIFY(cluster.heard.size() > 1'000'000);
        program.setReading(true);
        QTRY_COMPARE_WITH_TIMEOUT(program.received.size(), much.size(), 20'000);
        QTRY_VERIFY(program.ended);
    }

    void theNextConnectionReachesTheNextReadyPod()
    {
        FakeCluster cluster;
        cluster.objects[servicePath] = service;
        cluster.pods = podJson("web-0", false) + ',' + podJson("web-1") + ',' + podJson("web-2");
        QtTransport transport(identityOf(cluster));
        Forward forward(serviceSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        QCOMPARE(echoed(forward.spec().localPort, "a"), QByteArray("a"));
        QTRY_COMPARE(cluster.watches(), 1);
        cluster.event("DELETED", podJson("web-1"));
        QTRY_COMPARE(forward.pod(), QStringLiteral("web-2"));
        QCOMPARE(echoed(forward.spec().localPort, "b"), QByteArray("b"));
        QCOMPARE(cluster.forwarded, (QStringList{"web-1:8080", "web-2:8080"}));
        cluster.event("MODIFIED", podJson("web-2", false));
        QTRY_COMPARE(forward.state(), State::Waiting);
        QVERIFY2(forward.words().contains("is ready"), qPrintable(forward.words()));
        QCOMPARE(echoed(forward.spec().localPort, "c"), QByteArray());
        cluster.event("MODIFIED", podJson("web-2"));
        QTRY_COMPARE(forward.state(), State::Ready);
    }

    void aTakenPortIsToldWithAFreeOne()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        FakeCluster cluster;
        QtTransport transport(identityOf(cluster));
        ForwardSpec spec = podSpec();
        spec.localPort = other.serverPort();
        Forward forward(spec);
        forward.start(transport);
        QCOMPARE(forward.state(), State::Failed);
        QVERIFY(forward.suggestedPort() > 0 && forward.suggestedPort() != other.serverPort());
        QVERIFY(forward.words().contains(QString::number(other.serverPort())));
        spec.localPort = forward.suggestedPort();
        forward.setSpec(spec);
        forward.start(transport);
        QVERIFY(forward.running());
    }

    void whatThePodRefusesIsSaid_data() { protocols(); }

    void whatThePodRefusesIsSaid()
    {
        QFETCH(ForwardProtocol, protocol);
        FakeCluster cluster;
        cluster.spoken = {protocol};
        cluster.pods = podJson("web-1");
        cluster.refusal = "connection refused";
        QtTransport transport(identityOf(cluster));
        Forward forward(podSpec());
        forward.start(transport);
        QTRY_COMPARE(forward.state(), State::Ready);
        QCOMPARE(echoed(forward.spec().localPort, "a"), QByteArray());
        QTRY_VERIFY2(forward.words().contains("connection refused"), qPrintable(forward.words()));
    }

    void servicePortsAreFollowedToThePod()
    {
        const auto document = data::Document::parse(service.toStdString());
        const auto pod = data::Document::parse(podJson("web-1").toStdString());
        ForwardSpec spec = serviceSpec();
        const PodInfo info = readPod((*pod)->root());
        QCOMPARE(podPort(spec, (*document)->root(), info), 8080);
        spec.remotePort = 81;
        QCOMPARE(podPort(spec, (*document)->root(), info), 81);
        spec.remotePort = 82;
        QCOMPARE(podPort(spec, (*document)->root(), info), 0);
    }

    void theBookRemembersAndStartsByItself()
    {
        QTemporaryDir folder;
        FakeCluster cluster;
        cluster.pods = podJson("web-1");
        auto settings = Settings::open(folder.filePath("desktop.db"));
        int port = 0;
        {
            ForwardBook book(settings->get());
            book.addCluster(identityOf(cluster));
            ForwardSpec spec = podSpec();
            spec.name = QStringLiteral("shop");
            spec.autoStart = true;
            Forward& first = book.add(spec);
            QTRY_COMPARE(first.state(), State::Ready);
            port = book.forwards()[0]->spec().localPort;
            spec.autoStart = false;
            book.add(spec);
            QCOMPARE(book.forwards().size(), size_t(2));
        }
        ForwardBook again(settings->get());
        QCOMPARE(again.forwards().size(), size_t(2));
        QCOMPARE(again.forwards()[0]->spec().name, QStringLiteral("shop"));
        QCOMPARE(again.forwards()[0]->state(), State::Stopped);
        again.addCluster(identityOf(cluster));
        QTRY_COMPARE(again.forwards()[0]->state(), State::Ready);
        QCOMPARE(again.forwards()[0]->spec().localPort, port);
        QCOMPARE(again.forwards()[1]->state(), State::Stopped);
        again.remove(*again.forwards()[0]);
        QCOMPARE(ForwardBook(settings->get()).forwards().size(), size_t(1));
    }

private:
    static void protocols()
    {
        QTest::addColumn<ForwardProtocol>("protocol");
        QTest::newRow("tunnel") << ForwardProtocol::Tunnel;
        QTest::newRow("spdy") << ForwardProtocol::Spdy;
        QTest::newRow("channels") << ForwardProtocol::Channels;
    }
};

SKIFF_REGISTER_TEST(ForwardTest);
#include "forward_test.moc"
