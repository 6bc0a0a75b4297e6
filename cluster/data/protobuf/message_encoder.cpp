#include "cluster/data/protobuf/message.h"

#include "cluster/base/clock.h"
#include "cluster/data/base64.h"
#include "cluster/data/codec_source.h"
#include "cluster/data/protobuf/wire.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <optional>
#include <vector>

namespace skiff::data {

namespace {

using protobuf::WireWriter;

/// Whole numbers of any JSON form, as the 64 bits that a varint holds.
std::optional<uint64_t> asInteger(const Value& value)
{
    if (value.is_int64())
        return static_cast<uint64_t>(value.get_int64());
    if (value.is_uint64())
        return value.get_uint64();
    constexpr double limit = 9.2e18;
    if (value.is_double() && value.get_double() > -limit && value.get_double() < limit)
        return static_cast<uint64_t>(static_cast<int64_t>(value.get_double()));
    return std::nullopt;
}

void writeTime(WireWriter& out, uint32_t number, std::string_view text)
{
    WallTime time;
    if (!parseTime(text, time))
        return;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
    const size_t message = out.beginMessage(number);
    out.varint(1, static_cast<uint64_t>(seconds.count()));
    out.varint(2, static_cast<uint64_t>((time.time_since_epoch() - seconds).count()));
    out.endMessage(message);
}

/// A message with a string in field 1: Quantity, RawExtension, FieldsV1.
void writeWrapped(WireWriter& out, uint32_t number, std::string_view text)
{
    const size_t message = out.beginMessage(number);
    out.bytes(1, text);
    out.endMessage(message);
}

/// Writes one message; NodeSource or ValueSource. Used once, on one thread.
template <class Source>
class MessageEncoder
{
public:
    void writeMessage(const Source& value, const ObjectType& type)
    {
        if (value.kind() != JsonKind::Map)
            return;
        const size_t begin = m_members.size();
        value.members([&](std::string_view key, const Source& member) {
            const Field* field = type.find(key);
            if (field && field->protoNumber != 0 && member.kind() != JsonKind::Null)
                m_members.push_back({field, member});
            return true;
        });
        const auto byTable = [](const Member& a, const Member& b) { return a.field < b.field; };
        if (!std::is_sorted(m_members.begin() + ptrdiff_t(begin), m_members.end(), byTable))
            std::sort(m_members.begin() + ptrdiff_t(begin), m_members.end(), byTable);
        writeMembers(begin, 0);
        for (uint16_t parent = nextParent(begin, 0); parent != 0; parent = nextParent(begin, parent)) {
            const size_t message = m_out.beginMessage(parent);
            writeMembers(begin, parent);
            m_out.endMessage(message);
        }
        m_members.erase(m_members.begin() + ptrdiff_t(begin), m_members.end());
    }

    std::string take() { return m_out.take(); }

private:
    /// A member that has a number, and its place in the type's table.
    struct Member
    {
        const Field* field;
        Source value;
    };

    /// The members from `begin` on that sit in the nested message `parent`; 0: in the message itself.
    void writeMembers(size_t begin, uint16_t parent)
    {
        const size_t end = m_members.size();
        for (size_t i = begin; i < end; ++i) {
            const Member member = m_members[i]; // what is inside moves the others
            if (member.field->protoParent == parent)
                writeValue(member.field->protoNumber, member.field->type, member.value);
        }
    }

    /// The smallest number above `done` of a nested message that has members; 0 when there is none.
    uint16_t nextParent(size_t begin, uint16_t done) const
    {
        uint16_t next = 0;
        for (size_t i = begin; i < m_members.size(); ++i) {
            const uint16_t parent = m_members[i].field->protoParent;
            if (parent > done && (next == 0 || parent < next))
                next = parent;
        }
        return next;
    }

    void writeValue(uint32_t number, const TypeRef& type, const Source& value)
    {
        const JsonKind kind = value.kind();
        if (kind == JsonKind::Null && type.kind != TypeKind::Raw)
            return;
        switch (type.kind) {
        case TypeKind::Object:
            if (type.object) {
                const size_t message = m_out.beginMessage(number);
                writeMessage(value, *type.object);
                m_out.endMessage(message);
            }
            break;
        case TypeKind::List:
            writeElements(number, *type.element, value);
            break;
        case TypeKind::Map:
            writeMap(number, *type.element, value);
            break;
        case TypeKind::IntOrString:
            writeIntOrString(number, value);
            break;
        case TypeKind::Quantity:
            writeWrapped(m_out, number, kind == JsonKind::String ? std::string(value.string()) : value.json());
            break;
        case TypeKind::Raw:
            writeWrapped(m_out, number, value.json());
            break;
        case TypeKind::String:
        case TypeKind::Bytes:
        case TypeKind::Time:
        case TypeKind::MicroTime:
            if (kind == JsonKind::String)
                writeText(number, type, value.string());
            break;
        default:
            writeNumber(number, type, value);
        }
    }

    void writeElements(uint32_t number, const TypeRef& element, const Source& value)
    {
        if (value.kind() != JsonKind::List)
            return;
        value.elements([&](const Source& each) {
            writeValue(number, element, each);
            return true;
        });
    }

    void writeMap(uint32_t number, const TypeRef& element, const Source& value)
    {
        if (value.kind() != JsonKind::Map)
            return;
        value.members([&](std::string_view key, const Source& member) {
            const size_t entry = m_out.beginMessage(number);
            m_out.bytes(1, key);
            if (element.kind == TypeKind::List) {
                const size_t items = m_out.beginMessage(2);
                writeElements(1, *element.element, member);
                m_out.endMessage(items);
            } else {
                writeValue(2, element, member);
            }
            m_out.endMessage(entry);
            return true;
        });
    }

    void writeIntOrString(uint32_t number, const Source& value)
    {
        const bool isString = value.kind() == JsonKind::String;
        const size_t message = m_out.beginMessage(number);
        m_out.varint(1, isString ? 1 : 0);
        m_out.varint(2, value.kind() == JsonKind::Number ? asInteger(value.copy()).value_or(0) : 0);
        m_out.bytes(3, isString ? value.string() : std::string_view());
        m_out.endMessage(message);
    }

    void writeText(uint32_t number, const TypeRef& type, std::string_view text)
    {
        switch (type.kind) {
        case TypeKind::Time:
        case TypeKind::MicroTime:
            writeTime(m_out, number, text);
            break;
        case TypeKind::Bytes:
            if (const auto bytes = fromBase64(text))
                m_out.bytes(number, *bytes);
            break;
        default:
            m_out.bytes(number, text);
        }
    }

    void writeNumber(uint32_t number, const TypeRef& type, const Source& value)
    {
        const JsonKind kind = value.kind();
        if (type.kind == TypeKind::Boolean) {
            if (kind == JsonKind::Boolean)
                m_out.varint(number, value.boolean() ? 1 : 0);
        } else if (kind != JsonKind::Number) {
            return;
        } else if (type.kind == TypeKind::Double) {
            m_out.fixed64(number, std::bit_cast<uint64_t>(value.real()));
        } else if (type.kind == TypeKind::Float) {
            m_out.fixed32(number, std::bit_cast<uint32_t>(static_cast<float>(value.real())));
        } else if (const auto integer = asInteger(value.copy())) {
            m_out.varint(number, *integer);
        }
    }

    WireWriter m_out;
    std::vector<Member> m_members; ///< of the message being written, behind those of the messages around it
};

template <class Source>
std::string encode(const Source& value, const ObjectType& type)
{
    MessageEncoder<Source> encoder;
    encoder.writeMessage(value, type);
    return encoder.take();
}

} // namespace

std::string encodeMessage(const Value& value, const ObjectType& type)
{
    return encode(ValueSource(value), type);
}

std::string encodeMessage(Node value, const ObjectType& type)
{
    return encode(NodeSource(value), type);
}

} // namespace skiff::data
