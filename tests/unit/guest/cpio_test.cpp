#include "cluster/machine/guest/boot_files.h"
#include "cluster/machine/guest/cpio.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace skiff;
using namespace skiff::machine;
using guest::CpioWriter;

namespace {

struct Entry
{
    std::string path;
    unsigned mode = 0;
    std::string content;

    bool operator==(const Entry&) const = default;
};

unsigned field(const std::string& bytes, size_t at, size_t index)
{
    return static_cast<unsigned>(std::stoul(bytes.substr(at + 6 + 8 * index, 8), nullptr, 16));
}

size_t aligned(size_t at)
{
    return (at + 3) / 4 * 4;
}

/// Reads an archive as the kernel does, up to its end mark.
std::vector<Entry> entries(const std::string& bytes)
{
    std::vector<Entry> found;
    for (size_t at = 0; at + 110 <= bytes.size();) {
        if (bytes.compare(at, 6, "070701") != 0)
            return {};
        const size_t size = field(bytes, at, 6);
        const size_t nameSize = field(bytes, at, 11);
        Entry entry{bytes.substr(at + 110, nameSize - 1), field(bytes, at, 1), {}};
        at = aligned(at + 110 + nameSize);
        entry.content = bytes.substr(at, size);
        at = aligned(at + size);
        if (entry.path == "TRAILER!!!")
            return found;
        found.push_back(entry);
    }
    return {};
}

} // namespace

class CpioTest : public QObject
{
    Q_OBJECT

private slots:
    void writesFilesWithTheirFoldersFirst();
    void isTheSameEveryTime();
    void refusesPathsThatLeaveTheArchive_data();
    void refusesPathsThatLeaveTheArchive();
    void nodeInitrdIsThePartsAndTheFiles();
    void commandLineSaysHowToBoot();
};

void CpioTest::writesFilesWithTheirFoldersFirst()
{
    CpioWriter writer;
    QVERIFY(writer.addFile("a/b/file", "text", 0600).ok());
    QVERIFY(writer.addFile("a/other", "", 0755).ok());
    QVERIFY(writer.addLink("a/link", "b/file").ok());
    const std::string bytes = writer.finish();

    QCOMPARE(bytes.size() % 512, size_t(0));
    const std::vector<Entry> expected = {{"a", 0040755, ""},
                                         {"a/b", 0040755, ""},
                                         {"a/b/file", 0100600, "text"},
                                         {"a/other", 0100755, ""},
                                         {"a/link", 0120777, "b/file"}};
    QVERIFY(entries(bytes) == expected);
}

void CpioTest::isTheSameEveryTime()
{
    CpioWriter writer;
    QVERIFY(writer.addFile("a/file", "text").ok());
    const std::string first = writer.finish();
    QVERIFY(writer.addFile("a/file", "text").ok());
    QVERIFY(writer.finish() == first);
}

void CpioTest::refusesPathsThatLeaveTheArchive_data()
{
    QTest::addColumn<QString>("path");
    for (const char* path : {"", "/etc/x", "../x", "a/../x", "a//b", "a/", "./a"})
        QTest::newRow(path) << path;
}

void CpioTest::refusesPathsThatLeaveTheArchive()
{
    QFETCH(QString, path);
    CpioWriter writer;
    const Status added = writer.addFile(path.toStdString(), "x");
    QVERIFY(!added.ok());
    QVERIFY(added.error().code == ErrorCode::InvalidArgument);
}

void CpioTest::nodeInitrdIsThePartsAndTheFiles()
{
    QTemporaryDir folder;
    const std::string part = folder.filePath("part").toStdString();
    std::ofstream(part) << "odd";
    MachineFiles files;
    files.initrdParts = {part};
    const auto initrd = guest::nodeInitrd(files, {{"etc/skiff/node", "hostname n1\n", 0600}});
    QVERIFY(initrd.ok());
    QVERIFY(initrd->starts_with(std::string("odd\0", 4)));
    const auto found = entries(initrd->substr(4));
    QCOMPARE(found.size(), size_t(4));
    QVERIFY((found.back() == Entry{"node/etc/skiff/node", 0100600, "hostname n1\n"}));
}

void CpioTest::commandLineSaysHowToBoot()
{
    const std::string plain = guest::kernelCommandLine({});
    QVERIFY(plain.find("console=ttyS0") != plain.npos);
    QVERIFY(plain.find("panic=1") != plain.npos);
    QVERIFY(plain.find("mitigations=off") == plain.npos);
    QVERIFY(guest::kernelCommandLine({.emulated = true}).find("mitigations=off") != plain.npos);
}

SKIFF_REGISTER_TEST(CpioTest);

#include "cpio_test.moc"
