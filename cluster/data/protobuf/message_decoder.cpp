#include "cluster/data/protobuf/message.h"

#include "cluster/base/clock.h"
#include "cluster/data/base64.h"
#include "cluster/data/protobuf/wire.h"
#include "cluster/data/utf8.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <utility>

namespace skiff::data {

namespace {

using protobuf::Tag;
using protobuf::WireReader;
using protobuf::WireType;

constexpr int maxDepth = 100;

Error malformed(std::string_view what)
{
    return {ErrorCode::InvalidArgument, fmt::format("proto: {}", what)};
}

WireType wireTypeOf(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Boolean:
    case TypeKind::Int32:
    case TypeKind::Int64:
    case TypeKind::UInt32:
    case TypeKind::UInt64:
    case TypeKind::Enum:
        return WireType::Varint;
    case TypeKind::Double:
        return WireType::Fixed64;
    case TypeKind::Float:
        return WireType::Fixed32;
    default:
        return WireType::Length;
    }
}

/// `bytes` with U+FFFD for what is no UTF-8, as Go prints such strings.
std::string toText(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const size_t length = utf8SequenceLength(bytes);
        if (length == 0)
            text += "\xEF\xBF\xBD";
        else
            text += bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

Result<Value> finite(double number)
{
    if (!std::isfinite(number))
        return malformed("a number is not finite");
    return Value(number);
}

/// The string in field 1 of a message: Quantity, RawExtension, FieldsV1.
Result<std::string_view> readWrapped(std::string_view bytes)
{
    std::string_view value;
    WireReader reader(bytes);
    while (!reader.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag tag, reader.tag());
        if (tag.number == 1 && tag.wire == WireType::Length) {
            SKIFF_TRY_ASSIGN(value, reader.bytes());
        } else {
            SKIFF_TRY(reader.skip(tag));
        }
    }
    return value;
}

Result<Value> readIntOrString(std::string_view bytes)
{
    bool isString = false;
    int32_t number = 0;
    std::string text;
    WireReader reader(bytes);
    while (!reader.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag tag, reader.tag());
        if (tag.number <= 2 && tag.wire == WireType::Varint) {
            SKIFF_TRY_ASSIGN(const uint64_t value, reader.varint());
            if (tag.number == 1)
                isString = value != 0;
            else
                number = static_cast<int32_t>(value);
        } else if (tag.number == 3 && tag.wire == WireType::Length) {
            SKIFF_TRY_ASSIGN(const std::string_view value, reader.bytes());
            text = toText(value);
        } else {
            SKIFF_TRY(reader.skip(tag));
        }
    }
    return isString ? Value(text) : Value(number);
}

/// Null for the zero time, which Kubernetes writes as an empty message.
Result<Value> readTime(std::string_view bytes, bool micro)
{
    constexpr int64_t farthest = 9'214'646'400; // seconds; nanoseconds in 64 bits hold the years 1678 to 2261
    int64_t seconds = 0;
    int64_t nanos = 0;
    WireReader reader(bytes);
    while (!reader.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag tag, reader.tag());
        if (tag.number > 2 || tag.wire != WireType::Varint) {
            SKIFF_TRY(reader.skip(tag));
            continue;
        }
        SKIFF_TRY_ASSIGN(const uint64_t value, reader.varint());
        if (tag.number == 1)
            seconds = static_cast<int64_t>(value);
        else
            nanos = static_cast<int32_t>(value);
    }
    if (seconds == 0 && nanos == 0)
        return Value(nullptr);
    if (seconds >= farthest || seconds <= -farthest || nanos < 0 || nanos > 999'999'999)
        return malformed("a time is out of range");
    const WallTime time{std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanos)};
    const std::string text = micro ? formatMicroTime(time) : formatTime(time);
    WallTime again;
    if (!parseTime(text, again))
        return malformed("a time is out of range");
    return Value(text);
}

Result<Value> readRaw(std::string_view bytes)
{
    SKIFF_TRY_ASSIGN(const std::string_view json, readWrapped(bytes));
    if (json.empty())
        return Value(nullptr);
    return parseJson(json);
}

/// What an absent value means inside a map entry or a list.
Value zeroOf(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Boolean:
        return false;
    case TypeKind::Int32:
    case TypeKind::Int64:
    case TypeKind::UInt32:
    case TypeKind::UInt64:
    case TypeKind::Enum:
    case TypeKind::IntOrString:
        return 0;
    case TypeKind::Double:
    case TypeKind::Float:
        return 0.0;
    case TypeKind::Object:
    case TypeKind::Map:
        return Object();
    case TypeKind::List:
        return Array();
    case TypeKind::Quantity:
        return "0";
    case TypeKind::Time:
    case TypeKind::MicroTime:
    case TypeKind::Raw:
        return nullptr;
    case TypeKind::String:
    case TypeKind::Bytes:
        break;
    }
    return "";
}

bool isZero(const Value& value, TypeKind kind)
{
    switch (kind) {
    case TypeKind::String:
    case TypeKind::Bytes:
        return value.is_string() && value.get_string().empty();
    case TypeKind::Boolean:
    case TypeKind::Int32:
    case TypeKind::Int64:
    case TypeKind::UInt32:
    case TypeKind::UInt64:
    case TypeKind::Enum:
    case TypeKind::Double:
    case TypeKind::Float:
        return equal(value, zeroOf(kind));
    default:
        return value.is_null();
    }
}

Status readMessage(std::string_view bytes, const ObjectType& type, uint16_t parent, Object& out, int depth);
Status readList(WireReader& reader, Tag tag, const TypeRef& element, Array& out, int depth);

/// One value whose tag was read. Lists occur here only as values of maps: {items = 1} (ExtraValue).
Result<Value> readValue(WireReader& reader, Tag tag, const TypeRef& type, int depth)
{
    if (tag.wire != wireTypeOf(type.kind))
        return malformed(
            fmt::format("wrong wireType = {} for field number {}", static_cast<int>(tag.wire), tag.number));
    switch (tag.wire) {
    case WireType::Varint: {
        SKIFF_TRY_ASSIGN(const uint64_t value, reader.varint());
        switch (type.kind) {
        case TypeKind::Boolean:
            return Value(value != 0);
        case TypeKind::Int64:
            return Value(static_cast<int64_t>(value));
        case TypeKind::UInt32:
            return Value(static_cast<uint32_t>(value));
        case TypeKind::UInt64:
            return Value(value);
        default:
            return Value(static_cast<int32_t>(value));
        }
    }
    case WireType::Fixed64: {
        SKIFF_TRY_ASSIGN(const uint64_t bits, reader.fixed64());
        return finite(std::bit_cast<double>(bits));
    }
    case WireType::Fixed32: {
        SKIFF_TRY_ASSIGN(const uint32_t bits, reader.fixed32());
        return finite(std::bit_cast<float>(bits));
    }
    default:
        break;
    }
    SKIFF_TRY_ASSIGN(const std::string_view bytes, reader.bytes());
    switch (type.kind) {
    case TypeKind::String:
        return Value(toText(bytes));
    case TypeKind::Bytes:
        return Value(toBase64(bytes));
    case TypeKind::IntOrString:
        return readIntOrString(bytes);
    case TypeKind::Time:
        return readTime(bytes, false);
    case TypeKind::MicroTime:
        return readTime(bytes, true);
    case TypeKind::Raw:
        return readRaw(bytes);
    case TypeKind::Quantity: {
        SKIFF_TRY_ASSIGN(const std::string_view text, readWrapped(bytes));
        return Value(text.empty() ? std::string("0") : toText(text));
    }
    case TypeKind::Object: {
        Object object;
        if (type.object)
            SKIFF_TRY(readMessage(bytes, *type.object, 0, object, depth));
        return Value(std::move(object));
    }
    case TypeKind::List: {
        Array array;
        WireReader items(bytes);
        while (!items.atEnd()) {
            SKIFF_TRY_ASSIGN(const Tag item, items.tag());
            if (item.number == 1)
                SKIFF_TRY(readList(items, item, *type.element, array, depth));
            else
                SKIFF_TRY(items.skip(item));
        }
        return Value(std::move(array));
    }
    default:
        return malformed("a map inside a list or map");
    }
}

Status readList(WireReader& reader, Tag tag, const TypeRef& element, Array& out, int depth)
{
    const WireType wire = wireTypeOf(element.kind);
    if (tag.wire != WireType::Length || wire == WireType::Length) {
        SKIFF_TRY_ASSIGN(Value value, readValue(reader, tag, element, depth));
        out.push_back(std::move(value));
        return {};
    }
    SKIFF_TRY_ASSIGN(const std::string_view packed, reader.bytes());
    WireReader numbers(packed);
    while (!numbers.atEnd()) {
        SKIFF_TRY_ASSIGN(Value value, readValue(numbers, Tag{tag.number, wire}, element, depth));
        out.push_back(std::move(value));
    }
    return {};
}

Status readMapEntry(WireReader& reader, Tag tag, const TypeRef& element, Object& out, int depth)
{
    if (tag.wire != WireType::Length)
        return malformed(fmt::format("wrong wireType = {} for a map", static_cast<int>(tag.wire)));
    SKIFF_TRY_ASSIGN(const std::string_view bytes, reader.bytes());
    std::string key;
    Value value = zeroOf(element.kind);
    WireReader entry(bytes);
    while (!entry.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag inner, entry.tag());
        if (inner.number == 1 && inner.wire == WireType::Length) {
            SKIFF_TRY_ASSIGN(const std::string_view text, entry.bytes());
            key = toText(text);
        } else if (inner.number == 2) {
            SKIFF_TRY_ASSIGN(value, readValue(entry, inner, element, depth));
        } else {
            SKIFF_TRY(entry.skip(inner));
        }
    }
    out.insert_or_assign(key, std::move(value));
    return {};
}

/// The member of `out` for a field that may come in several pieces; `fresh` when it is not there yet.
Value& collected(Object& out, std::string_view name, Value fresh)
{
    Value& value = out[name];
    if (value.kind() != fresh.kind())
        value = std::move(fresh);
    return value;
}

Status readField(WireReader& reader, Tag tag, const Field& field, Object& out, int depth)
{
    switch (field.type.kind) {
    case TypeKind::List:
        return readList(reader, tag, *field.type.element, collected(out, field.name, Array()).get_array(), depth);
    case TypeKind::Map:
        return readMapEntry(reader, tag, *field.type.element, collected(out, field.name, Object()).get_object(), depth);
    case TypeKind::Object:
        if (tag.wire == WireType::Length && field.type.object) {
            SKIFF_TRY_ASSIGN(const std::string_view bytes, reader.bytes());
            Object& child = collected(out, field.name, Object()).get_object();
            return readMessage(bytes, *field.type.object, 0, child, depth);
        }
        break;
    default:
        break;
    }
    SKIFF_TRY_ASSIGN(Value value, readValue(reader, tag, field.type, depth));
    const bool droppable = value.is_null() || (!field.required && !field.nullable);
    if (droppable && isZero(value, field.type.kind))
        out.erase(field.name);
    else
        out.insert_or_assign(field.name, std::move(value));
    return {};
}

/// What a field number means in a message: a field, or a message whose fields JSON has inline.
struct Lookup
{
    const Field* field = nullptr;
    bool inlined = false;
};

Lookup findNumber(const ObjectType& type, uint16_t parent, uint32_t number)
{
    Lookup found;
    for (const Field& field : type.fields) {
        if (field.protoParent == parent && field.protoNumber == number)
            found.field = &field;
        else if (parent == 0 && field.protoParent == number)
            found.inlined = true;
    }
    return found;
}

Status readMessage(std::string_view bytes, const ObjectType& type, uint16_t parent, Object& out, int depth)
{
    if (depth == 0)
        return malformed("messages are nested too deeply");
    WireReader reader(bytes);
    while (!reader.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag tag, reader.tag());
        const Lookup found = findNumber(type, parent, tag.number);
        if (found.field) {
            SKIFF_TRY(readField(reader, tag, *found.field, out, depth - 1));
        } else if (found.inlined && tag.wire == WireType::Length) {
            SKIFF_TRY_ASSIGN(const std::string_view inner, reader.bytes());
            SKIFF_TRY(readMessage(inner, type, static_cast<uint16_t>(tag.number), out, depth - 1));
        } else {
            SKIFF_TRY(reader.skip(tag));
        }
    }
    return {};
}

} // namespace

Result<Value> decodeMessage(std::string_view bytes, const ObjectType& type)
{
    Object out;
    SKIFF_TRY(readMessage(bytes, type, 0, out, maxDepth));
    return Value(std::move(out));
}

} // namespace skiff::data
