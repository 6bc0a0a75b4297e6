#include "cluster/machine/local/cgroups.h"
#include "cluster/machine/local/host_network.h"
#include "cluster/machine/local/monitor.h"
#include "cluster/machine/local/monitor_watch.h"
#include "cluster/machine/local/node_root.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::machine;
using namespace skiff::machine::local;

class LocalDriverTest : public QObject
{
    Q_OBJECT

private slots:
    void findsVersionOneHierarchies();
    void findsTheUnifiedHierarchy();
    void escapesPathsForOverlay();
    void choosesASubnetThatCollidesWithNothing();
    void readsWhatTheMonitorTells_data();
    void readsWhatTheMonitorTells();
    void handsItsSpecificationOver();
};

void LocalDriverTest::findsVersionOneHierarchies()
{
    const auto cgroups =
        Cgroups::parse("30 25 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
                       "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                       "32 30 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n"
                       "33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    QVERIFY(cgroups.ok());
    QVERIFY(!cgroups->unified());
    QCOMPARE(cgroups->hierarchies().size(), size_t(2));
    QCOMPARE(cgroups->hierarchies()[0].options, std::string("cpu,cpuacct"));
    QCOMPARE(cgroups->hierarchies()[1].options, std::string("none,name=systemd"));
}

void LocalDriverTest::findsTheUnifiedHierarchy()
{
    const auto cgroups = Cgroups::parse("33 30 0:29 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
    QVERIFY(cgroups.ok());
    QVERIFY(cgroups->unified());
    QCOMPARE(cgroups->hierarchies()[0].mountPoint, std::string("/sys/fs/cgroup"));
    QVERIFY(!Cgroups::parse("1 1 0:1 / / rw - ext4 /dev/vda rw\n").ok());
}

void LocalDriverTest::escapesPathsForOverlay()
{
    const NodeBoot boot{"group", {"/a:b", "/c"}, "/d,e", "/init"};
    QCOMPARE(overlayOptions(boot), std::string("lowerdir=/a\\:b:/c,upperdir=/d\\,e/upper,workdir=/d\\,e/work"));
}

void LocalDriverTest::choosesASubnetThatCollidesWithNothing()
{
    const auto prefix = [](uint32_t third, uint32_t last, int bits) {
        return Ipv4Prefix{10U << 24 | 57U << 16 | third << 8 | last, bits};
    };
    QCOMPARE(freeSubnet(7, {{192U << 24 | 168U << 16, 16}})->number, 7);
    QCOMPARE(freeSubnet(7, {prefix(7, 0, 24), prefix(8, 9, 32)})->number, 9);
    QCOMPARE(freeSubnet(255, {prefix(255, 128, 25)})->number, 0);
    QCOMPARE(freeSubnet(0, {prefix(0, 0, 17)})->number, 128);
    QVERIFY(!freeSubnet(0, {{10U << 24, 8}}).ok());
    QCOMPARE(subnetNumber("10.57.33.1"), 33);
    QCOMPARE(subnetNumber(""), -1);
}

void LocalDriverTest::readsWhatTheMonitorTells_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("detail");
    using Kind = BootEvent::Kind;
    QTest::newRow("up") << QByteArray("node n1 77") << int(Kind::MachineUp) << QByteArray() << QByteArray();
    QTest::newRow("started") << QByteArray("init n1 started server 12") << int(Kind::ServiceStarted)
                             << QByteArray("server") << QByteArray();
    QTest::newRow("exited") << QByteArray("init n1 exited server 12 code 3") << int(Kind::ServiceExited)
                            << QByteArray("server") << QByteArray("code 3");
    QTest::newRow("error") << QByteArray("error n1 no such file") << int(Kind::Failed) << QByteArray()
                           << QByteArray("no such file");
    QTest::newRow("gone") << QByteArray("gone n1") << int(Kind::MachineDown) << QByteArray() << QByteArray();
}

void LocalDriverTest::readsWhatTheMonitorTells()
{
    QFETCH(QByteArray, line);
    QFETCH(int, kind);
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, detail);
    const auto event = MonitorWatch::parse(line.toStdString());
    QVERIFY(event);
    QCOMPARE(int(event->kind), kind);
    QCOMPARE(event->node, std::string("n1"));
    QCOMPARE(event->service, service.toStdString());
    QCOMPARE(event->detail, detail.toStdString());
}

void LocalDriverTest::handsItsSpecificationOver()
{
    MonitorSpec spec;
    spec.profileFolder = "/home/x y/p";
    spec.id = "abcd";
    spec.hostAddress = "10.57.3.1";
    spec.network = NetworkMode::Isolated;
    spec.nodes = {{"a", "10.57.3.2"}};
    const auto read = MonitorSpec::fromJson(spec.toJson());
    QVERIFY(read.ok());
    QCOMPARE(read->profileFolder, spec.profileFolder);
    QCOMPARE(read->network, NetworkMode::Isolated);
    QCOMPARE(read->nodes[0].address, std::string("10.57.3.2"));
    QVERIFY(!MonitorSpec::fromJson("{}").ok());
}

SKIFF_REGISTER_TEST(LocalDriverTest);

#include "local_driver_test.moc"
