#include "cluster/data/codec.h"

#include "cluster/data/codec_source.h"
#include "cluster/data/codec_text.h"
#include "cluster/data/field_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

namespace skiff::data {
namespace {

std::string_view kindWord(JsonKind kind)
{
    switch (kind) {
    case JsonKind::Null: return "null";
    case JsonKind::Boolean: return "bool";
    case JsonKind::Number: return "number";
    case JsonKind::String: return "string";
    case JsonKind::List: return "array";
    case JsonKind::Map: return "object";
    }
    return {};
}

/// A zero that says no more than its absence.
bool isIdleZero(const Value& value, const Field& field)
{
    if (field.required || field.nullable || field.always)
        return false;
    switch (value.kind()) {
    case boost::json::kind::bool_: return !value.get_bool();
    case boost::json::kind::int64: return value.get_int64() == 0 && field.type.kind != TypeKind::IntOrString;
    case boost::json::kind::string: return value.get_string().empty() && field.type.kind == TypeKind::String;
    default: return false;
    }
}

/// Decodes one object and all below it; used once.
template <class Source>
class Decoder
{
public:
    Decoder(const DecodeOptions& options, Arena arena) : m_options(options), m_arena(std::move(arena)) {}

    Result<Decoded> run(const Source& source, const ObjectType& type)
    {
        const TypeRef root{TypeKind::Object, &type};
        Decoded decoded{Value(m_arena), {}};
        if (!readValue(source, root, decoded.value))
            return std::move(m_error);
        if (!decoded.value.is_object())
            decoded.value.emplace_object();
        putHeadFirst(decoded.value.get_object());
        if (m_options.validation == FieldValidation::Strict && !m_findings.empty())
            return {ErrorCode::InvalidArgument, fmt::format("strict decoding error: {}", fmt::join(m_findings, ", "))};
        decoded.warnings = std::move(m_findings);
        return decoded;
    }

private:
    struct Step
    {
        std::string_view key;   ///< of a field or map entry
        size_t index = 0;       ///< of a list element
        enum : uint8_t { Member, Entry, Element } kind = Member;
    };

    bool fail(std::string message)
    {
        m_error = {ErrorCode::InvalidArgument, std::move(message)};
        return false;
    }

    bool failType(const std::string& what, const TypeRef& type)
    {
        std::string field;
        for (const Step& step : m_path) {
            if (step.kind == Step::Member)
                field.append(field.empty() ? "" : ".").append(step.key);
        }
        if (field.empty())
            return fail(fmt::format("json: cannot unmarshal {} into Go value of type {}", what, goTypeName(type)));
        return fail(fmt::format("json: cannot unmarshal {} into Go struct field {}.{} of type {}", what,
                                shortTypeName(m_owner->name), field, goTypeName(type)));
    }

    bool failKind(const Source& source, const TypeRef& type)
    {
        return failType(std::string(kindWord(source.kind())), type);
    }

    /// Notes an unknown or duplicate field `key` of the object at the current path.
    void report(std::string_view finding, std::string_view key)
    {
        static constexpr size_t MaxFindings = 100;
        if (m_options.validation == FieldValidation::Ignore || m_findings.size() >= MaxFindings)
            return;
        std::string path;
        for (const Step& step : m_path) {
            if (step.kind == Step::Element)
                path += fmt::format("[{}]", step.index);
            else
                path.append(path.empty() ? "" : ".").append(step.key);
        }
        path.append(path.empty() ? "" : ".").append(key);
        std::string text = fmt::format("{} field \"{}\"", finding, path);
        if (std::find(m_findings.begin(), m_findings.end(), text) == m_findings.end())
            m_findings.push_back(std::move(text));
    }

    /// Leaves `out` null for null.
    bool readValue(const Source& source, const TypeRef& type, Value& out)
    {
        const JsonKind kind = source.kind();
        if (kind == JsonKind::Null)
            return true;
        switch (type.kind) {
        case TypeKind::Object:
            return kind == JsonKind::Map ? readObject(source, *type.object, out.emplace_object())
                                         : failKind(source, type);
        case TypeKind::List:
            return kind == JsonKind::List ? readList(source, *type.element, out.emplace_array())
                                          : failKind(source, type);
        case TypeKind::Map:
            return kind == JsonKind::Map ? readMap(source, *type.element, out.emplace_object())
                                         : failKind(source, type);
        case TypeKind::String:
            if (kind != JsonKind::String)
                return failKind(source, type);
            out.emplace_string() = source.string();
            return true;
        case TypeKind::Boolean:
            if (kind != JsonKind::Boolean)
                return failKind(source, type);
            out = source.boolean();
            return true;
        case TypeKind::Raw: out = source.copy(); return true;
        case TypeKind::Double:
        case TypeKind::Float:
            if (kind != JsonKind::Number)
                return failKind(source, type);
            out = source.copy();
            return true;
        case TypeKind::Int32:
        case TypeKind::Int64:
        case TypeKind::UInt32:
        case TypeKind::UInt64:
        case TypeKind::Enum: return kind == JsonKind::Number ? readInteger(source, type, out) : failKind(source, type);
        case TypeKind::IntOrString: return readIntOrString(source, out);
        case TypeKind::Quantity:
        case TypeKind::Time:
        case TypeKind::MicroTime:
        case TypeKind::Bytes: return readText(source, type, out);
        }
        return true;
    }

    bool readInteger(const Source& source, const TypeRef& type, Value& out)
    {
        const std::string text = source.number();
        const char* const end = text.data() + text.size();
        int64_t number = 0;
        if (type.kind == TypeKind::UInt64) {
            uint64_t large = 0;
            if (const auto parsed = std::from_chars(text.data(), end, large);
                parsed.ec != std::errc() || parsed.ptr != end)
                return failType("number " + text, type);
            out = large;
            return true;
        }
        const auto parsed = std::from_chars(text.data(), end, number);
        const bool fits = type.kind == TypeKind::Int64 ||
                          (type.kind == TypeKind::UInt32 ? number >= 0 && number <= std::numeric_limits<uint32_t>::max()
                                                         : number == static_cast<int32_t>(number));
        if (parsed.ec != std::errc() || parsed.ptr != end || !fits)
            return failType("number " + text, type);
        out = number;
        return true;
    }

    bool readIntOrString(const Source& source, Value& out)
    {
        if (source.kind() == JsonKind::String) {
            out.emplace_string() = source.string();
            return true;
        }
        const std::string text = source.kind() == JsonKind::Number ? source.number() : std::string();
        int32_t number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
            return fail(fmt::format("json: cannot unmarshal {}{} into Go value of type int32", kindWord(source.kind()),
                                    text.empty() ? "" : " " + text));
        }
        out = number;
        return true;
    }

    /// Text that has a canonical form.
    bool readText(const Source& source, const TypeRef& type, Value& out)
    {
        const bool number = type.kind == TypeKind::Quantity && source.kind() == JsonKind::Number;
        if (!number && source.kind() != JsonKind::String) {
            if (type.kind == TypeKind::Bytes)
                return failKind(source, type);
            if (type.kind != TypeKind::Quantity)
                return fail(
                    fmt::format("json: cannot unmarshal {} into Go value of type string", kindWord(source.kind())));
        }
        const std::string written =
            number ? source.number() : std::string(source.kind() == JsonKind::String ? source.string() : "");
        if (written.empty() && (type.kind == TypeKind::Time || type.kind == TypeKind::MicroTime))
            return true; // an empty time is no time
        auto text = type.kind == TypeKind::Quantity ? canonicalQuantity(written)
                    : type.kind == TypeKind::Bytes  ? canonicalBytes(written)
                                                    : canonicalTime(written, type.kind);
        if (!text.ok())
            return fail(std::move(text).error().message);
        out.emplace_string() = *text;
        return true;
    }

    bool readList(const Source& source, const TypeRef& element, Array& out)
    {
        out.reserve(source.size());
        m_path.push_back({{}, 0, Step::Element});
        const bool ok = source.elements([&](const Source& each) {
            Value& value = out.emplace_back(nullptr);
            if (!readValue(each, element, value))
                return false;
            if (value.is_null() && element.kind != TypeKind::Raw)
                value = zeroValue(element);
            ++m_path.back().index;
            return true;
        });
        m_path.pop_back();
        return ok;
    }

    bool readMap(const Source& source, const TypeRef& element, Object& out)
    {
        out.reserve(source.size());
        m_path.push_back({{}, 0, Step::Entry});
        const bool ok = source.members([&](std::string_view key, const Source& each) {
            Value value(m_arena);
            m_path.back().key = key;
            if (!readValue(each, element, value))
                return false;
            if (value.is_null() && element.kind != TypeKind::Raw)
                value = zeroValue(element);
            if (!out.insert_or_assign(key, std::move(value)).second)
                reportHere("duplicate");
            return true;
        });
        m_path.pop_back();
        return ok;
    }

    /// Like report(), for the map entry that is the last step.
    void reportHere(std::string_view finding)
    {
        const Step last = m_path.back();
        m_path.pop_back();
        report(finding, last.key);
        m_path.push_back(last);
    }

    bool readObject(const Source& source, const ObjectType& type, Object& out)
    {
        const ObjectType* const outer = m_owner;
        m_owner = &type;
        m_path.push_back({{}, 0, Step::Member});
        FieldSet seen, set;
        out.reserve(source.size() + 4); // some defaults follow
        const bool ok = source.members([&](std::string_view key, const Source& each) {
            const Field* field = type.find(key);
            if (!field)
                return readUnknown(key, each, type, out);
            const auto index = static_cast<size_t>(field - type.fields.data());
            m_path.back().key = field->name;
            if (seen.contains(index))
                reportHere("duplicate");
            seen.insert(index);
            return readField(each, *field, index, set, out);
        });
        m_path.pop_back();
        m_owner = outer;
        if (ok && m_options.fillDefaults)
            fill(type, set, out);
        return ok;
    }

    bool readField(const Source& source, const Field& field, size_t index, FieldSet& set, Object& out)
    {
        Value value(m_arena);
        if (!readValue(source, field.type, value))
            return false;
        if (isUnset(value, field)) {
            if (set.contains(index)) { // an earlier one of the same name; the last counts
                if (!value.is_null())
                    out.erase(field.name);
            }
            return true;
        }
        set.insert(index);
        out.insert_or_assign(field.name, std::move(value));
        return true;
    }

    static bool isUnset(const Value& value, const Field& field)
    {
        if (value.is_null())
            return true;
        if (field.type.kind == TypeKind::List)
            return value.get_array().empty();
        if (field.type.kind == TypeKind::Map)
            return value.get_object().empty();
        return field.type.kind != TypeKind::Raw && isIdleZero(value, field);
    }

    bool readUnknown(std::string_view key, const Source& source, const ObjectType& type, Object& out)
    {
        if (type.preserveUnknown) {
            if (!out.insert_or_assign(key, source.copy()).second) {
                m_path.back().key = key;
                reportHere("duplicate");
            }
            return true;
        }
        m_path.back().key = key;
        reportHere("unknown");
        return true;
    }

    /// Adds what the fields that are not in `set` start with.
    void fill(const ObjectType& type, const FieldSet& set, Object& out)
    {
        for (size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            if ((field.initialJson.empty() && !field.always) || set.contains(i))
                continue;
            Value& value = out[field.name];
            value = field.initialJson.empty() ? zeroValue(field.type) : parseJson(field.initialJson).value();
            if (field.type.kind == TypeKind::Object && value.is_object())
                fill(*field.type.object, {}, value.get_object());
        }
    }

    /// kind, apiVersion, metadata, then the rest as it came.
    static void putHeadFirst(Object& object)
    {
        static constexpr std::string_view Head[] = {"kind", "apiVersion", "metadata"};
        size_t place = 0;
        for (const std::string_view key : Head) {
            const auto it = object.find(key);
            if (it == object.end())
                continue;
            if (it != object.begin() + place) {
                reorder(object, Head);
                return;
            }
            ++place;
        }
    }

    template <class Keys>
    static void reorder(Object& object, const Keys& head)
    {
        Object ordered(object.storage());
        ordered.reserve(object.size());
        for (const std::string_view key : head) {
            if (Value* value = object.if_contains(key))
                ordered.emplace(key, std::move(*value));
        }
        for (auto& member : object) {
            if (!ordered.contains(member.key()))
                ordered.emplace(member.key(), std::move(member.value()));
        }
        object = std::move(ordered);
    }

    const DecodeOptions m_options;
    const Arena m_arena;
    const ObjectType* m_owner = nullptr; ///< type of the object that is being read
    std::vector<Step> m_path;
    std::vector<std::string> m_findings;
    Error m_error;
};

} // namespace

Result<Decoded> decodeObject(Node node, const ObjectType& type, const DecodeOptions& options)
{
    return Decoder<NodeSource>(options, options.arena).run(NodeSource(node), type);
}

Result<Decoded> decodeObject(const Value& value, const ObjectType& type, const DecodeOptions& options)
{
    return Decoder<ValueSource>(options, options.arena).run(ValueSource(value), type);
}

} // namespace skiff::data
