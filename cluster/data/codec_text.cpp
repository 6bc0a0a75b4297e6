#include "cluster/data/codec_text.h"

#include "cluster/base/clock.h"
#include "cluster/data/base64.h"
#include "cluster/data/quantity.h"

#include <fmt/format.h>


namespace skiff::data {

std::string_view shortTypeName(std::string_view name)
{
    return name.substr(name.rfind('.') + 1);
}

std::string goTypeName(const TypeRef& type)
{
    switch (type.kind) {
    case TypeKind::String: return "string";
    case TypeKind::Boolean: return "bool";
    case TypeKind::Int32:
    case TypeKind::Enum: return "int32";
    case TypeKind::Int64: return "int64";
    case TypeKind::UInt32: return "uint32";
    case TypeKind::UInt64: return "uint64";
    case TypeKind::Double: return "float64";
    case TypeKind::Float: return "float32";
    case TypeKind::Bytes: return "[]uint8";
    case TypeKind::IntOrString: return "intstr.IntOrString";
    case TypeKind::Quantity: return "resource.Quantity";
    case TypeKind::Time: return "v1.Time";
    case TypeKind::MicroTime: return "v1.MicroTime";
    case TypeKind::Raw: return "runtime.RawExtension";
    case TypeKind::List: return "[]" + goTypeName(*type.element);
    case TypeKind::Map: break;
    case TypeKind::Object: { // "core.v1.Pod" is v1.Pod there
        const std::string_view name = type.object->name;
        const size_t group = name.find('.');
        return std::string(group == std::string_view::npos ? name : name.substr(group + 1));
    }
    }
    return type.element->kind == TypeKind::Quantity ? "v1.ResourceList" : "map[string]" + goTypeName(*type.element);
}

Result<std::string> canonicalQuantity(std::string_view text)
{
    SKIFF_TRY_ASSIGN(const Quantity quantity, Quantity::parse(text));
    return quantity.toString();
}

Result<std::string> canonicalTime(std::string_view text, TypeKind kind)
{
    WallTime time;
    if (!parseTime(text, time)) {
        const std::string_view layout =
            kind == TypeKind::Time ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
        return {ErrorCode::InvalidArgument,
                fmt::format("parsing time \"{}\" as \"{}\": cannot parse \"{}\" as \"2006\"", text, layout, text)};
    }
    return kind == TypeKind::Time ? formatTime(time) : formatMicroTime(time);
}

Result<std::string> canonicalBytes(std::string_view text)
{
    SKIFF_TRY_ASSIGN(const std::string bytes, fromBase64(text));
    return text.find_first_of("\r\n") == std::string_view::npos ? std::string(text) : toBase64(bytes);
}

Value zeroValue(const TypeRef& type)
{
    switch (type.kind) {
    case TypeKind::String: return "";
    case TypeKind::Boolean: return false;
    case TypeKind::Quantity: return "0";
    case TypeKind::Object: return Object();
    case TypeKind::Bytes:
    case TypeKind::Time:
    case TypeKind::MicroTime:
    case TypeKind::Raw:
    case TypeKind::List:
    case TypeKind::Map: return nullptr;
    default: return 0;
    }
}

} // namespace skiff::data
