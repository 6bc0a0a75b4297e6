#include "cluster/base/file.h"
#include "cluster/machine/background.h"
#include "cluster/machine/subnet_claims.h"
#include "cluster/machine/vm/event_watch.h"
#include "cluster/machine/vm/forwarder.h"
#include "cluster/machine/vm/free_port.h"
#include "cluster/machine/guest/unix_socket.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine;
using namespace skiff::machine::vm;

class VmDriverTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheGuestTells();
    void tellsWhenAMachineGoes();
    void forwardsNodePorts();
    void changesOnlyWhatDiffers();
    void twoHomesGetDifferentSubnets();
    void findsWhoHoldsALock();
    void keepsAPortThatIsFree();
    void refusesLongSocketPaths();
};

void VmDriverTest::readsWhatTheGuestTells()
{
    using Kind = BootEvent::Kind;
    const auto up = EventWatch::parse("n", "machine kernel 812");
    QVERIFY(up && up->kind == Kind::MachineUp);
    QVERIFY(!EventWatch::parse("n", "machine root 900"));
    QVERIFY(!EventWatch::parse("n", "warning the disk was repaired"));
    const auto failed = EventWatch::parse("n", "failed there is no disk with the serial skiff-data");
    QVERIFY(failed && failed->kind == BootEvent::Kind::Failed);
    QCOMPARE(failed->detail, std::string("there is no disk with the serial skiff-data"));
    const auto started = EventWatch::parse("n", "started containerd 1012\r");
    QVERIFY(started && started->kind == Kind::ServiceStarted);
    QCOMPARE(started->service, std::string("containerd"));
    const auto exited = EventWatch::parse("n", "exited server 1500 signal 9");
    QCOMPARE(exited->detail, std::string("signal 9"));
}

void VmDriverTest::tellsWhenAMachineGoes()
{
    using Kind = BootEvent::Kind;
    int ends[2];
    QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    EventWatch watch;
    watch.add("n", ends[0]);
    QCOMPARE((*watch.next(std::chrono::seconds(5), {}))->kind, Kind::PoweredOn);
    QCOMPARE(write(ends[1], "machine ker", 11), ssize_t(11));
    QCOMPARE(write(ends[1], "nel 5\nstarted a 6\n", 18), ssize_t(18));
    QCOMPARE((*watch.next(std::chrono::seconds(5), {}))->kind, Kind::MachineUp);
    QCOMPARE((*watch.next(std::chrono::seconds(5), {}))->service, std::string("a"));
    close(ends[1]);
    QCOMPARE((*watch.next(std::chrono::seconds(5), {}))->kind, Kind::MachineDown);
}

namespace {

client::ObjectPtr service(const std::string& ports)
{
    auto object =
        client::Object::parse(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"b"},)"
                              R"("spec":{"ports":)" +
                              ports + "}}");
    return object.ok() ? *object : nullptr;
}

} // namespace

void VmDriverTest::forwardsNodePorts()
{
    const auto forwards = forwardsOf({service(R"([{"port":80,"nodePort":30080,"protocol":"TCP"},
                                                 {"port":53,"nodePort":30053,"protocol":"UDP"}])"),
                                      service(R"([{"port":80}])")},
                                     "10.57.3.2");
    QCOMPARE(forwards.size(), size_t(2));
    QCOMPARE(forwards[0], (PortForward{30080, "10.57.3.2", 30080, false}));
    QCOMPARE(forwards[1], (PortForward{30053, "10.57.3.2", 30053, true}));
}

void VmDriverTest::changesOnlyWhatDiffers()
{
    const PortForward a{1, "x", 1, false};
    const PortForward b{2, "x", 2, false};
    const PortForward c{2, "x", 2, true};
    const ForwardChanges changes = changesBetween({a, b}, {b, c});
    QCOMPARE(changes.remove, std::vector<PortForward>{a});
    QCOMPARE(changes.add, std::vector<PortForward>{c});
}

void VmDriverTest::twoHomesGetDifferentSubnets()
{
    const QTemporaryDir folder;
    const std::string claims = folder.filePath("claims").toStdString();
    const std::string one = folder.filePath("one").toStdString();
    const std::string two = folder.filePath("two").toStdString();
    QVERIFY(file::makeFolders(one).ok());
    QVERIFY(file::makeFolders(two).ok());
    {
        const auto mine = SubnetClaims::lock(claims);
        QVERIFY(mine.ok());
        QVERIFY(mine->claim(7, one).ok());
    }
    const auto other = SubnetClaims::lock(claims);
    QVERIFY(other.ok());
    QCOMPARE(other->othersThan(two), std::vector<int>{7});
    QVERIFY(other->othersThan(one).empty());
    // A claim ends with its profile.
    QVERIFY(QDir(QString::fromStdString(one)).removeRecursively());
    QVERIFY(other->othersThan(two).empty());
}

void VmDriverTest::findsWhoHoldsALock()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("lock").toStdString();
    QCOMPARE(ProcessLock::holder(path), pid_t(0));
    const auto lock = ProcessLock::take(path);
    QVERIFY(lock.ok());
    // One's own locks do not show to oneself: a child looks.
    const pid_t child = fork();
    if (child == 0)
        _exit(ProcessLock::holder(path) == getppid() ? 0 : 1);
    QVERIFY(waitForProcessEnd(child, std::chrono::seconds(10)));
}

void VmDriverTest::keepsAPortThatIsFree()
{
    const auto port = freePort(0);
    QVERIFY(port.ok() && *port > 0);
    const auto again = freePort(*port);
    QVERIFY(again.ok());
    QCOMPARE(*again, *port);
}

void VmDriverTest::refusesLongSocketPaths()
{
    QVERIFY(guest::checkSocketPath("/run/x.sock").ok());
    const Status refused = guest::checkSocketPath("/" + std::string(120, 'x'));
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.find("SKIFF_HOME") != std::string::npos);
}

SKIFF_REGISTER_TEST(VmDriverTest);

#include "vm_driver_test.moc"
