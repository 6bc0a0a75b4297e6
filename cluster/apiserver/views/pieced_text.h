#pragma once

#include "cluster/net/http.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::apiserver {

/// An answer of any size, in pieces large enough for the network. Lives for one answer.
class PiecedText
{
public:
    /// Where to append what follows.
    std::string& text()
    {
        if (m_text.size() >= pieceSize)
            close();
        return m_text;
    }
    /// Adds a part of what `owner` holds: by reference when that saves more than it costs.
    void add(const std::shared_ptr<const void>& owner, std::string_view part)
    {
        if (part.size() < worthSharing) {
            text() += part;
            return;
        }
        close();
        m_pieces.push_back({owner, part});
    }
    net::Buffers take()
    {
        close(true);
        return std::move(m_pieces);
    }

private:
    static constexpr size_t pieceSize = 256 * 1024;
    static constexpr size_t worthSharing = 2 * 1024;
    /// What stands between shared parts is short: many such texts live in one block.
    static constexpr size_t blockSize = 64 * 1024;
    static constexpr size_t ownPiece = 8 * 1024;

    void close(bool isLast = false)
    {
        if (m_text.empty())
            return;
        if (m_text.size() >= ownPiece || isLast) {
            m_pieces.push_back(net::SharedBytes::of(std::exchange(m_text, {})));
            return;
        }
        if (!m_block || m_block->size() + m_text.size() > blockSize) {
            m_block = std::make_shared<std::string>();
            m_block->reserve(blockSize);
        }
        const size_t begin = m_block->size();
        *m_block += m_text; // never beyond what is reserved: views into it stay
        m_pieces.push_back({m_block, std::string_view(*m_block).substr(begin)});
        m_text.clear();
    }

    std::string m_text;
    std::shared_ptr<std::string> m_block;
    net::Buffers m_pieces;
};

} // namespace skiff::apiserver
