#include "cluster/machine/libvirt/domain_xml.h"
#include "cluster/machine/qemu/arguments.h"
#include "cluster/machine/vm/kvm_probe.h"
#include "cluster/machine/vm/node_plan.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>
#include <set>

using namespace skiff;
using namespace skiff::machine;
using namespace skiff::machine::vm;

/// One machine description, and the text that QEMU and libvirt are given for it.
class MachineTextTest : public QObject
{
    Q_OBJECT

private slots:
    void givesQemuItsWords();
    void givesLibvirtADomain_data();
    void givesLibvirtADomain();
    void givesLibvirtANetwork();
    void escapesWhatUsersChoose();
    void plansTheSameMachineEveryTime();
    void forwardsLeadToTheControlPlane();
    void putsTheNodesFilesTogether();
    void theProbeIsARom();

private:
    static MachineDescription machine();
    static Profile profile();
    /// The text of a file in tests/data/machine; SKIFF_BLESS=1 writes it anew.
    static void compareWithFile(const QString& name, const std::string& text);
};

Profile MachineTextTest::profile()
{
    Profile profile;
    profile.name = "web";
    profile.driver = "qemu";
    profile.nodes = {{"web", "10.57.3.2"}, {"web-2", "10.57.3.3"}};
    profile.hostAddress = "10.57.3.1";
    profile.forwardedApi = 40123;
    return profile;
}

MachineDescription MachineTextTest::machine()
{
    const Profile web = profile();
    const ProfileFolder folder("/home/u/skiff", "web");
    const MachineFiles image{
        "v1", "/cache/kernel", {"/cache/modules.cpio"}, "/cache/root.squashfs", "/share/layer.squashfs"};
    MachineDescription described = describeNode(web, 0, NodePlaces(web, folder, 0), image, Accelerator::Tcg);
    described.commandLine = "console=ttyS0 quiet"; // the image's business
    return described;
}

void MachineTextTest::compareWithFile(const QString& name, const std::string& text)
{
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/machine/") + name);
    if (qEnvironmentVariableIsSet("SKIFF_BLESS")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.data(), qint64(text.size()));
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QCOMPARE(QByteArray::fromStdString(text), file.readAll());
}

void MachineTextTest::givesQemuItsWords()
{
    std::string text;
    for (const std::string& word : qemu::arguments(machine()))
        text += word + "\n";
    compareWithFile(QStringLiteral("qemu.txt"), text);
}

void MachineTextTest::givesLibvirtADomain_data()
{
    QTest::addColumn<bool>("system");
    QTest::addColumn<QString>("file");
    QTest::newRow("session") << false << QStringLiteral("domain-session.xml");
    QTest::newRow("system") << true << QStringLiteral("domain-system.xml");
}

void MachineTextTest::givesLibvirtADomain()
{
    QFETCH(bool, system);
    QFETCH(QString, file);
    MachineDescription described = machine();
    if (system) {
        described.accelerator = Accelerator::Kvm;
        described.network = ManagedNetwork{"skiff-12345678-net"};
    }
    const std::string xml = libvirt::domainXml(described, system ? "+1000:+1000" : "");
    compareWithFile(file, xml);
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    while (!reader.atEnd())
        reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
}

void MachineTextTest::givesLibvirtANetwork()
{
    const std::string outbound = libvirt::networkXml({"net", "skiff12345678", "10.57.3.1", false});
    QVERIFY(outbound.find("<forward mode='nat'/>") != std::string::npos);
    QVERIFY(outbound.find("<dns enable='yes'/>") != std::string::npos);
    QVERIFY(outbound.find("<bridge name='skiff12345678'") != std::string::npos);
    const std::string isolated = libvirt::networkXml({"net", "skiff12345678", "10.57.3.1", true});
    QVERIFY(isolated.find("<forward") == std::string::npos);
    QVERIFY(isolated.find("<dns enable='no'/>") != std::string::npos);
}

void MachineTextTest::escapesWhatUsersChoose()
{
    MachineDescription described = machine();
    described.consoleLog = "/home/a,b/<c> & 'd'/console.log";
    const auto words = qemu::arguments(described);
    QVERIFY(std::count(words.begin(), words.end(), "file,id=console,path=/home/a,,b/<c> & 'd'/console.log") == 1);
    QVERIFY(libvirt::domainXml(described).find("path='/home/a,b/&lt;c&gt; &amp; &apos;d&apos;/console.log'") !=
            std::string::npos);
}

void MachineTextTest::plansTheSameMachineEveryTime()
{
    const Profile web = profile();
    const NodePlaces first(web, ProfileFolder("/home/u/skiff", "web"), 0);
    const NodePlaces again(web, ProfileFolder("/home/u/skiff", "web"), 0);
    const NodePlaces second(web, ProfileFolder("/home/u/skiff", "web"), 1);
    const NodePlaces elsewhere(web, ProfileFolder("/home/v/skiff", "web"), 0);
    QCOMPARE(first.handle.uuid, again.handle.uuid);
    QCOMPARE(first.mac, again.mac);
    const std::set<std::string> uuids = {first.handle.uuid, second.handle.uuid, elsewhere.handle.uuid};
    QCOMPARE(uuids.size(), size_t(3));
    const std::set<std::string> macs = {first.mac, second.mac, elsewhere.mac};
    QCOMPARE(macs.size(), size_t(3));
    QCOMPARE(first.handle.uuid.size(), size_t(36));
}

void MachineTextTest::forwardsLeadToTheControlPlane()
{
    const UserNetwork network = userNetwork(profile());
    QCOMPARE(network.forwards.size(), size_t(1));
    QCOMPARE(userNetdev(network), std::string("user,id=net0,net=10.57.3.0/24,host=10.57.3.1,dns=10.57.3.3,ipv6=off,"
                                              "hostfwd=tcp:127.0.0.1:40123-10.57.3.2:6443"));
    Profile isolated = profile();
    isolated.network = NetworkMode::Isolated;
    QVERIFY(userNetdev(userNetwork(isolated)).find(",restrict=on") != std::string::npos);
}

void MachineTextTest::putsTheNodesFilesTogether()
{
    NodeImage image;
    image.root = SKIFF_SOURCE_DIR "/resources/node-image/files";
    const Profile web = profile();
    const NodePlaces places(web, ProfileFolder("/home/u/skiff", "web"), 1);
    const auto files = nodeFiles(web, 1, places, image, true);
    QVERIFY2(files.ok(), files.ok() ? "" : files.error().message.c_str());
    const auto contentOf = [&](std::string_view path) {
        const auto found =
            std::find_if(files->begin(), files->end(), [&](const guest::NodeFile& file) { return file.path == path; });
        return found == files->end() ? std::string() : found->content;
    };
    QVERIFY(contentOf("etc/skiff/network").find("address 10.57.3.3/24") != std::string::npos);
    QVERIFY(contentOf("etc/skiff/network").find("mac " + places.mac) != std::string::npos);
    QVERIFY(contentOf("etc/skiff/node").find("hostname web-2") != std::string::npos);
    QVERIFY(contentOf("etc/cni/net.d/10-skiff.conflist").find("10.244.1.0/24") != std::string::npos);
    QVERIFY(contentOf("etc/hosts").find("10.57.3.2 web\n") != std::string::npos);
}

void MachineTextTest::theProbeIsARom()
{
    const std::string rom = probeRom();
    QCOMPARE(rom.size(), size_t(65536));
    // The processor begins 16 bytes before the end: a jump to the beginning.
    QCOMPARE(rom.substr(0xfff0, 3), std::string("\xe9\x0d\x00", 3));
}

SKIFF_REGISTER_TEST(MachineTextTest);

#include "machine_text_test.moc"
