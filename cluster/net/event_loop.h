#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace skiff::net {

/// One Asio loop on a thread of its own. For the .cpp files of this folder; others see LoopGroup.
///
/// Objects on a loop may outlive it: what is posted after stop() is dropped.
class EventLoop
{
public:
    explicit EventLoop(const std::string& name);
    ~EventLoop();

    /// Runs `task` on the loop soon; false, and it is dropped, when the loop is stopped. Any thread.
    bool post(Task task);
    bool inThread() const { return std::this_thread::get_id() == m_thread.get_id(); }
    boost::asio::io_context& context() { return m_context; }

    /// Room for one read, shared by all connections of the loop: use it before returning. Loop thread only.
    std::span<char> scratch() { return m_scratch; }
    /// Room for gathering small writes. Loop thread only.
    std::span<char> staging() { return m_staging; }

    void stop();

private:
    void runInbox();

    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    Mutex m_mutex;
    std::vector<Task> m_inbox SKIFF_GUARDED_BY(m_mutex);
    bool m_stopped SKIFF_GUARDED_BY(m_mutex) = false;
    std::vector<char> m_scratch;
    std::vector<char> m_staging;
    std::thread m_thread;
};

/// A moment after which something has taken too long. Moving it later is free: the timer is set
/// again only when it fires too early. Loop thread only.
class Deadline
{
public:
    Deadline(EventLoop& loop, std::function<void()> expired) : m_timer(loop.context()), m_expired(std::move(expired)) {}

    void set(Duration delay);
    void clear() { m_due = SteadyTime::max(); }
    /// No callback any more; drops what the callback holds.
    void cancel();

private:
    void arm(SteadyTime due);

    boost::asio::steady_timer m_timer;
    std::function<void()> m_expired;
    SteadyTime m_due = SteadyTime::max();
    SteadyTime m_armed = SteadyTime::max();
    /// Timer callbacks hold it weakly, so that a Deadline may be destroyed with its timer running.
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace skiff::net
