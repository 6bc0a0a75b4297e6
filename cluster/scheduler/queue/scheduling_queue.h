#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/executor.h"
#include "cluster/scheduler/framework/plugin.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace skiff::scheduler {

/// A pod that waits for a node.
struct QueuedPod
{
    PodInfoPtr pod;
    int attempts = 0;
    uint64_t arrival = 0; ///< order of its first arrival
};

/// The pods that wait for a node, in three states: active ones are tried in order, pods backing off become
/// active after a while, unschedulable ones wait for an event that may help them. On the
/// scheduler's executor.
class SchedulingQueue
{
public:
    /// `onActive` is called when there is something to pop again.
    SchedulingQueue(Executor& executor, const Clock& clock, const QueueSortPlugin& sort,
                    std::function<void()> onActive);

    /// A new pod, or one that must be tried anew because it changed.
    void add(const PodInfoPtr& pod);
    /// A newer state of a waiting pod that changes nothing for scheduling.
    void refresh(const PodInfoPtr& pod);
    void remove(const std::string& uid);
    /// The pod to try next.
    std::optional<QueuedPod> pop();

    /// No node was found: it waits for one of `helpfulEvents` (ClusterEvent flags).
    void addUnschedulable(QueuedPod pod, uint32_t helpfulEvents);
    /// Something failed that time may heal.
    void addBackoff(QueuedPod pod);
    /// `event` happened: pods that it may help are tried again, not before their back-off is over.
    void onEvent(uint32_t event);

    size_t size() const { return m_pods.size(); }
    size_t activeCount() const { return m_active.size(); }
    /// The waiting pod, or nullptr.
    const PodInfo* find(const std::string& uid) const;

private:
    enum class State
    {
        Active,
        Backoff,
        Unschedulable
    };
    struct Entry
    {
        QueuedPod queued;
        State state = State::Active;
        uint32_t helpfulEvents = 0;
        SteadyTime backoffUntil;
    };
    struct Order
    {
        const QueueSortPlugin* sort;
        bool operator()(const Entry* a, const Entry* b) const;
    };

    void activate(Entry& entry);
    void backOff(Entry& entry);
    void armTimer();
    void onTimer();
    void unlist(Entry& entry);
    static Duration delayFor(int attempts);

    Executor& m_executor;
    const Clock& m_clock;
    const std::function<void()> m_onActive;
    std::unordered_map<std::string, Entry> m_pods; ///< by uid
    std::set<Entry*, Order> m_active;
    std::set<std::pair<SteadyTime, Entry*>> m_backoff;
    Timer m_timer;
    std::optional<SteadyTime> m_timerDue;
    uint64_t m_arrivals = 0;
};

} // namespace skiff::scheduler
