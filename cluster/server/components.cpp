#include "cluster/server/components.h"

#include "cluster/base/thread_executor.h"
#include "cluster/client/informer_factory.h"
#include "cluster/controllers/controller_set.h"
#include "cluster/scheduler/scheduler.h"
#include "cluster/server/loopback_transport.h"

#include <atomic>
#include <map>
#include <random>
#include <string_view>
#include <utility>

namespace skiff::server {

namespace {

constexpr Duration readinessPoll = std::chrono::milliseconds(2);
constexpr std::string_view serviceAccountPrefix = "system:serviceaccount:";

/// What no component of this process reads of pods; it is most of a pod. Containers keep what scheduling and services
/// depend on (resources, ports, restart policy), statuses the counts of restarts.
client::ObjectTrim unreadOfPods()
{
    client::ObjectTrim trim{"metadata.managedFields", "metadata.annotations", "metadata.generateName", "spec.volumes",
                            "spec.securityContext", "spec.imagePullSecrets", "spec.dnsConfig", "spec.dnsPolicy",
                            "spec.enableServiceLinks", "spec.preemptionPolicy", "spec.serviceAccount", "spec.serviceAccountName",
                            "spec.terminationGracePeriodSeconds", "status.conditions.lastProbeTime", "status.hostIP",
                            "status.hostIPs", "status.podIPs", "status.startTime"};
    for (const std::string containers : {"spec.containers.", "spec.initContainers."})
        for (const std::string_view field :
             {"args", "command", "env", "envFrom", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "readinessProbe",
              "securityContext", "startupProbe", "terminationMessagePath", "terminationMessagePolicy", "volumeMounts", "workingDir"})
            trim.add(containers + std::string(field));
    for (const std::string statuses : {"status.containerStatuses.", "status.initContainerStatuses."})
        for (const std::string_view field :
             {"allocatedResources", "containerID", "image", "imageID", "lastState", "resources", "state", "user", "volumeMounts"})
            trim.add(statuses + std::string(field));
    return trim;
}

/// A component's user with the groups that its kind of name brings.
apiserver::auth::UserPtr userCalled(std::string_view name)
{
    auto user = std::make_shared<apiserver::auth::User>();
    user->name = name;
    if (name.starts_with(serviceAccountPrefix)) {
        const std::string_view place = name.substr(serviceAccountPrefix.size());
        user->groups.emplace_back("system:serviceaccounts");
        user->groups.push_back("system:serviceaccounts:" + std::string(place.substr(0, place.find(':'))));
    }
    user->groups.emplace_back(apiserver::auth::authenticatedGroup);
    return user;
}

/// The program that a component is part of in other clusters.
std::string programCalled(std::string_view name)
{
    return name == "system:kube-scheduler" ? "kube-scheduler" : "kube-controller-manager";
}

/// A client under one identity.
struct Caller
{
    Caller(apiserver::ApiServer& api, Executor& calls, std::string_view name)
        : transport(api, calls, userCalled(name), programCalled(name)), client(transport) {}

    LoopbackTransport transport;
    client::Client client;
};

/// The clients of a process, each made when it is first asked for. Owner's thread.
class Callers
{
public:
    Callers(apiserver::ApiServer& api, Executor& calls) : m_api(api), m_calls(calls) {}

    client::Client& of(std::string_view name)
    {
        auto& caller = m_callers[std::string(name)];
        if (!caller)
            caller = std::make_unique<Caller>(m_api, m_calls, name);
        return caller->client;
    }

private:
    apiserver::ApiServer& m_api;
    Executor& m_calls;
    std::map<std::string, std::unique_ptr<Caller>> m_callers;
};

} // namespace

/// In the order of their making; they go in the other order.
struct Components::Parts
{
    Parts(apiserver::ApiServer& api, Executor& calls, const Clock& clock, std::string clusterCa)
        : callers(api, calls),
          informers(callers.of("system:kube-controller-manager"), executor, clock, std::random_device()(),
                    {{client::resources::pods, unreadOfPods()}}),
          controllers({informers, executor, clock, [this](std::string_view user) -> client::Client& { return callers.of(user); }},
                      {std::move(clusterCa)}),
          scheduler(callers.of("system:kube-scheduler"), informers, executor, clock)
    {
    }

    /// Asks until all are ready: there is no event for "all of them". On the executor.
    void watchReadiness()
    {
        if (controllers.isReady() && scheduler.isReady()) {
            ready = true;
            std::exchange(onReady, {})();
        } else {
            readinessTimer = executor.postAfter(readinessPoll, [this] { watchReadiness(); });
        }
    }

    std::atomic<bool> ready{false};
    std::function<void()> onReady;
    Timer readinessTimer;
    ThreadExecutor executor{"controllers"}; ///< before the clients, whose answers go to it
    Callers callers;
    client::InformerFactory informers;
    controllers::ControllerSet controllers;
    scheduler::Scheduler scheduler;
};

Components::Components(apiserver::ApiServer& api, Executor& calls, const Clock& clock, std::string clusterCa)
    : m_parts(std::make_unique<Parts>(api, calls, clock, std::move(clusterCa)))
{
}

Components::~Components()
{
    stop();
}

void Components::start(std::function<void()> onReady)
{
    m_parts->executor.post([parts = m_parts.get(), onReady = std::move(onReady)]() mutable {
        parts->onReady = std::move(onReady);
        parts->informers.start();
        parts->controllers.start();
        parts->scheduler.start();
        parts->watchReadiness();
    });
}

bool Components::isReady() const
{
    return m_parts->ready;
}

void Components::stop()
{
    m_parts->executor.stop();
}

} // namespace skiff::server
