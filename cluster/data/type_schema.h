#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace skiff::data {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" // GCC 12 takes TypeKind::Object for a shadow of data::Object

/// What a value is, in JSON and in protobuf.
enum class TypeKind : uint8_t
{
    String,
    Boolean,
    Int32,
    Int64,
    UInt32,      ///< only in runtime protocols (CRI)
    UInt64,      ///< only in runtime protocols (CRI)
    Double,
    Float,       ///< only in runtime protocols (CRI)
    Enum,        ///< protobuf enum; a number in JSON. Only in runtime protocols (CRI)
    Bytes,       ///< base64 in JSON
    IntOrString, ///< protobuf {type = 1, intVal = 2, strVal = 3}
    Quantity,    ///< string or number in JSON; protobuf {string = 1}
    Time,        ///< RFC 3339 seconds; protobuf {seconds = 1, nanos = 2}
    MicroTime,   ///< RFC 3339 with six decimals; protobuf as Time
    Raw,         ///< any JSON; protobuf {raw = 1} (RawExtension, FieldsV1, JSON)
    Object,      ///< TypeRef::object says which
    List,        ///< of TypeRef::element
    Map,         ///< string to TypeRef::element
};

#pragma GCC diagnostic pop

struct ObjectType;

/// The type of a field, element or map value.
struct TypeRef
{
    TypeKind kind = TypeKind::Raw;
    const ObjectType* object = nullptr;  ///< for Object
    const TypeRef* element = nullptr;    ///< for List and Map
};

/// Who may own parts of a list, and how server-side apply merges it (x-kubernetes-list-type).
enum class ListType : uint8_t { Atomic, Set, Map };

/// How a strategic merge patch treats the field (x-kubernetes-patch-strategy), as flags.
enum PatchStrategy : uint8_t { PatchReplace = 0, PatchMerge = 1, PatchRetainKeys = 2 };

/// One field of an object type.
struct Field
{
    std::string_view name;               ///< the JSON key
    TypeRef type;
    bool required = false;
    bool atomicMap = false;              ///< an object or map that server-side apply treats as one value
    ListType listType = ListType::Atomic;
    uint8_t patchStrategy = PatchReplace;
    std::string_view mergeKey;           ///< x-kubernetes-patch-merge-key
    std::span<const std::string_view> listMapKeys; ///< x-kubernetes-list-map-keys
    std::span<const std::string_view> enumValues;  ///< allowed strings; empty: any
    std::string_view defaultJson;        ///< the schema's own default as JSON; empty: none
    uint16_t protoNumber = 0;            ///< 0: not in protobuf
    uint16_t protoParent = 0;            ///< number of the nested message that holds the field in protobuf
                                         ///< while JSON has it inline (Volume.volumeSource); 0: none
    std::string_view description;        ///< one line of ours
    bool nullable = false;               ///< an optional scalar whose zero differs from its absence ("replicas": 0)
    bool always = false;                 ///< shown even when unset: as {}, null, "", 0 or false
    std::string_view initialJson;        ///< what the server fills in when the field is unset: defaultJson, and more
};

/// A type of object: what strict decoding, patches, apply, OpenAPI, explain, tables, protobuf and
/// completion are driven by. Built-in ones are constant tables made at build time from
/// resources/api; those of custom resources are made at run time. Immutable; any thread.
struct ObjectType
{
    std::string_view name;               ///< "core.v1.Container"
    std::span<const Field> fields;       ///< sorted by name
    bool atomic = false;                 ///< x-kubernetes-map-type: atomic
    bool preserveUnknown = false;        ///< unknown fields are kept and are no error
    std::string_view description;

    /// The field `name`, or nullptr. Binary search.
    const Field* find(std::string_view field) const;
};

} // namespace skiff::data
