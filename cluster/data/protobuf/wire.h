#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::data::protobuf {

/// How a field's bytes are framed.
enum class WireType : uint8_t
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5
};

struct Tag
{
    uint32_t number = 0;
    WireType wire = WireType::Varint;
};

/// Reads a message that it does not own, front to back; every read checks the bounds.
class WireReader
{
public:
    explicit WireReader(std::string_view bytes) : m_rest(bytes) {}

    bool atEnd() const { return m_rest.empty(); }
    Result<Tag> tag();
    Result<uint64_t> varint();
    Result<uint64_t> fixed64();
    Result<uint32_t> fixed32();
    Result<std::string_view> bytes();
    /// Steps over a field of any wire type; groups with all inside them.
    Status skip(Tag tag);

private:
    Status skipGroup(uint32_t number, int depth);

    std::string_view m_rest;
};

/// Appends fields to a message.
class WireWriter
{
public:
    void varint(uint32_t number, uint64_t value);
    void fixed64(uint32_t number, uint64_t value);
    void fixed32(uint32_t number, uint32_t value);
    void bytes(uint32_t number, std::string_view value);
    /// The tag and length of `size` bytes that are written elsewhere.
    void beginBytes(uint32_t number, size_t size);

    /// Begins a message inside; all that follows until endMessage(), which gets the returned place, is in it.
    size_t beginMessage(uint32_t number);
    void endMessage(size_t place);

    size_t size() const { return m_out.size(); }
    std::string take() { return std::exchange(m_out, {}); }

private:
    void tag(uint32_t number, WireType wire);
    void raw(uint64_t value);

    std::string m_out;
};

} // namespace skiff::data::protobuf
