#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"
#include "cluster/client/resource_ref.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>

namespace skiff::client {

/// Hands keys to workers, each key to one worker at a time.
///
/// A key added twice before a worker takes it runs once. A key added while a worker holds it runs
/// again after done(), so no change is lost. Keys that failed come back with addRateLimited(),
/// later each time, until forget(). Any thread; timers run on the executor, which must be stopped
/// (or be the destroying thread) before the queue goes.
template <class Key>
class BasicWorkQueue
{
public:
    struct Limits
    {
        Duration first = std::chrono::milliseconds(5);
        Duration most = std::chrono::seconds(1000);
    };

    /// `onReady` is called outside any lock whenever a key becomes ready to take; may be empty.
    BasicWorkQueue(Executor& executor, const Clock& clock, std::function<void()> onReady = {}, Limits limits = {})
        : m_executor(executor), m_clock(clock), m_onReady(std::move(onReady)), m_limits(limits)
    {}

    void add(const Key& key)
    {
        {
            MutexLock lock(m_mutex);
            if (!m_dirty.insert(key).second || m_held.count(key))
                return;
            m_ready.push_back(key);
        }
        announce();
    }

    /// Adds `key` after `delay`, unless it is due earlier already.
    void addAfter(const Key& key, Duration delay)
    {
        if (delay <= Duration::zero())
            return add(key);
        const SteadyTime due = m_clock.steady() + delay;
        MutexLock lock(m_mutex);
        Delayed& delayed = m_delayed[key];
        if (delayed.waiting && delayed.due <= due)
            return;
        delayed.waiting = true;
        delayed.due = due;
        delayed.timer = m_executor.postAfter(delay, [this, key] {
            {
                MutexLock inner(m_mutex);
                m_delayed.erase(key);
            }
            add(key);
        });
    }

    /// Adds `key` after a delay that doubles with each call since forget().
    void addRateLimited(const Key& key)
    {
        Duration delay;
        {
            MutexLock lock(m_mutex);
            const int failures = m_failures[key]++;
            delay = std::min(m_limits.most, m_limits.first * (int64_t(1) << std::min(failures, 20)));
        }
        addAfter(key, delay);
    }

    /// The key succeeded: its next failure starts with the shortest delay.
    void forget(const Key& key)
    {
        MutexLock lock(m_mutex);
        m_failures.erase(key);
    }

    int failures(const Key& key) const
    {
        MutexLock lock(m_mutex);
        const auto found = m_failures.find(key);
        return found == m_failures.end() ? 0 : found->second;
    }

    /// Waits for a key; nothing when `stop` is requested and no key waits. Every key taken must be
    /// given back with done().
    std::optional<Key> take(const std::stop_token& stop)
    {
        std::unique_lock waiting(m_waitMutex);
        std::optional<Key> key;
        m_changed.wait(waiting, stop, [&] { return (key = tryTake()).has_value(); });
        return key;
    }

    /// A key if one is ready.
    std::optional<Key> tryTake()
    {
        MutexLock lock(m_mutex);
        if (m_ready.empty())
            return std::nullopt;
        Key key = std::move(m_ready.front());
        m_ready.pop_front();
        m_dirty.erase(key);
        m_held.insert(key);
        return key;
    }

    void done(const Key& key)
    {
        {
            MutexLock lock(m_mutex);
            m_held.erase(key);
            if (!m_dirty.count(key))
                return;
            m_ready.push_back(key);
        }
        announce();
    }

    /// Keys that are ready and not taken.
    size_t size() const
    {
        MutexLock lock(m_mutex);
        return m_ready.size();
    }

private:
    struct Delayed
    {
        bool waiting = false;
        SteadyTime due;
        Timer timer;
    };

    void announce()
    {
        {
            // A waiter is either before its look at the queue or really waiting, never between.
            const std::lock_guard lock(m_waitMutex);
        }
        m_changed.notify_one();
        if (m_onReady)
            m_onReady();
    }

    Executor& m_executor;
    const Clock& m_clock;
    const std::function<void()> m_onReady;
    const Limits m_limits;

    std::mutex m_waitMutex;
    std::condition_variable_any m_changed;
    mutable Mutex m_mutex;
    std::deque<Key> m_ready SKIFF_GUARDED_BY(m_mutex);
    std::set<Key> m_dirty SKIFF_GUARDED_BY(m_mutex); ///< added and not taken since
    std::set<Key> m_held SKIFF_GUARDED_BY(m_mutex);  ///< with a worker
    std::map<Key, Delayed> m_delayed SKIFF_GUARDED_BY(m_mutex);
    std::map<Key, int> m_failures SKIFF_GUARDED_BY(m_mutex);
};

using WorkQueue = BasicWorkQueue<ObjectKey>;

} // namespace skiff::client
