#pragma once

#include "cluster/base/executor.h"
#include "tests/support/fake_clock.h"

#include <deque>
#include <vector>

namespace skiff::test {

/// A serial executor that runs only when the test says so, on the test's thread and its clock.
class ManualExecutor final : public Executor
{
public:
    explicit ManualExecutor(FakeClock& clock) : m_clock(clock) {}

    void post(Task task) override { m_ready.push_back(std::move(task)); }
    Timer postAfter(Duration delay, Task task) override;

    /// Runs what is ready, and what that makes ready, until nothing is. Returns the number of tasks.
    int runReady();
    /// Advances the clock in steps from timer to timer, running each when it is due.
    int advance(Duration by);

private:
    struct Delayed
    {
        SteadyTime due;
        std::shared_ptr<std::atomic<bool>> cancelled;
        Task task;
    };
    FakeClock& m_clock;
    std::deque<Task> m_ready;
    std::vector<Delayed> m_delayed;
};

} // namespace skiff::test
