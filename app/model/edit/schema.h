#pragma once

#include "app/model/edit/field_path.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::model::edit {

/// What a value may be beyond its type.
struct ValueLimits
{
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<double> minLength;
    std::optional<double> maxLength;
    std::string pattern; ///< a regular expression; empty: any text

    bool none() const { return !minimum && !maximum && !minLength && !maxLength && pattern.empty(); }
};

/// apiVersion and kind of an object.
struct TypeName
{
    std::string apiVersion;
    std::string kind;

    auto operator<=>(const TypeName&) const = default;
};

/// The types of one cluster, or of our own tables when there is none to ask. Immutable once shared; any thread.
class Schema
{
public:
    virtual ~Schema() = default;

    /// The type of a kind, or nullptr when it is not known.
    virtual const data::ObjectType* find(const TypeName& name) const = 0;
    /// All kinds that can be written, sorted.
    virtual std::vector<TypeName> kinds() const = 0;
    /// Nothing is limited where a schema does not say so.
    virtual ValueLimits limits(const data::Field&) const { return {}; }
};

/// The type of `object` by its apiVersion and kind; nullptr when it is not known, or there is no schema.
const data::ObjectType* typeOfObject(const Schema* schema, const data::Value& object);

/// The API that Skiff itself serves, as compiled into the program.
std::shared_ptr<const Schema> builtinSchema();

/// The type at `path` inside `type`, through lists and maps; kind Raw when the schema does not say.
/// `field` is the last field on the way, or nullptr.
struct TypeAt
{
    data::TypeRef type;
    const data::Field* field = nullptr;
};
TypeAt typeAt(const data::ObjectType* type, const FieldPath& path);

/// "string", "integer", "list of Container", "map of string": a type in words of the API.
std::string typeWords(const data::TypeRef& type);

/// The short name of an object type: "Container" for "core.v1.Container".
std::string_view shortName(const data::ObjectType& type);

} // namespace skiff::model::edit
