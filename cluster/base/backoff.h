#pragma once

#include "cluster/base/clock.h"

#include <algorithm>
#include <utility>

namespace skiff {

/// Delays that double from `first` to `most`; reset() after a success. A value, not thread-safe.
class Backoff
{
public:
    Backoff(Duration first, Duration most) : m_first(first), m_most(most), m_next(first) {}

    /// The delay before the next try; the one after is twice as long.
    Duration next() { return std::exchange(m_next, std::min(m_next * 2, m_most)); }
    void reset() { m_next = m_first; }

private:
    Duration m_first;
    Duration m_most;
    Duration m_next;
};

} // namespace skiff
