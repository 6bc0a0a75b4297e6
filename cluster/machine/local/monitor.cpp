#include "cluster/machine/local/monitor.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/data/value.h"
#include "cluster/machine/local/cgroups.h"
#include "cluster/machine/local/node_boot.h"
#include "cluster/machine/local/switch_network.h"
#include "cluster/machine/node_services.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

constexpr std::string_view component = "monitor";

/// A node at work, as the monitor sees it.
struct RunningNode
{
    NodeRecord record;
    std::string cgroup;
    pid_t pid = 0;
    int events = -1;     ///< what its init says
    std::string pending; ///< a line not ended yet
};

class Monitor
{
public:
    Monitor(MonitorSpec spec, Cgroups cgroups)
        : m_spec(std::move(spec)), m_cgroups(std::move(cgroups)), m_network(m_spec)
    {}

    Status start();
    /// Until the last node has ended.
    void run();

private:
    Status takeLock();
    Status bootNode(const NodeRecord& record);
    void tell(const std::string& line);
    void saveState() const;
    void readEvents(RunningNode& node);
    void readSignals();
    void reap();
    void stopNodes();
    bool anyRuns() const;

    MonitorSpec m_spec;
    Cgroups m_cgroups;
    SwitchNetwork m_network;
    std::vector<RunningNode> m_nodes;
    int m_signals = -1;
    int m_starter = monitorEventsFd;
};

/// The lock says that a monitor lives, and which process it is; it is held by staying open.
Status Monitor::takeLock()
{
    const std::string path = monitorLockPath(m_spec.profileFolder);
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    flock lock{};
    lock.l_type = F_WRLCK;
    if (fd < 0 || fcntl(fd, F_SETLK, &lock) != 0)
        return file::errorFromErrno(errno, "lock", path);
    return {};
}

Status Monitor::start()
{
    SKIFF_TRY(takeLock());
    sigset_t handled;
    sigemptyset(&handled);
    for (const int number : {SIGCHLD, SIGTERM, SIGINT})
        sigaddset(&handled, number);
    sigprocmask(SIG_BLOCK, &handled, nullptr);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);

    SKIFF_TRY(m_network.create());
    SKIFF_TRY(m_network.startOutbound());
    for (const NodeRecord& record : m_spec.nodes)
        SKIFF_TRY(bootNode(record));
    saveState();
    // Last, since process::run() above waits for its own children.
    m_signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    reap();
    return {};
}

Status Monitor::bootNode(const NodeRecord& record)
{
    RunningNode node;
    node.record = record;
    node.cgroup = fmt::format("skiff-{}-{}", m_spec.id, record.name);
    SKIFF_TRY(m_cgroups.create(node.cgroup));
    int events[2];
    if (pipe2(events, O_CLOEXEC) != 0)
        return file::errorFromErrno(errno, "make a pipe for", record.name);
    fcntl(events[0], F_SETFL, O_NONBLOCK);
    node.events = events[0];

    const NodeBoot boot{node.cgroup,
                        {m_spec.imageLayer, m_spec.imageRoot},
                        fmt::format("{}/nodes/{}", m_spec.profileFolder, record.name),
                        node_path::init};
    auto process = NodeProcess::spawn(boot, m_cgroups, events[1]);
    close(events[1]);
    if (process.ok())
        node.pid = process->pid();
    m_nodes.push_back(node);
    if (!process.ok()) {
        readEvents(m_nodes.back());
        return std::move(process).error();
    }
    SKIFF_TRY(m_network.attach(record, node.pid));
    process->go();
    tell(fmt::format("node {} {}\n", record.name, node.pid));
    return {};
}

void Monitor::tell(const std::string& line)
{
    if (m_starter >= 0 && write(m_starter, line.data(), line.size()) < 0)
        m_starter = -1; // the one who started this has seen enough
}

void Monitor::saveState() const
{
    data::Array nodes;
    for (const RunningNode& node : m_nodes) {
        if (node.pid != 0)
            nodes.push_back(data::Object{{"name", node.record.name}, {"pid", node.pid}});
    }
    const data::Value state = data::Object{{"pid", getpid()}, {"nodes", std::move(nodes)}};
    const Status saved = file::writeAtomically(monitorStatePath(m_spec.profileFolder), data::toJson(state), 0644);
    if (!saved.ok())
        log::error(component, "{}", saved.error().message);
}

void Monitor::readEvents(RunningNode& node)
{
    char bytes[4096];
    ssize_t count = 0;
    while ((count = read(node.events, bytes, sizeof bytes)) > 0)
        node.pending.append(bytes, static_cast<size_t>(count));
    for (size_t end = node.pending.find('\n'); end != std::string::npos; end = node.pending.find('\n')) {
        const std::string line = node.pending.substr(0, end);
        node.pending.erase(0, end + 1);
        log::info(component, "{}: {}", node.record.name, line);
        tell(line.starts_with("error ") ? fmt::format("error {} {}\n", node.record.name, line.substr(6))
                                        : fmt::format("init {} {}\n", node.record.name, line));
    }
    if (count == 0) {
        close(node.events);
        node.events = -1;
    }
}

void Monitor::reap()
{
    int status = 0;
    bool changed = false;
    for (RunningNode& node : m_nodes) {
        if (node.pid == 0 || waitpid(node.pid, &status, WNOHANG) != node.pid)
            continue;
        if (node.events >= 0)
            readEvents(node);
        node.pid = 0;
        changed = true;
        log::info(component, "{}: ended with status {:#x}", node.record.name, status);
        tell(fmt::format("gone {}\n", node.record.name));
    }
    if (changed)
        saveState();
}

void Monitor::stopNodes()
{
    for (const RunningNode& node : m_nodes) {
        if (node.pid != 0)
            kill(node.pid, SIGTERM);
    }
}

void Monitor::readSignals()
{
    signalfd_siginfo info{};
    while (read(m_signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGCHLD)
            reap();
        else
            stopNodes();
    }
}

bool Monitor::anyRuns() const
{
    for (const RunningNode& node : m_nodes) {
        if (node.pid != 0)
            return true;
    }
    return false;
}

void Monitor::run()
{
    while (anyRuns()) {
        std::vector<pollfd> waits{{m_signals, POLLIN, 0}};
        for (const RunningNode& node : m_nodes)
            waits.push_back({node.events, POLLIN, 0});
        if (poll(waits.data(), waits.size(), -1) < 0)
            continue;
        for (size_t i = 0; i < m_nodes.size(); ++i) {
            if (waits[i + 1].revents != 0)
                readEvents(m_nodes[i]);
        }
        if (waits[0].revents != 0)
            readSignals();
    }
    m_network.stopOutbound();
    for (const RunningNode& node : m_nodes) {
        const Status removed = m_cgroups.remove(node.cgroup);
        if (!removed.ok())
            log::warning(component, "{}", removed.error().message);
    }
    unlink(monitorStatePath(m_spec.profileFolder).c_str());
}

Status startAndRun(const std::string& specPath)
{
    SKIFF_TRY_ASSIGN(const std::string text, file::read(specPath));
    SKIFF_TRY_ASSIGN(MonitorSpec spec, MonitorSpec::fromJson(text));
    SKIFF_TRY_ASSIGN(Cgroups cgroups, Cgroups::ofThisMachine());
    Monitor monitor(std::move(spec), std::move(cgroups));
    SKIFF_TRY(monitor.start());
    monitor.run();
    return {};
}

} // namespace

std::string MonitorSpec::toJson() const
{
    data::Array list;
    for (const NodeRecord& node : nodes)
        list.push_back(data::Object{{"name", node.name}, {"address", node.address}});
    return data::toJson(data::Object{{"profileFolder", profileFolder},
                                     {"id", id},
                                     {"hostAddress", hostAddress},
                                     {"imageRoot", imageRoot},
                                     {"imageLayer", imageLayer},
                                     {"isolated", network == NetworkMode::Isolated},
                                     {"nodes", std::move(list)}});
}

Result<MonitorSpec> MonitorSpec::fromJson(std::string_view text)
{
    SKIFF_TRY_ASSIGN(const data::Value value, data::parseJson(text));
    MonitorSpec spec;
    spec.profileFolder = data::stringAt(value, {"profileFolder"});
    spec.id = data::stringAt(value, {"id"});
    spec.hostAddress = data::stringAt(value, {"hostAddress"});
    spec.imageRoot = data::stringAt(value, {"imageRoot"});
    spec.imageLayer = data::stringAt(value, {"imageLayer"});
    spec.network = data::boolAt(value, {"isolated"}) ? NetworkMode::Isolated : NetworkMode::Outbound;
    const data::Value* nodes = data::find(value, {"nodes"});
    if (spec.profileFolder.empty() || !nodes || !nodes->is_array())
        return Error{ErrorCode::InvalidArgument, "not a monitor's specification"};
    for (const data::Value& node : nodes->get_array())
        spec.nodes.push_back(
            {std::string(data::stringAt(node, {"name"})), std::string(data::stringAt(node, {"address"}))});
    return spec;
}

int runMonitor(const std::string& specPath)
{
    if (fcntl(monitorEventsFd, F_SETFD, FD_CLOEXEC) != 0)
        return 2; // not started by the driver
    const Status done = startAndRun(specPath);
    if (done.ok())
        return 0;
    log::error(component, "{}", done.error().message);
    const std::string line = fmt::format("error - {}\n", done.error().message);
    (void)!write(monitorEventsFd, line.data(), line.size());
    return 1;
}

} // namespace skiff::machine::local
