#include "cluster/kubelet/worker_pool.h"

#include <pthread.h>

namespace skiff::kubelet {

namespace {

constexpr std::chrono::seconds IdleLife{30};

} // namespace

WorkerPool::WorkerPool(std::string name, unsigned mostThreads, Executor& timers)
    : m_name(std::move(name)), m_mostThreads(mostThreads), m_timers(timers)
{}

WorkerPool::~WorkerPool()
{
    stop();
}

void WorkerPool::post(Task task)
{
    reapEnded();
    MutexLock lock(m_mutex);
    if (m_stopping)
        return;
    m_tasks.push_back(std::move(task));
    if (m_tasks.size() <= m_idle) {
        m_wake.notify_one();
        return;
    }
    if (m_threads.size() >= m_mostThreads)
        return;
    m_threads.emplace_back();
    const auto self = std::prev(m_threads.end());
    *self = std::thread([this, self] { run(self); });
    pthread_setname_np(self->native_handle(), m_name.substr(0, 15).c_str());
}

Timer WorkerPool::postAfter(Duration delay, Task task)
{
    return m_timers.postAfter(delay, [this, task = std::move(task)]() mutable { post(std::move(task)); });
}

void WorkerPool::run(std::list<std::thread>::iterator self)
{
    MutexLock lock(m_mutex);
    for (;;) {
        if (m_tasks.empty() && !m_stopping) {
            ++m_idle;
            const auto status = m_wake.wait_for(lock.native(), IdleLife);
            --m_idle;
            if (status == std::cv_status::no_timeout || !m_tasks.empty() || m_stopping)
                continue;
            break;
        }
        if (m_stopping)
            return;
        {
            Task task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
        }
        lock.lock();
    }
    m_ended.splice(m_ended.end(), m_threads, self);
}

/// Joins threads that left; they have nothing to do but return.
void WorkerPool::reapEnded()
{
    std::list<std::thread> ended;
    {
        MutexLock lock(m_mutex);
        ended.swap(m_ended);
    }
    for (std::thread& thread : ended)
        thread.join();
}

void WorkerPool::stop()
{
    std::list<std::thread> threads;
    {
        MutexLock lock(m_mutex);
        m_stopping = true;
        m_tasks.clear();
        threads.swap(m_threads);
        m_wake.notify_all();
    }
    for (std::thread& thread : threads)
        thread.join();
    reapEnded();
}

} // namespace skiff::kubelet
