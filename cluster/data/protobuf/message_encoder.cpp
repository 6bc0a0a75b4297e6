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
    WireWriter message;
    message.varint(1, static_cast<uint64_t>(seconds.count()));
    message.varint(2, static_cast<uint64_t>((time.time_since_epoch() - seconds).count()));
    out.bytes(number, message.take());
}

void writeIntOrString(WireWriter& out, uint32_t number, const Value& value)
{
    WireWriter message;
    message.varint(1, value.is_string() ? 1 : 0);
    message.varint(2, asInteger(value).value_or(0));
    message.bytes(3, value.is_string() ? std::string_view(value.get_string()) : std::string_view());
    out.bytes(number, message.take());
}

/// A message with a string in field 1: Quantity, RawExtension, FieldsV1.
void writeWrapped(WireWriter& out, uint32_t number, std::string_view text)
{
    WireWriter message;
    message.bytes(1, text);
    out.bytes(number, message.take());
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

void writeValue(WireWriter& out, uint32_t number, const TypeRef& type, const Value& value);

void writeMap(WireWriter& out, uint32_t number, const TypeRef& element, const Value& value)
{
    if (!value.is_object())
        return;
    for (const auto& [key, member] : value.get_object()) {
        WireWriter entry;
        entry.bytes(1, key);
        if (element.kind == TypeKind::List) {
            WireWriter items;
            if (member.is_array()) {
                for (const Value& item : member.get_array())
                    writeValue(items, 1, *element.element, item);
            }
            entry.bytes(2, items.take());
        } else {
            writeValue(entry, 2, element, member);
        }
        out.bytes(number, entry.take());
    }
}

void writeValue(WireWriter& out, uint32_t number, const TypeRef& type, const Value& value)
{
    if (value.is_null() && type.kind != TypeKind::Raw)
        return;
    switch (type.kind) {
    case TypeKind::Object:
        if (type.object)
            out.bytes(number, encodeMessage(value, *type.object));
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

/// The fields of `object` that sit in the nested message `parent` (0: in the message itself).
std::string writeFields(const Object& object, const ObjectType& type, uint16_t parent)
{
    WireWriter out;
    std::set<uint16_t> inlined;
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
    for (const uint16_t number : inlined)
        out.bytes(number, writeFields(object, type, number));
    return out.take();
}

} // namespace

std::string encodeMessage(const Value& value, const ObjectType& type)
{
    return value.is_object() ? writeFields(value.get_object(), type, 0) : std::string();
}

} // namespace skiff::data
