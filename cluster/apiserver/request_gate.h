#pragma once

#include "cluster/base/mutex.h"

#include <chrono>
#include <cstddef>

namespace skiff::apiserver {

/// Counts the requests that are alive, wherever they are: also those whose last reference a
/// thread of the store drops after their answer. Whoever takes the server apart waits here. Any thread.
class RequestGate
{
public:
    void enter()
    {
        MutexLock lock(m_mutex);
        ++m_count;
    }
    void leave()
    {
        // Told under the lock: the waiter may destroy the gate as soon as it has the lock again.
        MutexLock lock(m_mutex);
        if (--m_count == 0)
            m_empty.notify_all();
    }
    /// False when some are still alive after `patience`.
    bool waitUntilEmpty(std::chrono::milliseconds patience)
    {
        MutexLock lock(m_mutex);
        const auto end = std::chrono::steady_clock::now() + patience;
        while (m_count > 0)
            if (m_empty.wait_until(lock.native(), end) == std::cv_status::timeout)
                return m_count == 0;
        return true;
    }

private:
    Mutex m_mutex;
    std::condition_variable m_empty;
    size_t m_count SKIFF_GUARDED_BY(m_mutex) = 0;
};

} // namespace skiff::apiserver
