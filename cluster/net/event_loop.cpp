#include "cluster/net/event_loop.h"

#include "cluster/base/log.h"
#include "cluster/net/loop_group.h"

#include <boost/asio/post.hpp>

#include <pthread.h>

#include <algorithm>

namespace skiff::net {

namespace {

SteadyTime steadyNow()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

} // namespace

EventLoop::EventLoop(const std::string& name)
    : m_work(boost::asio::make_work_guard(m_context)), m_scratch(64 * 1024), m_staging(16 * 1024)
{
    m_thread = std::thread([this] { m_context.run(); });
    pthread_setname_np(m_thread.native_handle(), name.substr(0, 15).c_str());
}

EventLoop::~EventLoop()
{
    stop();
}

bool EventLoop::post(Task task)
{
    bool wake = false;
    {
        const MutexLock lock(m_mutex);
        if (m_stopped)
            return false;
        wake = m_inbox.empty();
        m_inbox.push_back(std::move(task));
    }
    if (wake)
        boost::asio::post(m_context, [this] { runInbox(); });
    return true;
}

void EventLoop::runInbox()
{
    std::vector<Task> tasks;
    {
        const MutexLock lock(m_mutex);
        tasks.swap(m_inbox);
    }
    for (Task& task : tasks) {
        task();
        task = nullptr;
    }
}

void EventLoop::stop()
{
    std::vector<Task> dropped;
    {
        const MutexLock lock(m_mutex);
        m_stopped = true;
        dropped.swap(m_inbox);
    }
    m_context.stop();
    if (!m_thread.joinable())
        return;
    m_thread.join();
    // Waits that were cancelled hold the objects that waited: let them go.
    m_work.reset();
    m_context.restart();
    m_context.poll();
}

void Deadline::set(Duration delay)
{
    m_due = steadyNow() + delay;
    if (m_due < m_armed)
        arm(m_due);
}

void Deadline::cancel()
{
    m_alive.reset();
    m_timer.cancel();
    m_expired = nullptr;
    m_due = SteadyTime::max();
}

void Deadline::arm(SteadyTime due)
{
    m_armed = due;
    m_timer.expires_at(due);
    m_timer.async_wait([this, alive = std::weak_ptr<bool>(m_alive), due](const boost::system::error_code& error) {
        if (error || alive.expired() || m_armed != due)
            return;
        m_armed = SteadyTime::max();
        if (m_due == SteadyTime::max())
            return;
        if (m_due > steadyNow()) {
            arm(m_due);
            return;
        }
        m_due = SteadyTime::max();
        const std::function<void()> expired = m_expired; // it may destroy this object
        expired();
    });
}

LoopGroup::LoopGroup(std::string name, unsigned threads)
{
    for (unsigned i = 0; i < std::max(threads, 1U); ++i)
        m_loops.push_back(std::make_shared<EventLoop>(name + "-" + std::to_string(i)));
}

LoopGroup::~LoopGroup()
{
    stop();
}

void LoopGroup::stop()
{
    for (const auto& loop : m_loops)
        loop->stop();
}

std::shared_ptr<EventLoop> LoopGroup::next()
{
    return m_loops[m_turn.fetch_add(1, std::memory_order_relaxed) % m_loops.size()];
}

} // namespace skiff::net
