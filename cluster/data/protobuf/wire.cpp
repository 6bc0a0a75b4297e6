#include "cluster/data/protobuf/wire.h"

#include <array>

#include <fmt/format.h>

namespace skiff::data::protobuf {

namespace {

constexpr int maxGroupDepth = 64;

Error truncated()
{
    return {ErrorCode::InvalidArgument, "proto: unexpected end of message"};
}

/// `size` bytes, least significant first.
Result<uint64_t> readFixed(std::string_view& rest, size_t size)
{
    if (rest.size() < size)
        return truncated();
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i)
        value |= static_cast<uint64_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
    rest.remove_prefix(size);
    return value;
}

} // namespace

Result<uint64_t> WireReader::varint()
{
    constexpr size_t longest = 10;
    uint64_t value = 0;
    for (size_t i = 0; i < longest; ++i) {
        if (i == m_rest.size())
            return truncated();
        const auto byte = static_cast<unsigned char>(m_rest[i]);
        if (i == longest - 1 && byte > 1)
            break;
        value |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            m_rest.remove_prefix(i + 1);
            return value;
        }
    }
    return Error{ErrorCode::InvalidArgument, "proto: integer overflow"};
}

Result<uint64_t> WireReader::fixed64()
{
    return readFixed(m_rest, 8);
}

Result<uint32_t> WireReader::fixed32()
{
    SKIFF_TRY_ASSIGN(const uint64_t value, readFixed(m_rest, 4));
    return static_cast<uint32_t>(value);
}

Result<std::string_view> WireReader::bytes()
{
    SKIFF_TRY_ASSIGN(const uint64_t length, varint());
    if (length > m_rest.size())
        return truncated();
    const std::string_view value = m_rest.substr(0, length);
    m_rest.remove_prefix(length);
    return value;
}

Result<Tag> WireReader::tag()
{
    SKIFF_TRY_ASSIGN(const uint64_t value, varint());
    const uint64_t number = value >> 3;
    const uint64_t wire = value & 7;
    if (number == 0 || number > 0x1FFFFFFF || wire > 5)
        return Error{ErrorCode::InvalidArgument, fmt::format("proto: illegal tag {} (wire type {})", number, wire)};
    return Tag{static_cast<uint32_t>(number), static_cast<WireType>(wire)};
}

Status WireReader::skip(Tag tag)
{
    switch (tag.wire) {
    case WireType::Varint:
        SKIFF_TRY(varint());
        return {};
    case WireType::Fixed64:
        SKIFF_TRY(fixed64());
        return {};
    case WireType::Length:
        SKIFF_TRY(bytes());
        return {};
    case WireType::Fixed32:
        SKIFF_TRY(fixed32());
        return {};
    case WireType::StartGroup:
        return skipGroup(tag.number, maxGroupDepth);
    case WireType::EndGroup:
        break;
    }
    return {ErrorCode::InvalidArgument, "proto: unexpected end of group"};
}

Status WireReader::skipGroup(uint32_t number, int depth)
{
    if (depth == 0)
        return {ErrorCode::InvalidArgument, "proto: groups are nested too deeply"};
    for (;;) {
        SKIFF_TRY_ASSIGN(const Tag inner, tag());
        if (inner.wire == WireType::EndGroup) {
            if (inner.number != number)
                return {ErrorCode::InvalidArgument, "proto: unexpected end of group"};
            return {};
        }
        if (inner.wire == WireType::StartGroup)
            SKIFF_TRY(skipGroup(inner.number, depth - 1));
        else
            SKIFF_TRY(skip(inner));
    }
}

void WireWriter::raw(uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        m_out += static_cast<char>(value | 0x80);
    m_out += static_cast<char>(value);
}

void WireWriter::tag(uint32_t number, WireType wire)
{
    raw(static_cast<uint64_t>(number) << 3 | static_cast<uint64_t>(wire));
}

void WireWriter::varint(uint32_t number, uint64_t value)
{
    tag(number, WireType::Varint);
    raw(value);
}

void WireWriter::fixed64(uint32_t number, uint64_t value)
{
    tag(number, WireType::Fixed64);
    for (int i = 0; i < 8; ++i)
        m_out += static_cast<char>(value >> (8 * i));
}

void WireWriter::fixed32(uint32_t number, uint32_t value)
{
    tag(number, WireType::Fixed32);
    for (int i = 0; i < 4; ++i)
        m_out += static_cast<char>(value >> (8 * i));
}

void WireWriter::bytes(uint32_t number, std::string_view value)
{
    beginBytes(number, value.size());
    m_out += value;
}

void WireWriter::beginBytes(uint32_t number, size_t size)
{
    tag(number, WireType::Length);
    raw(size);
}

size_t WireWriter::beginMessage(uint32_t number)
{
    tag(number, WireType::Length);
    m_out += '\0'; // most lengths need one byte; endMessage() makes room for others
    return m_out.size();
}

void WireWriter::endMessage(size_t place)
{
    uint64_t length = m_out.size() - place;
    std::array<char, 10> more{};
    size_t count = 0;
    for (; length >= 0x80; length >>= 7)
        more[count++] = static_cast<char>(length | 0x80);
    more[count] = static_cast<char>(length);
    m_out[place - 1] = more[0];
    m_out.insert(place, more.data() + 1, count);
}

} // namespace skiff::data::protobuf
