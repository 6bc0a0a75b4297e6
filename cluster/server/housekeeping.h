#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <functional>
#include <vector>

namespace skiff::server {

/// Runs the server's regular chores, all at one wake-up every five minutes. add() before start();
/// start() and stop(): owner's thread; chores: the executor.
class Housekeeping
{
public:
    explicit Housekeeping(Executor& executor) : m_executor(executor) {}
    void add(std::function<void()> chore) { m_chores.push_back(std::move(chore)); }
    void start();
    void stop();

private:
    void run();

    Executor& m_executor;
    std::vector<std::function<void()>> m_chores;
    Mutex m_mutex;
    Timer m_timer SKIFF_GUARDED_BY(m_mutex);
    bool m_stopped SKIFF_GUARDED_BY(m_mutex) = false;
};

} // namespace skiff::server
