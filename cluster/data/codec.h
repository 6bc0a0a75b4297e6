#pragma once

#include "cluster/base/result.h"
#include "cluster/data/document.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

#include <string>
#include <vector>

namespace skiff::data {

/// What becomes of fields that the type does not have and of keys that are there twice
/// (the request parameter `fieldValidation`).
enum class FieldValidation : uint8_t
{
    Ignore, ///< they are dropped
    Warn,   ///< they are dropped and named in Decoded::warnings
    Strict, ///< they are an error
};

struct DecodeOptions
{
    FieldValidation validation = FieldValidation::Warn;
    /// Fill in Field::initialJson and what Field::always asks for. Off for parts of objects and for patches.
    bool fillDefaults = true;
    /// Where the object is made; the ordinary heap when there is none.
    Arena arena;
};

struct Decoded
{
    Value value;
    /// `unknown field "spec.containers[0].fooBar"`, `duplicate field "data.a"`, in order.
    std::vector<std::string> warnings;
};

/// Checks a document against `type` and makes the object of it that is kept and shown: unknown fields
/// dropped (unless the type preserves them), null, empty lists, empty maps and unset zeros left out,
/// quantities and times in canonical form, defaults that the schema says filled in, and kind, apiVersion,
/// metadata first. Keys are case-sensitive. InvalidArgument in the words of Go's decoders:
/// `json: cannot unmarshal number into Go struct field ConfigMap.data of type map[string]string`,
/// `strict decoding error: unknown field "foo", duplicate field "bar"`.
Result<Decoded> decodeObject(Node node, const ObjectType& type, const DecodeOptions& options = {});
/// The same for a tree, such as the result of a patch or a decoded protobuf message.
Result<Decoded> decodeObject(const Value& value, const ObjectType& type, const DecodeOptions& options = {});

} // namespace skiff::data
