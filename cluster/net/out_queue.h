#pragma once

#include "cluster/net/channel.h"
#include "cluster/net/http.h"

#include <deque>
#include <functional>
#include <string>

namespace skiff::net {

/// Bytes on their way to a channel, kept by reference and written in gathered pieces. Loop thread only.
class OutQueue
{
public:
    void add(SharedBytes bytes, std::function<void()> sent = {});
    void add(std::string text) { add(SharedBytes::of(std::move(text))); }
    void add(Buffers parts);

    size_t bytes() const { return m_bytes; }
    bool empty() const { return m_pieces.empty(); }

    /// Writes until all is gone (Done), the channel is full (Again) or broken.
    Io::State flush(Channel& channel);

private:
    struct Piece
    {
        SharedBytes bytes;
        std::function<void()> sent;
    };
    void drop(size_t count);

    std::deque<Piece> m_pieces;
    size_t m_bytes = 0;
};

} // namespace skiff::net
