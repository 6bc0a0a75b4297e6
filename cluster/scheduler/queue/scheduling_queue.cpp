#include "cluster/scheduler/queue/scheduling_queue.h"

#include <algorithm>

namespace skiff::scheduler {

namespace {
constexpr Duration firstBackoff = std::chrono::seconds(1);
constexpr Duration longestBackoff = std::chrono::seconds(10);
} // namespace

bool SchedulingQueue::Order::operator()(const Entry* a, const Entry* b) const
{
    if (sort->before(*a->queued.pod, *b->queued.pod))
        return true;
    if (sort->before(*b->queued.pod, *a->queued.pod))
        return false;
    return a->queued.arrival < b->queued.arrival;
}

SchedulingQueue::SchedulingQueue(Executor& executor, const Clock& clock, const QueueSortPlugin& sort,
                                 std::function<void()> onActive)
    : m_executor(executor), m_clock(clock), m_onActive(std::move(onActive)), m_active(Order{&sort})
{}

Duration SchedulingQueue::delayFor(int attempts)
{
    return std::min(longestBackoff, firstBackoff * (1 << std::clamp(attempts - 1, 0, 10)));
}

void SchedulingQueue::add(const PodInfoPtr& pod)
{
    const auto [place, isNew] = m_pods.try_emplace(pod->uid());
    Entry& entry = place->second;
    if (isNew)
        entry.queued.arrival = m_arrivals++;
    else
        unlist(entry);
    entry.queued.pod = pod;
    activate(entry);
}

void SchedulingQueue::refresh(const PodInfoPtr& pod)
{
    const auto found = m_pods.find(pod->uid());
    if (found == m_pods.end())
        return;
    Entry& entry = found->second;
    const bool active = entry.state == State::Active;
    if (active)
        m_active.erase(&entry);
    entry.queued.pod = pod;
    if (active)
        m_active.insert(&entry);
}

void SchedulingQueue::remove(const std::string& uid)
{
    const auto found = m_pods.find(uid);
    if (found == m_pods.end())
        return;
    unlist(found->second);
    m_pods.erase(found);
}

const PodInfo* SchedulingQueue::find(const std::string& uid) const
{
    const auto found = m_pods.find(uid);
    return found == m_pods.end() ? nullptr : found->second.queued.pod.get();
}

std::optional<QueuedPod> SchedulingQueue::pop()
{
    if (m_active.empty())
        return std::nullopt;
    Entry* entry = *m_active.begin();
    m_active.erase(m_active.begin());
    QueuedPod queued = std::move(entry->queued);
    m_pods.erase(queued.pod->uid());
    ++queued.attempts;
    return queued;
}

void SchedulingQueue::addUnschedulable(QueuedPod pod, uint32_t helpfulEvents)
{
    Entry& entry = m_pods[pod.pod->uid()];
    unlist(entry);
    entry.backoffUntil = m_clock.steady() + delayFor(pod.attempts);
    entry.queued = std::move(pod);
    entry.state = State::Unschedulable;
    entry.helpfulEvents = helpfulEvents;
}

void SchedulingQueue::addBackoff(QueuedPod pod)
{
    Entry& entry = m_pods[pod.pod->uid()];
    unlist(entry);
    entry.backoffUntil = m_clock.steady() + delayFor(pod.attempts);
    entry.queued = std::move(pod);
    backOff(entry);
}

void SchedulingQueue::onEvent(uint32_t event)
{
    for (auto& [uid, entry] : m_pods) {
        if (entry.state != State::Unschedulable || !(entry.helpfulEvents & event))
            continue;
        if (entry.backoffUntil > m_clock.steady())
            backOff(entry);
        else
            activate(entry);
    }
}

void SchedulingQueue::activate(Entry& entry)
{
    entry.state = State::Active;
    m_active.insert(&entry);
    m_onActive();
}

void SchedulingQueue::backOff(Entry& entry)
{
    entry.state = State::Backoff;
    m_backoff.emplace(entry.backoffUntil, &entry);
    armTimer();
}

void SchedulingQueue::unlist(Entry& entry)
{
    if (!entry.queued.pod)
        return;
    if (entry.state == State::Active)
        m_active.erase(&entry);
    else if (entry.state == State::Backoff)
        m_backoff.erase({entry.backoffUntil, &entry});
}

/// One timer for all, at the earliest end.
void SchedulingQueue::armTimer()
{
    if (m_backoff.empty()) {
        m_timer.cancel();
        m_timerDue.reset();
        return;
    }
    const SteadyTime due = m_backoff.begin()->first;
    if (m_timerDue && *m_timerDue <= due)
        return;
    m_timerDue = due;
    m_timer = m_executor.postAfter(std::max(Duration::zero(), Duration(due - m_clock.steady())), [this] { onTimer(); });
}

void SchedulingQueue::onTimer()
{
    m_timerDue.reset();
    while (!m_backoff.empty() && m_backoff.begin()->first <= m_clock.steady()) {
        Entry& entry = *m_backoff.begin()->second;
        m_backoff.erase(m_backoff.begin());
        activate(entry);
    }
    armTimer();
}

} // namespace skiff::scheduler
