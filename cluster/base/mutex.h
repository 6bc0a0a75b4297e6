#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define SKIFF_CAPABILITY(x) __attribute__((capability(x)))
#define SKIFF_SCOPED_CAPABILITY __attribute__((scoped_lockable))
#define SKIFF_GUARDED_BY(x) __attribute__((guarded_by(x)))
#define SKIFF_REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define SKIFF_ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define SKIFF_RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define SKIFF_EXCLUDES(...) __attribute__((locks_excluded(__VA_ARGS__)))
#define SKIFF_NO_THREAD_SAFETY_ANALYSIS __attribute__((no_thread_safety_analysis))
#else
#define SKIFF_CAPABILITY(x)
#define SKIFF_SCOPED_CAPABILITY
#define SKIFF_GUARDED_BY(x)
#define SKIFF_REQUIRES(...)
#define SKIFF_ACQUIRE(...)
#define SKIFF_RELEASE(...)
#define SKIFF_EXCLUDES(...)
#define SKIFF_NO_THREAD_SAFETY_ANALYSIS
#endif

namespace skiff {

/// A std::mutex that Clang's thread-safety analysis understands.
class SKIFF_CAPABILITY("mutex") Mutex
{
public:
    void lock() SKIFF_ACQUIRE() { m_mutex.lock(); }
    void unlock() SKIFF_RELEASE() { m_mutex.unlock(); }

private:
    friend class MutexLock;
    std::mutex m_mutex;
};

/// Holds a Mutex for a scope; condition variables wait on it through native().
class SKIFF_SCOPED_CAPABILITY MutexLock
{
public:
    explicit MutexLock(Mutex& mutex) SKIFF_ACQUIRE(mutex) : m_lock(mutex.m_mutex) {}
    ~MutexLock() SKIFF_RELEASE() {}
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

    void unlock() SKIFF_RELEASE() { m_lock.unlock(); }
    void lock() SKIFF_ACQUIRE() { m_lock.lock(); }
    std::unique_lock<std::mutex>& native() { return m_lock; }

private:
    std::unique_lock<std::mutex> m_lock;
};

} // namespace skiff
