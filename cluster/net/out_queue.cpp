#include "cluster/net/out_queue.h"

#include <array>

namespace skiff::net {

void OutQueue::add(SharedBytes bytes, std::function<void()> sent)
{
    if (bytes.view.empty() && !sent)
        return;
    m_bytes += bytes.view.size();
    m_pieces.push_back({std::move(bytes), std::move(sent)});
}

void OutQueue::add(Buffers parts)
{
    for (SharedBytes& part : parts)
        add(std::move(part));
}

Io::State OutQueue::flush(Channel& channel)
{
    while (!m_pieces.empty()) {
        std::array<std::string_view, 64> views;
        size_t count = 0;
        for (const Piece& piece : m_pieces) {
            if (!piece.bytes.view.empty())
                views[count++] = piece.bytes.view;
            if (count == views.size())
                break;
        }
        if (count == 0) {
            drop(0);
            continue;
        }
        const Io io = channel.write({views.data(), count});
        if (io.state != Io::Done)
            return io.state;
        drop(io.bytes);
    }
    return Io::Done;
}

/// Forgets `count` bytes and every empty piece behind them.
void OutQueue::drop(size_t count)
{
    m_bytes -= count;
    while (!m_pieces.empty()) {
        Piece& front = m_pieces.front();
        if (count < front.bytes.view.size()) {
            front.bytes.view.remove_prefix(count);
            return;
        }
        count -= front.bytes.view.size();
        const std::function<void()> sent = std::move(front.sent);
        m_pieces.pop_front();
        if (sent)
            sent();
    }
}

} // namespace skiff::net
