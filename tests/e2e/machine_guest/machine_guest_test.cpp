#include "cluster/daemon/init/data_disk.h"
#include "tests/e2e/machine_guest/guest_machine.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <charconv>
#include <functional>

using namespace skiff;
using namespace skiff::machine;
using namespace std::chrono_literals;

namespace {

constexpr qint64 gibibyte = 1 << 30;

/// Takes a guest's words until they say enough.
class Reader : public guest::ProgramListener
{
public:
    std::string said;

    void output(std::string_view bytes) override { said += bytes; }
    void errors(std::string_view bytes) override { said += bytes; }
    void exited(int) override {}
    void failed(const Error& error) override { said += error.message; }
};

/// Lets the guest speak until it has said enough; false when it takes too long or is gone.
bool pumpUntil(guest::Channel& channel, const std::function<bool()>& enough)
{
    const auto deadline = std::chrono::steady_clock::now() + 120s;
    while (!enough()) {
        if (std::chrono::steady_clock::now() > deadline || !channel.pump(1s).ok())
            return false;
    }
    return true;
}

/// The file system's own word on whether it was unmounted.
bool isClean(const QString& path)
{
    constexpr int incompatibleFeatures = 1024 + 0x60;
    constexpr uint8_t needsRecovery = 0x04;
    QFile disk(path);
    const QByteArray head = disk.open(QIODevice::ReadOnly) ? disk.read(DiskHeadSize) : QByteArray();
    uint64_t blocks = 0;
    uint32_t blockSize = 0;
    return head.size() == DiskHeadSize &&
           diskContent(reinterpret_cast<const uint8_t*>(head.data()), &blocks, &blockSize) == DiskClean &&
           (static_cast<uint8_t>(head[incompatibleFeatures]) & needsRecovery) == 0;
}

int lastNumber(const std::string& lines)
{
    int number = 0;
    const size_t end = lines.rfind('\n');
    const size_t begin = end == std::string::npos || end == 0 ? std::string::npos : lines.rfind('\n', end - 1);
    if (end != std::string::npos)
        std::from_chars(lines.data() + (begin == std::string::npos ? 0 : begin + 1), lines.data() + end, number);
    return number;
}

} // namespace

/// One machine, from its first boot to a plug that is pulled; each step needs the one before.
class MachineGuestTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void bootsToAWorkingContainerd();
    void usesLittle();
    void runsProgramsThroughItsChannel();
    void correctsItsClock();
    void thePowerButtonEndsItCleanly();
    void growsWithItsDiskAndKeepsItsFiles();
    void whatWasSyncedIsThereAfterAPowerCut();
    void theChannelEndsItCleanly();
    void aForeignDiskIsLeftAlone();

private:
    void boot(const char* awaited)
    {
        m_machine->start();
        const bool there = m_machine->waitForEvent(awaited);
        QVERIFY2(there, qPrintable(m_machine->events().join(u'\n') + u'\n' + m_machine->console()));
    }

    QTemporaryDir m_folder{QStringLiteral("/var/tmp/skiff-guest-XXXXXX")};
    std::unique_ptr<GuestMachine> m_machine;
    MachineFiles m_files;
};

void MachineGuestTest::initTestCase()
{
    QVERIFY2(!QStandardPaths::findExecutable(QStringLiteral("qemu-system-x86_64")).isEmpty(),
             "qemu-system-x86_64 is not there: run 'make setup'");
    const auto image = NodeImageSource(SKIFF_SHARE).find(ImageForm::Machine);
    QVERIFY2(image.ok(), image.ok() ? "" : (image.error().message + ": run 'make image'").c_str());
    m_files = *image->machine;
    m_machine = std::make_unique<GuestMachine>(m_folder.path(), m_files);
    QFile disk(m_machine->dataDisk());
    QVERIFY(disk.open(QIODevice::WriteOnly) && disk.resize(2 * gibibyte));
}

void MachineGuestTest::bootsToAWorkingContainerd()
{
    boot("ready images");
    // Each line's first two words, in the order in which they must come.
    const QStringList told = m_machine->events();
    qsizetype last = -1;
    for (const char* words : {"machine kernel", "machine root", "machine services", "started containerd",
                              "ready containerd", "started images", "exited images", "ready images"}) {
        const qsizetype at = told.indexOf(QRegularExpression(QStringLiteral("^%1 \\d+.*").arg(QLatin1String(words))));
        QVERIFY2(at > last, qPrintable(QString::fromLatin1(words) + QStringLiteral(" is not where it should be:\n") +
                                       told.join(u'\n')));
        last = at;
    }
    QVERIFY2(!told.join(u'\n').contains(u"warning"), qPrintable(told.join(u'\n')));
    qInfo("%s", qPrintable(told.join(QStringLiteral(", "))));
}

void MachineGuestTest::usesLittle()
{
    const std::string memory = m_machine->run({"sh", "-c", "free -m | awk '/^Mem/ { print $3 }'"});
    qInfo("used memory: %s MB", memory.c_str());
    QVERIFY2(std::stoi(memory) <= 160, memory.c_str());
    qint64 size = 0;
    for (const std::string& path :
         {m_files.kernel, m_files.initrdParts[0], m_files.initrdParts[1], m_files.rootDisk, m_files.layerDisk})
        size += QFile(QString::fromStdString(path)).size();
    qInfo("image: %lld bytes", static_cast<long long>(size));
    QVERIFY(size <= 80'000'000);
}

void MachineGuestTest::runsProgramsThroughItsChannel()
{
    auto channel = m_machine->connect();
    const auto images = channel->run({"ctr", "-n", "k8s.io", "images", "ls", "-q"}, -1, 60s);
    QVERIFY(images.ok());
    QVERIFY(images->output.find("skiff.local/pause:1") != std::string::npos);

    Reader terminal;
    const auto session = channel->start({.arguments = {"sh"}, .terminal = true, .size = {40, 100}}, terminal);
    QVERIFY(session.ok());
    QVERIFY(channel->sendInput(*session, "stty size; echo $((6 * 7))\n").ok());
    QVERIFY2(pumpUntil(*channel, [&] { return terminal.said.find("\n42") != std::string::npos; }),
             terminal.said.c_str());
    QVERIFY(terminal.said.find("40 100") != std::string::npos);
    QVERIFY(channel->end(*session).ok());

    // Both ways, and more than all windows and buffers in between.
    QFile input(m_folder.filePath(QStringLiteral("input")));
    QVERIFY(input.open(QIODevice::ReadWrite | QIODevice::Truncate));
    const QByteArray content = QByteArray("0123456789abcdef").repeated(1 << 17);
    QVERIFY(input.write(content) == content.size() && input.flush() && input.seek(0));
    const auto echoed = channel->run({"cat"}, input.handle(), 120s);
    QVERIFY(echoed.ok());
    QVERIFY(echoed->output == content.toStdString());

    // A host that goes away in the middle leaves nothing behind.
    Reader endless;
    QVERIFY(channel->start({.arguments = {"yes"}}, endless).ok());
    QVERIFY(pumpUntil(*channel, [&] { return endless.said.size() > 100'000; }));
    channel.reset();
    QVERIFY(
        m_machine->run({"sh", "-c", "for i in $(seq 100); do pidof yes || exit 0; sleep 0.1; done; exit 1"}).size() <
        100'000);
}

void MachineGuestTest::correctsItsClock()
{
    QVERIFY(m_machine->run({"date", "-s", "2020-01-01"}).find("2020") != std::string::npos);
    auto channel = m_machine->connect();
    const WallTime now = SystemClock().now();
    QVERIFY(channel->setClock(now).ok());
    const auto date = channel->run({"date", "+%s"}, -1, 60s);
    QVERIFY(date.ok());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    QVERIFY(std::abs(std::stoll(date->output) - seconds) < 60);
}

void MachineGuestTest::thePowerButtonEndsItCleanly()
{
    m_machine->run({"sh", "-c", "echo kept > /var/lib/kept; echo also > /etc/also"});
    m_machine->pressPowerButton();
    QVERIFY2(m_machine->waitForEnd(), qPrintable(m_machine->events().join(u'\n') + m_machine->console()));
    QVERIFY(m_machine->events().last().startsWith(QStringLiteral("stopped ")));
    QVERIFY(isClean(m_machine->dataDisk()));
}

void MachineGuestTest::growsWithItsDiskAndKeepsItsFiles()
{
    QVERIFY(QFile::resize(m_machine->dataDisk(), 3 * gibibyte));
    boot("ready shell");
    QCOMPARE(m_machine->run({"cat", "/var/lib/kept", "/etc/also"}), std::string("kept\nalso\n"));
    const std::string size = m_machine->run({"sh", "-c", "df -m /var | awk 'END { print $2 }'"});
    QVERIFY2(std::stoi(size) > 2600, size.c_str());
}

void MachineGuestTest::whatWasSyncedIsThereAfterAPowerCut()
{
    Reader reader;
    auto channel = m_machine->connect();
    const char* writer = "i=0; mkdir -p /var/lib/cut; while :; do i=$((i+1)); echo $i > /var/lib/cut/$i; "
                         "dd if=/dev/zero of=/var/lib/junk bs=64k count=20 2>/dev/null; sync /var/lib/cut/$i "
                         "/var/lib/cut; echo $i; done";
    QVERIFY(channel->start({.arguments = {"sh", "-c", writer}}, reader).ok());
    QVERIFY(pumpUntil(*channel, [&] { return lastNumber(reader.said) >= 20; }));
    m_machine->cutPower();
    while (channel->pump(1s).ok()) {
    } // what it said before the end
    const int promised = lastNumber(reader.said);
    channel.reset();
    QVERIFY(!isClean(m_machine->dataDisk()));

    boot("ready images");
    const std::string found = m_machine->run(
        {"sh", "-c",
         "for i in $(seq " + std::to_string(promised) + "); do [ \"$(cat /var/lib/cut/$i)\" = $i ] || echo $i; done"});
    QVERIFY2(found.empty(), found.c_str());
    QCOMPARE(m_machine->run({"cat", "/var/lib/kept"}), std::string("kept\n"));
}

void MachineGuestTest::theChannelEndsItCleanly()
{
    QVERIFY(m_machine->connect()->powerOff().ok());
    QVERIFY2(m_machine->waitForEnd(), qPrintable(m_machine->events().join(u'\n') + m_machine->console()));
    QVERIFY(isClean(m_machine->dataDisk()));
}

void MachineGuestTest::aForeignDiskIsLeftAlone()
{
    QFile disk(m_machine->dataDisk());
    QVERIFY(disk.open(QIODevice::ReadWrite));
    const QByteArray foreign = QByteArray("somebody's data ").repeated(256);
    QVERIFY(disk.write(foreign) == foreign.size());
    disk.close();
    m_machine->start();
    QVERIFY(m_machine->waitForEnd(120000));
    QCOMPARE(m_machine->events(), QStringList{QStringLiteral("failed the data disk holds something that is not ours")});
    QVERIFY(disk.open(QIODevice::ReadOnly));
    QVERIFY(disk.read(foreign.size()) == foreign);
}

SKIFF_REGISTER_TEST(MachineGuestTest);

#include "machine_guest_test.moc"
