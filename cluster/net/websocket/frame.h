#pragma once

#include "cluster/base/result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::net::websocket {

enum class Opcode : uint8_t
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

using Mask = std::array<unsigned char, 4>;

/// What goes before `size` bytes of payload; with a mask the payload must be masked.
std::string frameHead(Opcode opcode, size_t size, std::optional<Mask> mask = {});

/// Masks or unmasks; `offset` is the place of `bytes` in the payload.
void applyMask(std::string& bytes, const Mask& mask, size_t offset);

/// Cuts a byte stream into WebSocket frames (RFC 6455), however it arrives, and joins those that
/// are fragments of one message. Messages are handed on in pieces as they come and need no memory.
class FrameReader
{
public:
    struct Events
    {
        /// A piece of a text or binary message, unmasked: `begins` with its first, `ends` with its
        /// last. Only the piece of an empty message, or of an end that came late, is empty.
        std::function<void(std::string_view bytes, bool begins, bool ends)> onPiece;
        std::function<void(Opcode opcode, std::string_view payload)> onControl;
    };
    /// A server takes masked frames only, a client none that is masked.
    FrameReader(bool masked, Events events) : m_masked(masked), m_events(std::move(events)) {}

    /// Takes all of `bytes`, or InvalidArgument for what breaks the protocol.
    Status feed(std::string_view bytes);

private:
    size_t headSize() const;
    Status readHead();
    void takePayload(std::string_view& bytes);

    const bool m_masked;
    Events m_events;
    std::string m_head; ///< of the frame, as far as it came
    bool m_inFrame = false;
    bool m_inMessage = false; ///< a message has begun whose last frame has not come
    bool m_begins = false;
    bool m_fin = false;
    Opcode m_opcode = Opcode::Binary;
    Mask m_mask{};
    uint64_t m_left = 0;
    size_t m_offset = 0;   ///< in the payload
    std::string m_control; ///< payload of a control frame, as far as it came
};

} // namespace skiff::net::websocket
