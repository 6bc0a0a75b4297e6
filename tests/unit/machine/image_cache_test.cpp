#include "cluster/base/file.h"
#include "cluster/machine/image_cache.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine;

namespace {

constexpr const char* oldRoot = "00000000000000aa";
constexpr const char* oldMachine = "machine-00000000000000ab";
constexpr const char* newRoot = "00000000000000ba";
const WallTime now = SystemClock().now();

} // namespace

class ImageCacheTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void removesWhatNobodyUses();
    void keepsWhatRuns();
    void aStoppedClusterTakesTheNextImage();
    void aDeletedProfileUsesNothing();
    void keepsWhatWasUsedLately();
    void removesWhatAKilledBuildLeft();
    void waitsForNoBuild();

private:
    std::string path(const std::string& name) const
    {
        return m_folder->filePath(QString::fromStdString(name)).toStdString();
    }
    bool there(const std::string& name) const { return QFileInfo::exists(QString::fromStdString(path(name))); }
    NodeImage image() const
    {
        NodeImage image{oldRoot, path(std::string("images/") + oldRoot + "/root"), {}, MachineFiles()};
        image.machine->rootDisk = path(std::string("images/") + oldMachine + "/root.squashfs");
        return image;
    }
    ImageCache cache() const { return ImageCache(path("images")); }
    ProfileFolder profile() const { return {path("home"), "skiff"}; }
    std::vector<std::string> prune(Duration unusedFor = {})
    {
        auto pruned = cache().prune({newRoot}, unusedFor, now);
        return pruned.ok() ? pruned->versions : std::vector<std::string>{pruned.error().message};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    const std::vector<std::string> m_old = {oldRoot, oldMachine};
};

void ImageCacheTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const std::string version : {oldRoot, oldMachine, newRoot}) {
        QVERIFY(file::makeFolders(path("images/" + version + "/root")).ok());
        QVERIFY(file::writeAtomically(path("images/" + version + "/root/file"), std::string(10000, 'x')).ok());
    }
    QCOMPARE(symlink(oldRoot, path("images/current-1").c_str()), 0);
    QCOMPARE(symlink(newRoot, path("images/current-2").c_str()), 0);
    QVERIFY(file::makeFolders(profile().path()).ok());
}

void ImageCacheTest::removesWhatNobodyUses()
{
    const auto pruned = cache().prune({newRoot}, {}, now);
    QVERIFY(pruned.ok());
    QCOMPARE(pruned->versions, m_old);
    QVERIFY(pruned->bytes >= 20000);
    QVERIFY(!there(std::string("images/") + oldRoot) && there(std::string("images/") + newRoot + "/root/file"));
    QVERIFY(!QFileInfo(QString::fromStdString(path("images/current-1"))).isSymLink());
    QVERIFY(QFileInfo(QString::fromStdString(path("images/current-2"))).isSymLink());
    QVERIFY(ImageCache(path("nowhere")).prune({}, {}, now)->versions.empty());
}

void ImageCacheTest::keepsWhatRuns()
{
    QVERIFY(cache().claim(profile(), image()).ok());
    QCOMPARE(prune(), std::vector<std::string>());
    QVERIFY(there(std::string("images/") + oldRoot + "/root/file") && there(std::string("images/") + oldMachine));
}

void ImageCacheTest::aStoppedClusterTakesTheNextImage()
{
    QVERIFY(cache().claim(profile(), image()).ok());
    ImageCache::release(profile());
    QCOMPARE(prune(), m_old);
    ImageCache::release(profile());
    QVERIFY(!cache().claim(profile(), image()).ok()); // it was found, and then removed
}

void ImageCacheTest::aDeletedProfileUsesNothing()
{
    QVERIFY(cache().claim(profile(), image()).ok());
    QVERIFY(QDir(QString::fromStdString(profile().path())).removeRecursively());
    QCOMPARE(prune(), m_old);
    QVERIFY(QDir(QString::fromStdString(path("images/users"))).isEmpty());
}

void ImageCacheTest::keepsWhatWasUsedLately()
{
    QCOMPARE(prune(std::chrono::hours(24)), std::vector<std::string>());
    const auto pruned = cache().prune({newRoot}, std::chrono::hours(24), now + std::chrono::hours(25));
    QVERIFY(pruned.ok());
    QCOMPARE(pruned->versions, m_old);
}

void ImageCacheTest::removesWhatAKilledBuildLeft()
{
    QVERIFY(file::makeFolders(path("images/.build.Ab12/root")).ok());
    QVERIFY(file::makeFolders(path("images/.machine.Ab12/root")).ok());
    prune();
    QVERIFY(!there("images/.build.Ab12") && !there("images/.machine.Ab12"));
}

void ImageCacheTest::waitsForNoBuild()
{
    const int build = open(path("images/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    QCOMPARE(flock(build, LOCK_EX), 0);
    QVERIFY(cache().prune({}, {}, now).error().code == ErrorCode::Unavailable);
    close(build);
    QCOMPARE(prune(), m_old);
}

SKIFF_REGISTER_TEST(ImageCacheTest);

#include "image_cache_test.moc"
