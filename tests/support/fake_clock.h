#pragma once

#include "cluster/base/clock.h"

#include <atomic>

namespace skiff::test {

/// Time that stands still until a test advances it. Any thread.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(WallTime start = WallTime(std::chrono::seconds(1'700'000'000))) : m_start(start) {}

    WallTime now() const override { return m_start + Duration(m_elapsed.load()); }
    SteadyTime steady() const override { return SteadyTime(Duration(m_elapsed.load())); }
    void advance(Duration by) { m_elapsed += by.count(); }

private:
    WallTime m_start;
    std::atomic<int64_t> m_elapsed{0};
};

} // namespace skiff::test
