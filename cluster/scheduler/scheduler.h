#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/client/informer_factory.h"
#include "cluster/scheduler/cache/scheduler_cache.h"
#include "cluster/scheduler/framework/profile.h"
#include "cluster/scheduler/node_choice.h"
#include "cluster/scheduler/queue/scheduling_queue.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace skiff::scheduler {

/// Gives each pod that has no node a node: takes the pods of scheduler name "default-scheduler" one after the other,
/// chooses by a Profile, and binds through pods/binding without waiting for the answer.
///
/// Lives on the informers' serial executor, where all but the constructor is called. Identity:
/// system:kube-scheduler. Made before the informers start.
class Scheduler
{
public:
    Scheduler(client::Client& client, client::InformerFactory& informers, Executor& executor, const Clock& clock,
              Profile profile = Profile::standard());

    /// Begins as soon as pods and nodes are known.
    void start();
    void stop();
    bool isReady() const { return m_running; } ///< any thread

private:
    void onPod(const client::ObjectPtr& before, const client::ObjectPtr& pod);
    void onPodDeleted(const client::ObjectPtr& pod);
    void onNode(const client::ObjectPtr& before, const client::ObjectPtr& node);
    bool isOurs(const api::PodView& pod) const;

    void wake();
    void scheduleSome();
    void scheduleOne(QueuedPod queued);
    bool reserve(const PodInfo& pod, const std::string& node);
    void unreserve(const PodInfo& pod, const std::string& node);
    void bind(const QueuedPod& queued, const std::string& node);
    void onBound(const QueuedPod& queued, const std::string& node, const client::ApiResult& result);
    void report(const PodInfo& pod, std::string_view reason, const std::string& message);

    client::Client& m_client;
    client::InformerFactory& m_informers;
    Executor& m_executor;
    const Clock& m_clock;
    Profile m_profile;
    client::Informer& m_pods;
    client::Informer& m_nodes;
    client::EventRecorder m_events;
    SchedulerCache m_cache;
    SchedulingQueue m_queue;
    std::vector<client::Subscription> m_subscriptions;
    std::shared_ptr<char> m_life = std::make_shared<char>();
    size_t m_turn = 0;
    std::atomic<bool> m_running{false};
    bool m_wakePosted = false;
};

} // namespace skiff::scheduler
