#include "cluster/base/thread_executor.h"

#include <pthread.h>

#include <algorithm>

namespace skiff {

namespace {

void nameThisThread(const std::string& name)
{
#if defined(__linux__)
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
#elif defined(__APPLE__)
    pthread_setname_np(name.c_str());
#endif
}

} // namespace

ThreadExecutor::ThreadExecutor(std::string name, unsigned threads)
{
    m_threads.reserve(threads);
    for (unsigned i = 0; i < threads; ++i)
        m_threads.emplace_back([this, name] {
            nameThisThread(name);
            run();
        });
}

ThreadExecutor::~ThreadExecutor()
{
    stop();
}

bool ThreadExecutor::later(const Delayed& a, const Delayed& b)
{
    return a.due != b.due ? a.due > b.due : a.order > b.order;
}

bool ThreadExecutor::isCancelled(const Delayed& delayed)
{
    return delayed.cancelled->load(std::memory_order_acquire);
}

void ThreadExecutor::post(Task task)
{
    {
        MutexLock lock(m_mutex);
        if (m_stopping)
            return;
        m_ready.push_back(std::move(task));
    }
    m_wake.notify_one();
}

Timer ThreadExecutor::postAfter(Duration delay, Task task)
{
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    {
        MutexLock lock(m_mutex);
        if (m_stopping)
            return {};
        m_delayed.push_back({m_clock.steady() + delay, m_nextOrder++, cancelled, std::move(task)});
        std::push_heap(m_delayed.begin(), m_delayed.end(), later);
    }
    m_wake.notify_one();
    return Timer(std::move(cancelled));
}

void ThreadExecutor::stop()
{
    {
        MutexLock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads)
        if (thread.joinable())
            thread.join();
    // Destroyed without the lock, as those that run() drops.
    std::deque<Task> ready;
    std::vector<Delayed> delayed;
    MutexLock lock(m_mutex);
    ready.swap(m_ready);
    delayed.swap(m_delayed);
    lock.unlock();
}

void ThreadExecutor::run()
{
    MutexLock lock(m_mutex);
    Task task;
    for (Next next = takeNext(lock, task); next != Next::End; next = takeNext(lock, task)) {
        lock.unlock();
        if (next == Next::Run)
            task();
        task = nullptr;
        lock.lock();
    }
}

ThreadExecutor::Next ThreadExecutor::takeNext(MutexLock& lock, Task& task)
{
    while (!m_stopping) {
        // A cancelled timer is dropped without a wake-up of its own.
        while (!m_delayed.empty() && (isCancelled(m_delayed.front()) || m_delayed.front().due <= m_clock.steady())) {
            std::pop_heap(m_delayed.begin(), m_delayed.end(), later);
            Delayed due = std::move(m_delayed.back());
            m_delayed.pop_back();
            if (isCancelled(due)) {
                task = std::move(due.task);
                return Next::Drop;
            }
            m_ready.push_back(std::move(due.task));
        }
        if (!m_ready.empty()) {
            task = std::move(m_ready.front());
            m_ready.pop_front();
            return Next::Run;
        }
        if (m_delayed.empty()) {
            m_wake.wait(lock.native());
        } else {
            // A copy: the heap may move while the lock is let go.
            const SteadyTime due = m_delayed.front().due;
            m_wake.wait_until(lock.native(), due);
        }
    }
    return Next::End;
}

} // namespace skiff
