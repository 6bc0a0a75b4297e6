#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <vector>

namespace skiff {

/// Runs tasks on its own named threads: with one thread (the default) a serial executor, with
/// more a pool without order. stop() drops what has not started and waits for what has.
class ThreadExecutor final : public Executor
{
public:
    explicit ThreadExecutor(std::string name, unsigned threads = 1);
    ~ThreadExecutor() override;

    void post(Task task) override;
    Timer postAfter(Duration delay, Task task) override;

    /// Returns when no task runs any more. Not from a task of this executor. Idempotent.
    void stop();

private:
    struct Delayed
    {
        SteadyTime due;
        uint64_t order = 0;
        std::shared_ptr<std::atomic<bool>> cancelled;
        Task task;
    };
    /// What is done with the task that takeNext() gives out, in either case without the lock: what a task holds may
    /// use this executor as it goes, or take locks under which others use it.
    enum class Next
    {
        Run,
        Drop,
        End
    };

    static bool later(const Delayed& a, const Delayed& b);
    static bool isCancelled(const Delayed& delayed);
    void run();
    Next takeNext(MutexLock& lock, Task& task) SKIFF_REQUIRES(m_mutex);

    SystemClock m_clock;
    Mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_ready SKIFF_GUARDED_BY(m_mutex);
    std::vector<Delayed> m_delayed SKIFF_GUARDED_BY(m_mutex); ///< a heap, earliest first
    uint64_t m_nextOrder SKIFF_GUARDED_BY(m_mutex) = 0;
    bool m_stopping SKIFF_GUARDED_BY(m_mutex) = false;
    std::vector<std::thread> m_threads;
};

} // namespace skiff
