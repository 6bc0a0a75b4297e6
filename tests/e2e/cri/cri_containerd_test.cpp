#include "cluster/net/http_client.h"
#include "cluster/runtime/cri/containerd_events.h"
#include "cluster/runtime/cri/cri_image_store.h"
#include "cluster/runtime/cri/cri_runtime_service.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>

using namespace skiff;
using namespace skiff::runtime;
using namespace std::chrono_literals;

namespace {

constexpr const char* testImage = "skiff.local/busybox:1";

/// What an EventSource tells, to wait for.
class EventLog
{
public:
    EventSource::Sink sink()
    {
        return {[this](const RuntimeEvent& event) { note([&] { m_events.push_back(event); }); },
                [this] { note([&] { ++m_connections; }); },
                [this](const Error&) {
                    note([&] { ++m_losses; });
                }};
    }
    bool waitForEvent(RuntimeEvent::Kind kind, const std::string& id)
    {
        return wait([&] {
            return std::any_of(m_events.begin(), m_events.end(),
                               [&](const RuntimeEvent& event) { return event.kind == kind && event.id == id; });
        });
    }
    bool waitForConnections(int count)
    {
        return wait([&] { return m_connections >= count; });
    }
    int losses()
    {
        const std::lock_guard lock(m_mutex);
        return m_losses;
    }

private:
    template <class Change>
    void note(Change change)
    {
        const std::lock_guard lock(m_mutex);
        change();
        m_changed.notify_all();
    }
    template <class Condition>
    bool wait(Condition condition)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 20s, condition);
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<RuntimeEvent> m_events;
    int m_connections = 0;
    int m_losses = 0;
};

#define VERIFY_OK(result) QVERIFY2((result).ok(), (result).ok() ? "" : (result).error().message.c_str())

} // namespace

/// A pod's life on a real containerd that the test starts in namespaces of its own. Needs root.
class CriContainerdTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void tellsVersionAndHealth();
    void knowsItsImages();
    void runsAPod();
    void reportsAnExit();
    void answersNotFoundForWhatIsGone();
    void stopsWaitingWhenAsked();
    void comesBackAfterARestart();

private:
    void makeImages();
    SandboxConfig sandboxConfig(const std::string& name) const;
    ContainerConfig containerConfig(const std::string& name, std::vector<std::string> command) const;

    QTemporaryDir m_folder;
    QProcess m_containerd;
    QString m_cgroup;
    std::shared_ptr<cri::CriClient> m_client;
    std::unique_ptr<cri::CriRuntimeService> m_runtime;
    std::unique_ptr<cri::CriImageStore> m_images;
    CallLimit m_limit{30s, {}};
};

void CriContainerdTest::makeImages()
{
    const auto make = [this](const QString& name, const QString& archive, const QStringList& command) {
        const QString tool = QStringLiteral(SKIFF_SOURCE_DIR "/tools/oci_image.py");
        QStringList arguments{tool,
                              "--name",
                              name,
                              "--output",
                              m_folder.filePath(archive),
                              "--file",
                              "/bin/busybox:/bin/busybox",
                              "--file",
                              "/bin/busybox:/bin/sh",
                              "--"};
        QCOMPARE(QProcess::execute("/usr/bin/python3", arguments + command), 0);
    };
    make("skiff.local/pause:1", "pause.tar", {"/bin/busybox", "sleep", "100000"});
    make(testImage, "busybox.tar", {"/bin/busybox", "sh"});
}

void CriContainerdTest::initTestCase()
{
    if (geteuid() != 0)
        QSKIP("needs root");
    m_cgroup = QStringLiteral("/skiff-test-%1").arg(QCoreApplication::applicationPid());
    makeImages();
    m_containerd.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_containerd.start(SKIFF_SOURCE_DIR "/tests/e2e/cri/containerd.sh",
                       {m_folder.path(), m_folder.filePath("pause.tar"), m_folder.filePath("busybox.tar")});
    QVERIFY(m_containerd.waitForStarted());
    QVERIFY(m_containerd.waitForReadyRead(120'000));
    QCOMPARE(m_containerd.readLine(), QByteArray("ready\n"));
    m_client = std::make_shared<cri::CriClient>(
        cri::CriClient::Options{m_folder.filePath("containerd.sock").toStdString(), nullptr});
    m_runtime = std::make_unique<cri::CriRuntimeService>(m_client);
    m_images = std::make_unique<cri::CriImageStore>(m_client);
}

void CriContainerdTest::cleanupTestCase()
{
    m_containerd.kill(); // everything in its PID namespace goes with it
    m_containerd.waitForFinished();
    QDir controllers("/sys/fs/cgroup");
    for (const QString& controller : controllers.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString top = controllers.filePath(controller) + m_cgroup;
        QStringList folders{top};
        QDirIterator below(top, QDir::Dirs | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (below.hasNext())
            folders << below.next();
        std::sort(folders.begin(), folders.end(),
                  [](const QString& a, const QString& b) { return a.size() > b.size(); });
        for (const QString& folder : folders)
            QTRY_VERIFY(!QFile::exists(folder) || QDir().rmdir(folder));
    }
}

SandboxConfig CriContainerdTest::sandboxConfig(const std::string& name) const
{
    SandboxConfig config;
    config.metadata = {name, "uid-" + name, "default", 0};
    config.hostname = name;
    config.logDirectory = m_folder.filePath("logs").toStdString() + "/" + name;
    config.cgroupParent = m_cgroup.toStdString();
    config.labels = {{"app", name}};
    config.annotations = {{"note", "of the test"}};
    config.dns = DnsConfig{{"10.96.0.10"}, {"default.svc.cluster.local"}, {"ndots:5"}};
    return config;
}

ContainerConfig CriContainerdTest::containerConfig(const std::string& name, std::vector<std::string> command) const
{
    ContainerConfig config;
    config.metadata = {name, 0};
    config.image = testImage;
    config.command = std::move(command);
    config.env = {{"GREETING", "hello"}};
    config.labels = {{"container", name}};
    config.logPath = name + "/0.log";
    config.resources.cpuShares = 102;
    config.resources.memoryLimitBytes = 64 * 1024 * 1024;
    return config;
}

void CriContainerdTest::tellsVersionAndHealth()
{
    const auto version = m_runtime->version(m_limit);
    VERIFY_OK(version);
    QCOMPARE(version->runtimeName, std::string("containerd"));
    QVERIFY(!version->runtimeVersion.empty());
    const auto health = m_runtime->health(m_limit);
    VERIFY_OK(health);
    QVERIFY(health->runtimeReady.met);
    QVERIFY2(health->networkReady.met, health->networkReady.message.c_str());
}

void CriContainerdTest::knowsItsImages()
{
    const auto images = m_images->listImages(m_limit);
    VERIFY_OK(images);
    QCOMPARE(images->size(), size_t(2));
    const auto image = m_images->imageStatus(testImage, m_limit);
    VERIFY_OK(image);
    QVERIFY(image->has_value());
    QVERIFY((*image)->id.starts_with("sha256:"));
    QCOMPARE((*image)->repoTags, std::vector<std::string>{testImage});
    QVERIFY((*image)->sizeBytes > 100'000);
    QVERIFY(!m_images->imageStatus("skiff.local/nothing:1", m_limit)->has_value());
    const auto pull = m_images->pullImage("127.0.0.1:1/nothing:1", std::nullopt, {}, m_limit);
    QVERIFY(!pull.ok());
    QVERIFY2(pull.error().message.starts_with("PullImage: "), pull.error().message.c_str());
    VERIFY_OK(m_images->removeImage("skiff.local/nothing:1", m_limit));
}

void CriContainerdTest::runsAPod()
{
    EventLog events;
    cri::ContainerdEvents source(m_client);
    source.start(events.sink());
    QVERIFY(events.waitForConnections(1));

    const SandboxConfig sandboxed = sandboxConfig("web");
    const auto sandbox = m_runtime->runSandbox(sandboxed, {}, m_limit);
    VERIFY_OK(sandbox);
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Started, *sandbox));
    const auto status = m_runtime->sandboxStatus(*sandbox, m_limit);
    VERIFY_OK(status);
    QVERIFY(status->sandbox.state == SandboxState::Ready);
    QVERIFY2(status->ip.starts_with("10.244.7."), status->ip.c_str());
    QVERIFY(status->sandbox.metadata == sandboxed.metadata);
    QVERIFY(status->sandbox.labels == sandboxed.labels);
    QVERIFY(status->sandbox.annotations == sandboxed.annotations);

    ContainerConfig config =
        containerConfig("main", {"/bin/sh", "-c", "echo $GREETING; echo complaint >&2; exec /bin/busybox sleep 1000"});
    const auto container = m_runtime->createContainer(*sandbox, config, sandboxed, m_limit);
    VERIFY_OK(container);
    QVERIFY(m_runtime->containerStatus(*container, m_limit)->container.state == ContainerState::Created);
    VERIFY_OK(m_runtime->startContainer(*container, m_limit));
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Started, *container));
    const auto running = m_runtime->containerStatus(*container, m_limit);
    QVERIFY(running->container.state == ContainerState::Running);
    QVERIFY(running->startedAt.has_value());
    QVERIFY(!running->finishedAt.has_value());
    QCOMPARE(running->logPath, sandboxed.logDirectory + "/main/0.log");
    const auto containers = m_runtime->listContainers(m_limit);
    VERIFY_OK(containers);
    QCOMPARE(containers->size(), size_t(1));
    QCOMPARE(containers->front().sandboxId, *sandbox);

    const auto exec = m_runtime->execSync(
        *container, {"/bin/sh", "-c", "echo out; echo err >&2; /bin/busybox cat /etc/resolv.conf; exit 3"}, 10s,
        m_limit);
    VERIFY_OK(exec);
    QCOMPARE(exec->exitCode, 3);
    QVERIFY(exec->standardOutput.starts_with("out\n"));
    QVERIFY(exec->standardOutput.find("nameserver 10.96.0.10") != std::string::npos);
    QCOMPARE(exec->standardError, std::string("err\n"));
    const auto late = m_runtime->execSync(*container, {"/bin/busybox", "sleep", "100"}, 1s, m_limit);
    QVERIFY(!late.ok());
    QCOMPARE(late.error().code, ErrorCode::Timeout);

    QFile log(QString::fromStdString(running->logPath));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray lines = log.readAll();
    QVERIFY2(lines.contains(" stdout F hello\n") && lines.contains(" stderr F complaint\n"), lines.constData());
    QVERIFY(QFile::rename(log.fileName(), log.fileName() + ".1"));
    VERIFY_OK(m_runtime->reopenContainerLog(*container, m_limit));
    QVERIFY(QFile::exists(log.fileName()));

    const auto stats = m_runtime->listContainerStats(m_limit);
    VERIFY_OK(stats);
    QCOMPARE(stats->size(), size_t(1));
    QCOMPARE(stats->front().containerId, *container);
    QVERIFY(stats->front().cpuUsageNanoseconds > 0);
    QVERIFY(stats->front().memoryWorkingSetBytes > 0);

    StreamRequest stream;
    stream.containerId = *container;
    stream.command = {"/bin/busybox", "true"};
    stream.standardOutput = true;
    for (const auto& url : {m_runtime->exec(stream, m_limit), m_runtime->attach(stream, m_limit)}) {
        VERIFY_OK(url);
        QVERIFY2(net::Endpoint::parse(*url).ok(), url->c_str());
    }

    const auto network = m_runtime->networkNamespace(*sandbox, m_limit);
    VERIFY_OK(network);
    QVERIFY2(network->find("/netns/") != std::string::npos, network->c_str());

    VERIFY_OK(m_runtime->stopContainer(*container, 1s, m_limit));
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Stopped, *container));
    QCOMPARE(m_runtime->containerStatus(*container, m_limit)->exitCode, 137);
    VERIFY_OK(m_runtime->stopSandbox(*sandbox, m_limit));
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Stopped, *sandbox));
    VERIFY_OK(m_runtime->removeContainer(*container, m_limit));
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Deleted, *container));
    VERIFY_OK(m_runtime->removeSandbox(*sandbox, m_limit));
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Deleted, *sandbox));
    QVERIFY(m_runtime->listSandboxes(m_limit)->empty());
    source.stop();
    QCOMPARE(events.losses(), 0);
}

void CriContainerdTest::reportsAnExit()
{
    EventLog events;
    cri::ContainerdEvents source(m_client);
    source.start(events.sink());
    QVERIFY(events.waitForConnections(1));
    const SandboxConfig sandboxed = sandboxConfig("job");
    const auto sandbox = m_runtime->runSandbox(sandboxed, {}, m_limit);
    VERIFY_OK(sandbox);
    for (const int code : {0, 7}) {
        const std::string name = "run-" + std::to_string(code);
        const auto container = m_runtime->createContainer(
            *sandbox, containerConfig(name, {"/bin/sh", "-c", "exit " + std::to_string(code)}), sandboxed, m_limit);
        VERIFY_OK(container);
        VERIFY_OK(m_runtime->startContainer(*container, m_limit));
        QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Stopped, *container));
        // The event comes when CRI knows.
        const auto status = m_runtime->containerStatus(*container, m_limit);
        QVERIFY(status->container.state == ContainerState::Exited);
        QCOMPARE(status->exitCode, code);
        QCOMPARE(status->reason, std::string(code == 0 ? "Completed" : "Error"));
        QVERIFY(status->finishedAt.has_value());
    }
    VERIFY_OK(m_runtime->stopSandbox(*sandbox, m_limit));
    VERIFY_OK(m_runtime->removeSandbox(*sandbox, m_limit));
}

void CriContainerdTest::answersNotFoundForWhatIsGone()
{
    QCOMPARE(m_runtime->containerStatus("nothing", m_limit).error().code, ErrorCode::NotFound);
    QCOMPARE(m_runtime->sandboxStatus("nothing", m_limit).error().code, ErrorCode::NotFound);
    QCOMPARE(m_runtime->startContainer("nothing", m_limit).error().code, ErrorCode::NotFound);
    VERIFY_OK(m_runtime->stopSandbox("nothing", m_limit));
    VERIFY_OK(m_runtime->removeSandbox("nothing", m_limit));
    VERIFY_OK(m_runtime->stopContainer("nothing", 0s, m_limit));
    VERIFY_OK(m_runtime->removeContainer("nothing", m_limit));
    SandboxConfig sandboxed = sandboxConfig("imageless");
    const auto sandbox = m_runtime->runSandbox(sandboxed, {}, m_limit);
    VERIFY_OK(sandbox);
    ContainerConfig config = containerConfig("main", {"/bin/sh"});
    config.image = "skiff.local/nothing:1";
    const auto container = m_runtime->createContainer(*sandbox, config, sandboxed, m_limit);
    QVERIFY(!container.ok());
    QCOMPARE(container.error().code, ErrorCode::NotFound);
    VERIFY_OK(m_runtime->removeSandbox(*sandbox, m_limit));
}

void CriContainerdTest::stopsWaitingWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(m_runtime->version({30s, stop.get_token()}).error().code, ErrorCode::Cancelled);
}

void CriContainerdTest::comesBackAfterARestart()
{
    EventLog events;
    cri::ContainerdEvents source(m_client);
    source.start(events.sink());
    QVERIFY(events.waitForConnections(1));
    const SandboxConfig sandboxed = sandboxConfig("survivor");
    const auto sandbox = m_runtime->runSandbox(sandboxed, {}, m_limit);
    VERIFY_OK(sandbox);
    QFile control(m_folder.filePath("control"));
    QVERIFY(control.open(QIODevice::WriteOnly));
    control.write("restart\n");
    control.close();
    QVERIFY(events.waitForConnections(2));
    QVERIFY(events.losses() >= 1);
    // containerd serves events a moment before its CRI service is ready.
    QTRY_VERIFY_WITH_TIMEOUT(m_runtime->sandboxStatus(*sandbox, m_limit).ok(), 20'000);
    QVERIFY(m_runtime->sandboxStatus(*sandbox, m_limit)->sandbox.state == SandboxState::Ready);
    VERIFY_OK(m_runtime->removeSandbox(*sandbox, m_limit));
    QVERIFY(events.waitForEvent(RuntimeEvent::Kind::Deleted, *sandbox));
}

SKIFF_REGISTER_TEST(CriContainerdTest);

#include "cri_containerd_test.moc"
