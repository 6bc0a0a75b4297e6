#include "tests/support/manual_executor.h"

#include <algorithm>

namespace skiff::test {

Timer ManualExecutor::postAfter(Duration delay, Task task)
{
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    m_delayed.push_back({m_clock.steady() + delay, cancelled, std::move(task)});
    return Timer(std::move(cancelled));
}

int ManualExecutor::runReady()
{
    int count = 0;
    while (!m_ready.empty()) {
        const Task task = std::move(m_ready.front());
        m_ready.pop_front();
        task();
        ++count;
    }
    return count;
}

int ManualExecutor::advance(Duration by)
{
    const SteadyTime end = m_clock.steady() + by;
    int count = runReady();
    while (true) {
        const auto next = std::min_element(m_delayed.begin(), m_delayed.end(),
                                           [](const Delayed& a, const Delayed& b) { return a.due < b.due; });
        if (next == m_delayed.end() || next->due > end)
            break;
        Delayed due = std::move(*next);
        m_delayed.erase(next);
        m_clock.advance(std::max(Duration::zero(), Duration(due.due - m_clock.steady())));
        if (!due.cancelled->load()) {
            due.task();
            count += 1 + runReady();
        }
    }
    m_clock.advance(end - m_clock.steady());
    return count;
}

} // namespace skiff::test
