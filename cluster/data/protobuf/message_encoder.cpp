#include "cluster/data/protobuf/message.h"

#include "cluster/base/clock.h"
#include "cluster/data/base64.h"
#include "cluster/data/protobuf/wire.h"

#include <bit>
#include <chrono>
#include <optional>
#include <set>

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

std::optional<double> asNumber(const Value& value)
{
    if (value.is_double())
        return value.get_double();
    if (value.is_int64())
        return static_cast<double>(value.get_int64());
    if (value.is_uint64())
        return static_cast<double>(value.get_uint64());
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

void writeIntOrString(WireWriter& out, uint32_t number, const Value& value)
{
    const size_t message = out.beginMessage(number);
    out.varint(1, value.is_string() ? 1 : 0);
    out.varint(2, asInteger(value).value_or(0));
    out.bytes(3, value.is_string() ? std::string_view(value.get_string()) : std::string_view());
    out.endMessage(message);
}

/// A message with a string in field 1: Quantity, RawExtension, FieldsV1.
void writeWrapped(WireWriter& out, uint32_t number, std::string_view text)
{
    const size_t message = out.beginMessage(number);
    out.bytes(1, text);
    out.endMessage(message);
}

void writeText(WireWriter& out, uint32_t number, const TypeRef& type, const Value& value)
{
    if (!value.is_string())
        return;
    const std::string_view text = value.get_string();
    switch (type.kind) {
    case TypeKind::Time:
    case TypeKind::MicroTime:
        writeTime(out, number, text);
        break;
    case TypeKind::Bytes:
        if (const auto bytes = fromBase64(text))
            out.bytes(number, *bytes);
        break;
    default:
        out.bytes(number, text);
    }
}

void writeNumber(WireWriter& out, uint32_t number, const TypeRef& type, const Value& value)
{
    if (type.kind == TypeKind::Double || type.kind == TypeKind::Float) {
        const auto real = asNumber(value);
        if (real && type.kind == TypeKind::Double)
            out.fixed64(number, std::bit_cast<uint64_t>(*real));
        else if (real)
            out.fixed32(number, std::bit_cast<uint32_t>(static_cast<float>(*real)));
    } else if (type.kind == TypeKind::Boolean) {
        if (value.is_bool())
            out.varint(number, value.get_bool() ? 1 : 0);
    } else if (const auto integer = asInteger(value)) {
        out.varint(number, *integer);
    }
}

void writeMessage(WireWriter& out, const Value& value, const ObjectType& type);
void writeValue(WireWriter& out, uint32_t number, const TypeRef& type, const Value& value);

void writeMap(WireWriter& out, uint32_t number, const TypeRef& element, const Value& value)
{
    if (!value.is_object())
        return;
    for (const auto& [key, member] : value.get_object()) {
        const size_t entry = out.beginMessage(number);
        out.bytes(1, key);
        if (element.kind == TypeKind::List) {
            const size_t items = out.beginMessage(2);
            if (member.is_array()) {
                for (const Value& item : member.get_array())
                    writeValue(out, 1, *element.element, item);
            }
            out.endMessage(items);
        } else {
            writeValue(out, 2, element, member);
        }
        out.endMessage(entry);
    }
}

void writeValue(WireWriter& out, uint32_t number, const TypeRef& type, const Value& value)
{
    if (value.is_null() && type.kind != TypeKind::Raw)
        return;
    switch (type.kind) {
    case TypeKind::Object:
        if (type.object) {
            const size_t message = out.beginMessage(number);
            writeMessage(out, value, *type.object);
            out.endMessage(message);
        }
        break;
    case TypeKind::List:
        if (value.is_array()) {
            for (const Value& element : value.get_array())
                writeValue(out, number, *type.element, element);
        }
        break;
    case TypeKind::Map:
        writeMap(out, number, *type.element, value);
        break;
    case TypeKind::IntOrString:
        writeIntOrString(out, number, value);
        break;
    case TypeKind::Quantity:
        writeWrapped(out, number, value.is_string() ? std::string(value.get_string()) : toJson(value));
        break;
    case TypeKind::Raw:
        writeWrapped(out, number, toJson(value));
        break;
    case TypeKind::String:
    case TypeKind::Bytes:
    case TypeKind::Time:
    case TypeKind::MicroTime:
        writeText(out, number, type, value);
        break;
    default:
        writeNumber(out, number, type, value);
    }
}

/// The fields of `object` that sit in the nested message `parent` (0: in the message itself); the nested messages
/// that have some are added to `inlined`.
void writeFields(WireWriter& out, const Object& object, const ObjectType& type, uint16_t parent,
                 std::set<uint16_t>& inlined)
{
    for (const Field& field : type.fields) {
        if (field.protoNumber == 0)
            continue;
        const Value* member = object.if_contains(field.name);
        if (!member || member->is_null())
            continue;
        if (field.protoParent == parent)
            writeValue(out, field.protoNumber, field.type, *member);
        else if (parent == 0)
            inlined.insert(field.protoParent);
    }
}

void writeMessage(WireWriter& out, const Value& value, const ObjectType& type)
{
    if (!value.is_object())
        return;
    std::set<uint16_t> inlined;
    writeFields(out, value.get_object(), type, 0, inlined);
    for (const uint16_t number : inlined) {
        const size_t message = out.beginMessage(number);
        writeFields(out, value.get_object(), type, number, inlined);
        out.endMessage(message);
    }
}

} // namespace

std::string encodeMessage(const Value& value, const ObjectType& type)
{
    WireWriter out;
    writeMessage(out, value, type);
    return out.take();
}

} // namespace skiff::data
