#pragma once

#include "cluster/base/clock.h"

#include <atomic>
#include <functional>
#include <memory>

namespace skiff {

using Task = std::function<void()>;

/// A delayed task that has not run yet. Destroying or cancelling it drops the task if it has
/// not started; the handle may outlive the executor. Any thread.
class Timer
{
public:
    Timer() = default;
    explicit Timer(std::shared_ptr<std::atomic<bool>> cancelled) : m_cancelled(std::move(cancelled)) {}
    Timer(Timer&&) noexcept = default;
    Timer& operator=(Timer&& other) noexcept;
    ~Timer() { cancel(); }

    void cancel();
    /// Lets the task run even when the handle is gone.
    void detach() { m_cancelled.reset(); }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled;
};

/// Runs tasks. What one executor promises about order and threads is said by its class;
/// "a serial executor" runs one task at a time in the order posted.
class Executor
{
public:
    virtual ~Executor() = default;
    /// Runs `task` soon, never inside this call. Any thread.
    virtual void post(Task task) = 0;
    /// Runs `task` after `delay` of steady time unless the handle is gone by then. Any thread.
    [[nodiscard]] virtual Timer postAfter(Duration delay, Task task) = 0;
};

} // namespace skiff
