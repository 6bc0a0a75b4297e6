#include "cluster/net/websocket/frame.h"

#include <algorithm>
#include <utility>

namespace skiff::net::websocket {

namespace {

constexpr unsigned char finBit = 0x80;
constexpr unsigned char reservedBits = 0x70;
constexpr unsigned char maskBit = 0x80;
constexpr size_t shortestHead = 2;
constexpr unsigned char sizeIn16Bits = 126;
constexpr unsigned char sizeIn64Bits = 127;

Error broken(const char* what)
{
    return {ErrorCode::InvalidArgument, std::string("WebSocket: ") + what};
}

bool isControl(Opcode opcode)
{
    return static_cast<uint8_t>(opcode) >= static_cast<uint8_t>(Opcode::Close);
}

bool isKnown(Opcode opcode)
{
    switch (opcode) {
    case Opcode::Continuation:
    case Opcode::Text:
    case Opcode::Binary:
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
        return true;
    }
    return false;
}

uint64_t bigEndian(std::string_view bytes)
{
    uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

} // namespace

std::string frameHead(Opcode opcode, size_t size, std::optional<Mask> mask)
{
    const unsigned char masked = mask ? maskBit : 0;
    std::string head(1, static_cast<char>(finBit | static_cast<unsigned char>(opcode)));
    int bits = 0;
    if (size < sizeIn16Bits) {
        head += static_cast<char>(masked | size);
    } else if (size <= 0xffff) {
        head += static_cast<char>(masked | sizeIn16Bits);
        bits = 16;
    } else {
        head += static_cast<char>(masked | sizeIn64Bits);
        bits = 64;
    }
    for (; bits > 0; bits -= 8)
        head += static_cast<char>(static_cast<uint64_t>(size) >> (bits - 8) & 0xff);
    if (mask)
        head.append(mask->begin(), mask->end());
    return head;
}

void applyMask(std::string& bytes, const Mask& mask, size_t offset)
{
    for (char& byte : bytes)
        byte = static_cast<char>(byte ^ mask[offset++ % mask.size()]);
}

Status FrameReader::feed(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (!m_inFrame) {
            const size_t part = std::min(headSize() - m_head.size(), bytes.size());
            m_head.append(bytes.substr(0, part));
            bytes.remove_prefix(part);
            // Two bytes say how many more there are.
            if (m_head.size() < headSize())
                continue;
            SKIFF_TRY(readHead());
        }
        takePayload(bytes);
    }
    return {};
}

size_t FrameReader::headSize() const
{
    if (m_head.size() < shortestHead)
        return shortestHead;
    const unsigned char size = static_cast<unsigned char>(m_head[1]) & 0x7f;
    const size_t longer = size == sizeIn16Bits ? 2 : size == sizeIn64Bits ? 8 : 0;
    return shortestHead + longer + (m_masked ? sizeof(Mask) : 0);
}

Status FrameReader::readHead()
{
    const auto first = static_cast<unsigned char>(m_head[0]);
    const auto second = static_cast<unsigned char>(m_head[1]);
    m_fin = first & finBit;
    m_opcode = static_cast<Opcode>(first & 0x0f);
    if ((first & reservedBits) || !isKnown(m_opcode))
        return broken("reserved bits or an unknown frame");
    if (((second & maskBit) != 0) != m_masked)
        return broken(m_masked ? "a client's frame is not masked" : "a server's frame is masked");
    const size_t maskSize = m_masked ? sizeof(Mask) : 0;
    const size_t sizeBytes = m_head.size() - shortestHead - maskSize;
    m_left = sizeBytes > 0 ? bigEndian(std::string_view(m_head).substr(shortestHead, sizeBytes)) : second & 0x7f;
    if (m_masked)
        std::copy_n(m_head.end() - sizeof(Mask), sizeof(Mask), m_mask.begin());
    m_head.clear();
    m_offset = 0;
    m_inFrame = true;
    if (isControl(m_opcode))
        return m_fin && m_left < sizeIn16Bits ? Status() : Status(broken("a control frame is long or fragmented"));
    if (m_left >> 63)
        return broken("a frame's length");
    if ((m_opcode == Opcode::Continuation) != m_inMessage)
        return broken("fragments out of order");
    m_begins = m_begins || !m_inMessage;
    m_inMessage = !m_fin;
    return {};
}

void FrameReader::takePayload(std::string_view& bytes)
{
    std::string payload(bytes.substr(0, m_left));
    bytes.remove_prefix(payload.size());
    if (m_masked)
        applyMask(payload, m_mask, m_offset);
    m_offset += payload.size();
    m_left -= payload.size();
    m_inFrame = m_left > 0;
    if (!isControl(m_opcode)) {
        const bool ends = m_fin && !m_inFrame;
        if (!payload.empty() || ends)
            m_events.onPiece(payload, std::exchange(m_begins, false), ends);
        return;
    }
    m_control += payload;
    if (!m_inFrame)
        m_events.onControl(m_opcode, std::exchange(m_control, {}));
}

} // namespace skiff::net::websocket
