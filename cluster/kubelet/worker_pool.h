#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <deque>
#include <list>
#include <string>
#include <thread>

namespace skiff::kubelet {

/// Runs tasks that block (runtime calls, hooks, probes, grace periods) on threads of its own: as
/// many as are busy, up to a limit, and none when idle for half a minute. No order. Delayed tasks
/// wait on the executor given. stop() drops what has not started and waits for what has.
class WorkerPool final : public Executor
{
public:
    WorkerPool(std::string name, unsigned mostThreads, Executor& timers);
    ~WorkerPool() override;

    void post(Task task) override;
    Timer postAfter(Duration delay, Task task) override;

    /// Returns when no task runs any more. Idempotent.
    void stop();

private:
    void run(std::list<std::thread>::iterator self);
    void reapEnded();

    const std::string m_name;
    const unsigned m_mostThreads;
    Executor& m_timers;

    Mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks SKIFF_GUARDED_BY(m_mutex);
    std::list<std::thread> m_threads SKIFF_GUARDED_BY(m_mutex);
    std::list<std::thread> m_ended SKIFF_GUARDED_BY(m_mutex);
    unsigned m_idle SKIFF_GUARDED_BY(m_mutex) = 0;
    bool m_stopping SKIFF_GUARDED_BY(m_mutex) = false;
};

} // namespace skiff::kubelet
