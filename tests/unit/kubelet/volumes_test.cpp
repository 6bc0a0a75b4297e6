#include "cluster/base/file.h"
#include "cluster/kubelet/volumes/atomic_writer.h"
#include "cluster/kubelet/volumes/host_path.h"
#include "cluster/kubelet/volumes/sub_path.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/kubelet_world.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTest>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

using namespace skiff;
using namespace skiff::kubelet;
using skiff::test::KubeletWorld;
using skiff::test::makePod;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const std::string& path)
{
    auto content = file::read(path);
    return content.ok() ? std::move(content).value() : "(" + content.error().message + ")";
}

const PodPlace Place{"node-1", {"192.0.2.10"}, {"10.244.0.7"}};

} // namespace

class KubeletVolumesTest : public QObject
{
    Q_OBJECT

private slots:
    void filesChangeAllAtOnce()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/volume";
        const WallTime now(std::chrono::seconds(1000));
        QVERIFY(*writeVolume(path, {{"a", {"1", 0644}}, {"dir/b", {"2", 0400}}}, {}, now));
        QCOMPARE(contentOf(path + "/a"), std::string("1"));
        QCOMPARE(contentOf(path + "/dir/b"), std::string("2"));
        QCOMPARE(fs::read_symlink(path + "/a").string(), std::string("..data/a"));
        const fs::path before = fs::read_symlink(path + "/..data");
        QVERIFY(!*writeVolume(path, {{"a", {"1", 0644}}, {"dir/b", {"2", 0400}}}, {}, now));
        QCOMPARE(fs::read_symlink(path + "/..data"), before);
        QVERIFY(*writeVolume(path, {{"c", {"3", 0644}}}, {}, now));
        QVERIFY(!fs::exists(path + "/a") && !fs::is_symlink(path + "/a") && !fs::exists(path + "/dir"));
        QCOMPARE(contentOf(path + "/c"), std::string("3"));
        QVERIFY(!fs::exists(path + "/" + before.string()));
    }

    void everySourceOfContents()
    {
        KubeletWorld world;
        world.objects.put("configmap", "cm", R"({"data":{"a":"1","b":"2"},"binaryData":{"raw":"AAE="}})");
        world.objects.put("secret", "sec", R"({"data":{"pw":"aHVzaA=="}})");
        const Pod pod = makePod(R"({"volumes":[
            {"name":"cm","configMap":{"name":"cm"}},
            {"name":"some","configMap":{"name":"cm","defaultMode":256,"items":[{"key":"a","path":"x/y","mode":384}]}},
            {"name":"sec","secret":{"secretName":"sec"}},
            {"name":"down","downwardAPI":{"items":[{"path":"labels","fieldRef":{"fieldPath":"metadata.labels"}}]}},
            {"name":"all","projected":{"sources":[{"configMap":{"name":"cm"}},{"secret":{"name":"sec"}},
                {"serviceAccountToken":{"path":"token"}},{"serviceAccountToken":{"path":"vault","audience":"v"}}]}},
            {"name":"gone","secret":{"secretName":"no","optional":true}}],
            "containers":[]})",
                                R"("labels":{"app":"web","a":"b"})");
        const auto paths = world.volumes.setUp(pod, Place);
        QVERIFY2(paths.ok(), paths.ok() ? "" : paths.error().message.c_str());
        QCOMPARE(contentOf(paths->at("cm") + "/b"), std::string("2"));
        QCOMPARE(contentOf(paths->at("cm") + "/raw"), std::string("\0\1", 2));
        QCOMPARE(contentOf(paths->at("some") + "/x/y"), std::string("1"));
        struct stat status = {};
        QCOMPARE(::stat((paths->at("some") + "/x/y").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0600));
        QVERIFY(!fs::exists(paths->at("some") + "/b"));
        QCOMPARE(contentOf(paths->at("sec") + "/pw"), std::string("hush"));
        QCOMPARE(contentOf(paths->at("down") + "/labels"), std::string("a=\"b\"\napp=\"web\""));
        QCOMPARE(contentOf(paths->at("all") + "/token"), std::string("token-1"));
        QCOMPARE(contentOf(paths->at("all") + "/vault"), std::string("token-1-for-v"));
        QVERIFY(fs::is_directory(paths->at("gone")));
        for (const char* name : {"sec", "down", "all", "gone"})
            QVERIFY2(world.mounter.tmpfs.count(paths->at(name)) == 1, name);
        QVERIFY(world.mounter.tmpfs.count(paths->at("cm")) == 0);
    }

    void aChangedObjectArrivesAndAGoneOneStays()
    {
        KubeletWorld world;
        world.objects.put("configmap", "cm", R"({"data":{"a":"1"}})");
        const Pod pod = makePod(R"({"volumes":[{"name":"v","configMap":{"name":"cm"}}],"containers":[]})");
        const auto paths = world.volumes.setUp(pod, Place);
        world.objects.put("configmap", "cm", R"({"data":{"a":"2"}})");
        QVERIFY(world.volumes.refresh(pod, Place).ok());
        QCOMPARE(contentOf(paths->at("v") + "/a"), std::string("2"));
        world.objects.remove("configmap", "cm");
        QVERIFY(!world.volumes.refresh(pod, Place).ok());
        QCOMPARE(contentOf(paths->at("v") + "/a"), std::string("2"));
    }

    void errorsNameTheVolume_data()
    {
        QTest::addColumn<QString>("volume");
        QTest::addColumn<QString>("message");
        const QString head = R"(MountVolume.SetUp failed for volume "v" : )";
        QTest::newRow("missing") << R"("configMap":{"name":"no"})" << head + R"(configmap "no" not found)";
        QTest::newRow("key") << R"("secret":{"secretName":"sec","items":[{"key":"z","path":"z"}]})"
                             << head + "references non-existent key: z";
        QTest::newRow("escape") << R"("secret":{"secretName":"sec","items":[{"key":"pw","path":"../z"}]})"
                                << head + "path ../z must be relative and stay inside the volume";
        QTest::newRow("claim") << R"("persistentVolumeClaim":{"claimName":"c"})"
                               << head + "volumes of type persistentVolumeClaim are not supported on this node yet";
        QTest::newRow("host path") << R"("hostPath":{"path":"/proc/version","type":"Directory"})"
                                   << head + "hostPath type check failed: /proc/version is not a directory";
    }
    void errorsNameTheVolume()
    {
        QFETCH(QString, volume);
        QFETCH(QString, message);
        KubeletWorld world;
        world.objects.put("secret", "sec", R"({"data":{"pw":"aHVzaA=="}})");
        const Pod pod = makePod(R"({"volumes":[{"name":"v",)" + volume.toStdString() + R"(}],"containers":[]})");
        const auto paths = world.volumes.setUp(pod, Place);
        QVERIFY(!paths.ok());
        QCOMPARE(paths.error().message, message.toStdString());
    }

    void emptyFoldersLiveOnDiskOrInMemory()
    {
        KubeletWorld world;
        const Pod pod = makePod(R"({"volumes":[{"name":"disk","emptyDir":{}},
            {"name":"mem","emptyDir":{"medium":"Memory","sizeLimit":"1Mi"}}],"containers":[]})");
        const auto paths = world.volumes.setUp(pod, Place);
        struct stat status = {};
        QCOMPARE(::stat(paths->at("disk").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0777));
        QCOMPARE(world.mounter.tmpfs.at(paths->at("mem")), int64_t(1) << 20);
        QCOMPARE(world.volumes.podsOnDisk(), std::vector<std::string>{"uid-1"});
        QVERIFY(world.volumes.tearDown("uid-1").ok());
        QVERIFY(world.mounter.tmpfs.empty() && world.volumes.podsOnDisk().empty());
    }

    void hostPathTypes()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        QVERIFY(prepareHostPath(base + "/none", "").ok());
        QVERIFY(prepareHostPath(base + "/made", "DirectoryOrCreate").ok() && fs::is_directory(base + "/made"));
        QVERIFY(prepareHostPath(base + "/file", "FileOrCreate").ok() && fs::is_regular_file(base + "/file"));
        QVERIFY(!prepareHostPath(base + "/file", "Directory").ok());
        QVERIFY(!prepareHostPath(base + "/none", "File").ok());
        QVERIFY(prepareHostPath("/dev/null", "CharDevice").ok());
        QVERIFY(!prepareHostPath(base, "Nonsense").ok());
    }

    void subPathsNeverLeaveTheVolume()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        fs::create_directories(base + "/volume/in");
        fs::create_directory_symlink("/etc", base + "/volume/out");
        fs::create_directory_symlink("in", base + "/volume/inside");
        QVERIFY(openSubPath(base + "/volume", "in").ok());
        QVERIFY(openSubPath(base + "/volume", "inside").ok());
        QVERIFY(openSubPath(base + "/volume", "new/deep")->isFolder());
        QVERIFY(fs::is_directory(base + "/volume/new/deep"));
        QVERIFY(!openSubPath(base + "/volume", "out").ok());
        QVERIFY(!openSubPath(base + "/volume", "out/passwd").ok());
        QVERIFY(!openSubPath(base + "/volume", "../x").ok());
        QVERIFY(!openSubPath(base + "/volume", "/etc").ok());
    }
};

SKIFF_REGISTER_TEST(KubeletVolumesTest);
#include "volumes_test.moc"
