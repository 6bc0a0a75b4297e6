#include "cluster/base/executor.h"

namespace skiff {

Timer& Timer::operator=(Timer&& other) noexcept
{
    if (this != &other) {
        cancel();
        m_cancelled = std::move(other.m_cancelled);
    }
    return *this;
}

void Timer::cancel()
{
    if (m_cancelled)
        m_cancelled->store(true, std::memory_order_release);
    m_cancelled.reset();
}

} // namespace skiff
