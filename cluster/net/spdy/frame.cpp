#include "cluster/net/spdy/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::net::spdy {

namespace {

constexpr size_t headSize = 8;
constexpr uint32_t controlBit = 0x80000000;
constexpr uint32_t protocolVersion = 3;
/// Header blocks are the only long ones, and they are far shorter.
constexpr size_t maxControlBytes = 64 * 1024;

void putNumber(std::string& text, uint32_t number)
{
    for (const int shift : {24, 16, 8, 0})
        text += static_cast<char>(number >> shift & 0xff);
}

std::string control(FrameType type, uint8_t flags, size_t size)
{
    std::string frame;
    frame.reserve(headSize + size);
    putNumber(frame, controlBit | protocolVersion << 16 | static_cast<uint32_t>(type));
    putNumber(frame, uint32_t{flags} << 24 | static_cast<uint32_t>(size));
    return frame;
}

std::string controlOfTwo(FrameType type, uint32_t one, uint32_t other)
{
    std::string frame = control(type, 0, 8);
    putNumber(frame, one);
    putNumber(frame, other);
    return frame;
}

/// Every control frame has at least its fixed fields.
size_t leastBody(FrameType type)
{
    switch (type) {
    case FrameType::SynStream:
        return 10;
    case FrameType::RstStream:
    case FrameType::GoAway:
    case FrameType::WindowUpdate:
        return 8;
    case FrameType::SynReply:
    case FrameType::Settings:
    case FrameType::Ping:
    case FrameType::Headers:
        return 4;
    }
    return 0;
}

} // namespace

uint32_t numberAt(std::string_view body, size_t offset)
{
    uint32_t number = 0;
    for (size_t i = offset; i < offset + 4; ++i)
        number = number << 8 | static_cast<unsigned char>(body[i]);
    return number;
}

Status FrameReader::feed(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (!m_inFrame) {
            const size_t part = std::min(headSize - m_head.size(), bytes.size());
            m_head.append(bytes.substr(0, part));
            bytes.remove_prefix(part);
            if (m_head.size() < headSize)
                break;
            SKIFF_TRY(readHead());
        }
        SKIFF_TRY(m_control ? takeControl(bytes) : takeData(bytes));
    }
    return {};
}

Status FrameReader::readHead()
{
    const uint32_t first = numberAt(m_head, 0);
    const uint32_t second = numberAt(m_head, 4);
    m_head.clear();
    m_inFrame = true;
    m_control = (first & controlBit) != 0;
    m_flags = static_cast<uint8_t>(second >> 24);
    m_left = second & maxDataBytes;
    m_stream = first;
    if (!m_control)
        return {};
    const uint32_t version = first >> 16 & 0x7fff;
    if (version != protocolVersion)
        return Error{ErrorCode::InvalidArgument, fmt::format("SPDY version {} is not spoken", version)};
    m_type = static_cast<FrameType>(first & 0xffff);
    if (m_left > maxControlBytes)
        return Error{ErrorCode::ResourceExhausted, fmt::format("a SPDY control frame of {} bytes", m_left)};
    if (m_left < leastBody(m_type))
        return Error{ErrorCode::InvalidArgument, "a SPDY control frame is too short"};
    return {};
}

Status FrameReader::takeData(std::string_view& bytes)
{
    const std::string_view piece = bytes.substr(0, m_left);
    bytes.remove_prefix(piece.size());
    m_left -= piece.size();
    m_inFrame = m_left > 0;
    return m_events.onData(m_stream, piece, !m_inFrame && (m_flags & FlagFin));
}

Status FrameReader::takeControl(std::string_view& bytes)
{
    std::string_view body = bytes.substr(0, m_left);
    bytes.remove_prefix(body.size());
    m_left -= body.size();
    if (m_left > 0 || !m_body.empty()) {
        m_body.append(body);
        if (m_left > 0)
            return {};
        body = m_body;
    }
    m_inFrame = false;
    const Status status = m_events.onControl({m_type, m_flags, body});
    m_body.clear();
    return status;
}

std::string dataHead(uint32_t stream, size_t size, bool fin)
{
    std::string head;
    putNumber(head, stream);
    putNumber(head, (fin ? uint32_t{FlagFin} << 24 : 0) | static_cast<uint32_t>(size));
    return head;
}

std::string synStream(uint32_t stream, std::string_view headerBlock, bool fin)
{
    std::string frame = control(FrameType::SynStream, fin ? uint8_t{FlagFin} : uint8_t{0}, 10 + headerBlock.size());
    putNumber(frame, stream);
    putNumber(frame, 0);   // no stream that it belongs to
    frame.append(2, '\0'); // priority and slot
    return frame.append(headerBlock);
}

std::string synReply(uint32_t stream, std::string_view headerBlock)
{
    std::string frame = control(FrameType::SynReply, 0, 4 + headerBlock.size());
    putNumber(frame, stream);
    return frame.append(headerBlock);
}

std::string rstStream(uint32_t stream, Reset reason)
{
    return controlOfTwo(FrameType::RstStream, stream, static_cast<uint32_t>(reason));
}

std::string settings(uint32_t initialWindow)
{
    std::string frame = control(FrameType::Settings, 0, 12);
    putNumber(frame, 1); // entries
    putNumber(frame, settingInitialWindow);
    putNumber(frame, initialWindow);
    return frame;
}

std::string ping(uint32_t id)
{
    std::string frame = control(FrameType::Ping, 0, 4);
    putNumber(frame, id);
    return frame;
}

std::string goAway(uint32_t lastStream)
{
    return controlOfTwo(FrameType::GoAway, lastStream, 0);
}

std::string windowUpdate(uint32_t stream, uint32_t bytes)
{
    return controlOfTwo(FrameType::WindowUpdate, stream, bytes);
}

} // namespace skiff::net::spdy
