#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace skiff::net {

class EventLoop;

/// The threads that servers and clients of this folder run on: each an Asio loop of its own, and
/// a connection stays on one. Shared by everything that should share threads; an idle group never
/// wakes. Any thread.
class LoopGroup
{
public:
    explicit LoopGroup(std::string name = "net", unsigned threads = 2);
    /// Stops. Not on one of its own threads.
    ~LoopGroup();
    LoopGroup(const LoopGroup&) = delete;
    LoopGroup& operator=(const LoopGroup&) = delete;

    /// Drops what waits and returns when no callback runs any more. Not from a callback. Idempotent.
    void stop();

    /// The next loop in turn, for a new connection.
    std::shared_ptr<EventLoop> next();
    const std::vector<std::shared_ptr<EventLoop>>& all() const { return m_loops; }

private:
    std::vector<std::shared_ptr<EventLoop>> m_loops;
    std::atomic<unsigned> m_turn{0};
};

} // namespace skiff::net
