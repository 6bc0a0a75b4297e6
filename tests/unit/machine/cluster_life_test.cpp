#include "cluster/base/file.h"
#include "cluster/machine/cluster_life.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <deque>
#include <map>
#include <sys/stat.h>

using namespace skiff;
using namespace skiff::machine;

namespace {

/// Machines that do what a test says.
class FakeMachines final : public MachineDriver, public NodeShell
{
public:
    std::string_view name() const override { return "fake"; }
    Status check() const override { return allowed ? Status() : Status(ErrorCode::PermissionDenied, "not you"); }
    Status reach(const Profile&) const override { return reached; }
    ImageForm imageForm() const override { return ImageForm::Folders; }
    std::string describe(const Profile&) const override { return {}; }
    Status started(const Profile&) override { return {}; }
    Status settle(Profile&) override { return {}; }
    Status assignAddresses(Profile& profile) override
    {
        for (NodeRecord& node : profile.nodes)
            node.address = "127.0.0.1";
        return {};
    }
    Result<std::unique_ptr<BootWatch>> boot(const Profile&, const NodeImage&) override
    {
        ++boots;
        return std::unique_ptr<BootWatch>(std::make_unique<Watch>(events));
    }
    Status stop(const Profile&, Duration) override
    {
        ++stops;
        return {};
    }
    Status discard(std::string_view) override
    {
        ++discards;
        return {};
    }
    Status cleanUp(std::string_view) override { return {}; }
    std::vector<std::string> runningNodes(std::string_view) const override { return running; }
    Result<process::Outcome> run(std::string_view, std::string_view, const std::vector<std::string>&, int,
                                 Duration) override
    {
        return process::Outcome();
    }

    Status pause(const Profile&) override
    {
        frozen = true;
        ++pauses;
        return {};
    }
    Status resume(const Profile&) override
    {
        frozen = false;
        ++pauses;
        return {};
    }
    bool paused(std::string_view) const override { return frozen; }
    Result<int> runOnTerminal(std::string_view, std::string_view, const std::vector<std::string>&) override
    {
        return 0;
    }
    Result<std::string> read(const NodePath& file) override
    {
        const auto found = files.find(file.path);
        return found == files.end() ? Result<std::string>(ErrorCode::NotFound, file.path) : found->second;
    }
    Status write(const NodePath& file, std::string_view content) override
    {
        files[file.path] = content;
        return {};
    }

    bool allowed = true;
    int boots = 0;
    int stops = 0;
    int discards = 0;
    int pauses = 0;
    bool frozen = false;
    Status reached;
    std::vector<std::string> running;
    std::deque<BootEvent> events;
    std::map<std::string, std::string> files;

private:
    struct Watch final : BootWatch
    {
        explicit Watch(std::deque<BootEvent>& list) : events(list) {}
        Result<std::optional<BootEvent>> next(Duration, const std::stop_token& stop) override
        {
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, "stopped on request"};
            if (events.empty())
                return std::optional<BootEvent>();
            auto event = std::optional(events.front());
            events.pop_front();
            return event;
        }
        std::deque<BootEvent>& events;
    };
};

} // namespace

class ClusterLifeTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void asksForPrivilegeBeforeAnythingIsMade();
    void leavesNothingOfANewProfileThatFails();
    void keepsAnOldProfileThatFails();
    void quotesTheLogOfTheServiceThatEnded();
    void pausesOnce();
    void doesNotTakeUnknownForStopped();
    void stopsOnRequest();
    void stopsMakingTheImageOnRequest();
    void refusesToChangeWhatAProfileIs();
    void deletesAProfileThatCannotBeRead();
    void namesWhatADamagedImageLacks();

private:
    /// A share folder whose recipe "finds" an image with the programs that are looked for.
    void makeImage();
    ClusterLife life() { return ClusterLife({*m_profiles, *m_images, m_machines, m_machines, m_connect, m_clock}); }
    Result<ClusterStatus> start(const StartOptions& options = {}, const std::stop_token& stop = {})
    {
        return life().start(
            options, [this](const PhaseEvent& event) { m_phases.push_back(event); }, stop);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_profiles;
    std::unique_ptr<NodeImageSource> m_images;
    FakeMachines m_machines;
    TransportFactory m_connect;
    SystemClock m_clock;
    std::vector<PhaseEvent> m_phases;
};

void ClusterLifeTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_profiles = std::make_unique<ProfileStore>(m_folder->filePath("home").toStdString());
    m_images = std::make_unique<NodeImageSource>(m_folder->filePath("share").toStdString());
    m_machines = FakeMachines();
    m_connect = [](const std::string&) -> Result<std::unique_ptr<client::Transport>> {
        return Error{ErrorCode::Unavailable, "nobody there"};
    };
    m_phases.clear();
    makeImage();
}

void ClusterLifeTest::makeImage()
{
    const std::string share = m_folder->filePath("share").toStdString();
    const std::string image = m_folder->filePath("image").toStdString();
    for (const std::string& path :
         {image + "/root/usr/bin/containerd", image + "/root/usr/bin/ctr", image + "/root/usr/bin/busybox",
          share + "/node-layer/usr/lib/skiff/skiff-init", share + "/node-layer/usr/lib/skiff/skiffd"}) {
        QVERIFY(file::makeFolders(path.substr(0, path.rfind('/'))).ok());
        QVERIFY(file::writeAtomically(path, "").ok());
    }
    const std::string build = share + "/node-image/build";
    QVERIFY(file::makeFolders(share + "/node-image").ok());
    QVERIFY(file::writeAtomically(build, "#!/bin/sh\necho " + image + "\n", 0755).ok());
}

void ClusterLifeTest::asksForPrivilegeBeforeAnythingIsMade()
{
    m_machines.allowed = false;
    QCOMPARE(start().error().code, ErrorCode::PermissionDenied);
    QVERIFY(!QFile::exists(m_folder->filePath("home")));
}

void ClusterLifeTest::leavesNothingOfANewProfileThatFails()
{
    m_machines.events = {{BootEvent::Kind::Failed, "skiff", "", "no overlay here"}};
    const auto status = start();
    QCOMPARE(status.error().message, std::string("no overlay here"));
    QCOMPARE(m_machines.stops, 0);
    QCOMPARE(m_machines.discards, 1); // nobody waits for what is thrown away
    QVERIFY(m_profiles->names().empty());
    QVERIFY(!QFile::exists(QString::fromStdString(m_profiles->folder("skiff").path())));
    QCOMPARE(m_phases.back().state, PhaseState::Failed);
    QCOMPARE(m_phases.back().phase, Phase::Machine);
}

void ClusterLifeTest::keepsAnOldProfileThatFails()
{
    Profile old;
    old.driver = "fake";
    old.nodes = {{"skiff", "127.0.0.1"}};
    QVERIFY(m_profiles->save(old).ok());
    m_machines.events = {{BootEvent::Kind::Failed, "skiff", "", "no overlay here"}};
    QVERIFY(!start().ok());
    QCOMPARE(m_profiles->names(), std::vector<std::string>{"skiff"});
    QCOMPARE(m_machines.stops, 1);
    QCOMPARE(m_machines.discards, 0);
}

void ClusterLifeTest::quotesTheLogOfTheServiceThatEnded()
{
    using Kind = BootEvent::Kind;
    Profile old;
    old.driver = "fake";
    old.nodes = {{"skiff", "127.0.0.1"}};
    QVERIFY(m_profiles->save(old).ok());
    m_machines.files["/var/log/skiff/server.log"] = "first\nthe disk is full\n";
    m_machines.events = {{Kind::MachineUp, "skiff", "", ""}};
    for (int i = 0; i < 4; ++i)
        m_machines.events.push_back({Kind::ServiceExited, "skiff", "server", "code 1"});
    const auto status = start();
    QVERIFY(!status.ok());
    QVERIFY(status.error().message.find("the disk is full") != std::string::npos);
}

void ClusterLifeTest::pausesOnce()
{
    Profile profile;
    profile.driver = "fake";
    profile.nodes = {{"skiff", "127.0.0.1"}};
    QVERIFY(m_profiles->save(profile).ok());
    QVERIFY(!life().pause("skiff", true).ok()); // it does not run
    m_machines.running = {"skiff"};
    QVERIFY(life().pause("skiff", false).ok()); // it goes on already
    QCOMPARE(m_machines.pauses, 0);
    QVERIFY(life().pause("skiff", true).ok());
    QVERIFY(life().pause("skiff", true).ok());
    QCOMPARE(m_machines.pauses, 1);
    QVERIFY(life().pause("skiff", false).ok());
    QCOMPARE(m_machines.pauses, 2);
}

void ClusterLifeTest::doesNotTakeUnknownForStopped()
{
    Profile profile;
    profile.driver = "fake";
    profile.nodes = {{"skiff", "127.0.0.1"}};
    QVERIFY(m_profiles->save(profile).ok());
    QVERIFY(life().status("skiff").ok());
    m_machines.reached = Status(ErrorCode::Unavailable, "libvirt does not answer");
    QCOMPARE(life().status("skiff").error().message, std::string("libvirt does not answer"));
    QCOMPARE(life().pause("skiff", true).error().message, std::string("libvirt does not answer"));
}

void ClusterLifeTest::stopsOnRequest()
{
    std::stop_source source;
    source.request_stop();
    QCOMPARE(start({}, source.get_token()).error().code, ErrorCode::Cancelled);
    QVERIFY(m_profiles->names().empty());
}

void ClusterLifeTest::stopsMakingTheImageOnRequest()
{
    const std::string build = m_folder->filePath("share").toStdString() + "/node-image/build";
    QVERIFY(
        file::writeAtomically(
            build, "#!/bin/sh\n[ \"$1\" != --find ] || exit 1\necho progress 10 100 downloading\nsleep 1000\n", 0755)
            .ok());
    std::stop_source source;
    const auto status = life().start(
        {},
        [&](const PhaseEvent& event) {
            if (event.state == PhaseState::Progress)
                source.request_stop();
        },
        source.get_token());
    QCOMPARE(status.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(QString::fromStdString(m_profiles->folder("skiff").path())));
}

void ClusterLifeTest::refusesToChangeWhatAProfileIs()
{
    Profile old;
    old.driver = "fake";
    old.nodes = {{"skiff", "127.0.0.1"}};
    QVERIFY(m_profiles->save(old).ok());
    StartOptions options;
    options.nodes = 3;
    QCOMPARE(start(options).error().code, ErrorCode::Conflict);
    options.nodes = 1;
    options.network = NetworkMode::Isolated;
    QCOMPARE(start(options).error().code, ErrorCode::Conflict);
    QCOMPARE(m_machines.boots, 0);
}

void ClusterLifeTest::deletesAProfileThatCannotBeRead()
{
    const ProfileFolder folder = m_profiles->folder("skiff");
    QVERIFY(file::makeFolders(folder.path()).ok());
    QVERIFY(file::writeAtomically(folder.profileFile(), "broken").ok());
    QVERIFY(life().remove("skiff").ok());
    QCOMPARE(m_machines.discards, 1);
    QCOMPARE(life().remove("skiff").error().code, ErrorCode::NotFound);
}

void ClusterLifeTest::namesWhatADamagedImageLacks()
{
    QVERIFY(QFile::remove(m_folder->filePath("image/root/usr/bin/containerd")));
    const auto status = start();
    QCOMPARE(status.error().code, ErrorCode::DataLoss);
    QVERIFY(status.error().message.find("usr/bin/containerd is missing") != std::string::npos);
    QCOMPARE(m_machines.boots, 0);
    QVERIFY(m_profiles->names().empty());
}

SKIFF_REGISTER_TEST(ClusterLifeTest);

#include "cluster_life_test.moc"
