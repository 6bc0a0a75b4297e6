#include "cluster/machine/vm/forwarder.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/base/thread_executor.h"
#include "cluster/client/client.h"
#include "cluster/client/informer.h"
#include "cluster/machine/background.h"
#include "cluster/machine/qemu/qmp.h"
#include "cluster/machine/vm/node_plan.h"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <mutex>
#include <poll.h>
#include <set>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace skiff::machine::vm {

namespace {

using namespace std::chrono_literals;

constexpr const char* component = "forwarder";
constexpr int retryMs = 5000;

/// "tcp:127.0.0.1:30080", by which QEMU removes a forward.
std::string hostEnd(const PortForward& forward)
{
    return fmt::format("{}:127.0.0.1:{}", forward.udp ? "udp" : "tcp", forward.hostPort);
}

/// The cluster's services, gathered on the informer's executor and taken by the main thread.
class ServiceBoard
{
public:
    ServiceBoard() : m_changed(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~ServiceBoard() { close(m_changed); }
    ServiceBoard(const ServiceBoard&) = delete;
    ServiceBoard& operator=(const ServiceBoard&) = delete;

    int descriptor() const { return m_changed; }
    void tell()
    {
        const uint64_t one = 1;
        (void)!write(m_changed, &one, sizeof one);
    }
    void clear()
    {
        uint64_t count = 0;
        (void)!read(m_changed, &count, sizeof count);
    }

private:
    int m_changed;
};

/// Has QEMU do what services ask for; remembers what it did.
class Forwards
{
public:
    explicit Forwards(qemu::Qmp& qmp) : m_qmp(qmp) {}

    Status become(const std::vector<PortForward>& want)
    {
        const ForwardChanges changes = changesBetween(m_have, want);
        for (const PortForward& forward : changes.remove) {
            SKIFF_TRY(m_qmp.runForPeople("hostfwd_remove net0 " + hostEnd(forward)));
            std::erase(m_have, forward);
        }
        for (const PortForward& forward : changes.add) {
            SKIFF_TRY_ASSIGN(const std::string complaint,
                             m_qmp.runForPeople(fmt::format("hostfwd_add net0 {}-{}:{}", hostEnd(forward),
                                                            forward.guestAddress, forward.guestPort)));
            if (complaint.empty())
                m_have.push_back(forward);
            else if (m_refused.insert(forward.hostPort).second)
                log::warning(component, "port {} of 127.0.0.1 is not forwarded: {}", forward.hostPort, complaint);
        }
        return {};
    }

    /// Whether some forward of `want` is not there: another program has its port.
    bool lacks(const std::vector<PortForward>& want) const { return !changesBetween(m_have, want).add.empty(); }

private:
    qemu::Qmp& m_qmp;
    std::vector<PortForward> m_have;
    std::set<int> m_refused; ///< told once
};

int endSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

Status follow(const Profile& profile, const NodePlaces& places, client::Transport& transport)
{
    SKIFF_TRY_ASSIGN(qemu::Qmp qmp, qemu::Qmp::connect(places.forwardSocket, 10s));
    Forwards forwards(qmp);
    ServiceBoard board;
    const SystemClock clock;
    client::Client caller(transport);
    ThreadExecutor executor("services");
    client::Informer informer(caller, executor, clock, 1, {.resource = client::resources::services});
    const auto subscription =
        informer.subscribe(client::Listener::forAll([&](const client::ObjectPtr&) { board.tell(); }));
    executor.post([&informer] { informer.start(); });

    const int signals = endSignals();
    const std::string& address = profile.controlPlane().address;
    Status result;
    std::vector<PortForward> want;
    for (;;) {
        pollfd waits[] = {{signals, POLLIN, 0}, {board.descriptor(), POLLIN, 0}, {qmp.descriptor(), POLLIN, 0}};
        // Nothing tells when another program lets go of a port.
        const int ready = poll(waits, std::size(waits), forwards.lacks(want) ? retryMs : -1);
        if (ready < 0)
            continue;
        if (waits[0].revents)
            break;
        if (waits[2].revents && !qmp.skipEvents().ok())
            break; // the machine has ended
        if (ready > 0 && !waits[1].revents)
            continue;
        board.clear();
        want = forwardsOf(informer.cache().list(), address);
        result = forwards.become(want);
        if (!result.ok())
            break;
    }
    executor.stop(); // so that nothing of the informer runs when it is taken apart
    close(signals);
    return result;
}

std::string lockPath(const ProfileFolder& folder)
{
    return folder.runFolder() + "/forwarder.lock";
}

} // namespace

std::vector<PortForward> forwardsOf(const std::vector<client::ObjectPtr>& services, const std::string& address)
{
    std::vector<PortForward> forwards;
    for (const client::ObjectPtr& service : services) {
        for (const data::Node port : service->root()["spec"]["ports"]) {
            const auto number = static_cast<int>(port["nodePort"].asInt().value_or(0));
            const std::string_view protocol = port["protocol"].asString();
            if (number > 0 && protocol != "SCTP")
                forwards.push_back({number, address, number, protocol == "UDP"});
        }
    }
    return forwards;
}

ForwardChanges changesBetween(const std::vector<PortForward>& have, const std::vector<PortForward>& want)
{
    const auto missing = [](const std::vector<PortForward>& from, const std::vector<PortForward>& in) {
        std::vector<PortForward> out;
        std::copy_if(from.begin(), from.end(), std::back_inserter(out), [&in](const PortForward& forward) {
            return std::find(in.begin(), in.end(), forward) == in.end();
        });
        return out;
    };
    return {missing(have, want), missing(want, have)};
}

int runForwarder(const std::string& home, const std::string& name, const Connect& connect)
{
    const ProfileStore store(home);
    const ProfileFolder folder = store.folder(name);
    const auto lock = ProcessLock::take(lockPath(folder));
    if (!lock.ok())
        return lock.error().code == ErrorCode::AlreadyExists ? 0 : 1;
    const Status done = [&]() -> Status {
        SKIFF_TRY_ASSIGN(const Profile profile, store.load(name));
        SKIFF_TRY_ASSIGN(const auto transport, connect(folder.kubeconfig()));
        return follow(profile, NodePlaces(profile, folder, 0), *transport);
    }();
    if (!done.ok())
        log::error(component, "{}", done.error().message);
    return done.ok() ? 0 : 1;
}

Status startForwarder(const std::string& program, const ProfileStore& store, const std::string& profile)
{
    const ProfileFolder folder = store.folder(profile);
    if (ProcessLock::holder(lockPath(folder)) != 0)
        return {};
    return startDetached({program, forwarderCommand, store.home(), profile}, folder.path() + "/forwarder.log");
}

void stopForwarder(const ProfileFolder& folder)
{
    const pid_t pid = ProcessLock::holder(lockPath(folder));
    if (pid == 0)
        return;
    kill(pid, SIGTERM);
    (void)waitForProcessEnd(pid, 5s);
}

} // namespace skiff::machine::vm
