#include "app/model/edit/schema.h"

#include "cluster/api/resource.h"

#include <algorithm>

namespace skiff::model::edit {

namespace {

class BuiltinSchema final : public Schema
{
public:
    const data::ObjectType* find(const TypeName& name) const override
    {
        const size_t slash = name.apiVersion.find('/');
        const std::string_view all = name.apiVersion;
        const std::string_view group = slash == std::string::npos ? std::string_view() : all.substr(0, slash);
        const std::string_view version = slash == std::string::npos ? all : all.substr(slash + 1);
        const api::Resource* resource = api::findKind(group, version, name.kind);
        return resource ? resource->type : nullptr;
    }

    std::vector<TypeName> kinds() const override
    {
        std::vector<TypeName> kinds;
        for (const api::Resource& each : api::builtinResources())
            if (each.verbs & api::VerbCreate)
                kinds.push_back({each.apiVersion(), std::string(each.kind)});
        std::sort(kinds.begin(), kinds.end());
        return kinds;
    }
};

} // namespace

const data::ObjectType* typeOfObject(const Schema* schema, const data::Value& object)
{
    return schema ? schema->find({std::string(data::stringAt(object, {"apiVersion"})),
                                  std::string(data::stringAt(object, {"kind"}))})
                  : nullptr;
}

std::shared_ptr<const Schema> builtinSchema()
{
    return std::make_shared<BuiltinSchema>();
}

TypeAt typeAt(const data::ObjectType* type, const FieldPath& path)
{
    TypeAt at;
    if (!type)
        return at;
    at.type = {data::TypeKind::Object, type, nullptr};
    for (const PathStep& step : path.steps()) {
        const bool member = step.type == PathStep::Type::Field;
        if (member && at.type.kind == data::TypeKind::Object && at.type.object) {
            at.field = at.type.object->find(step.name);
            at.type = at.field ? at.field->type : data::TypeRef{};
        } else if (at.type.element && at.type.kind == (member ? data::TypeKind::Map : data::TypeKind::List)) {
            at.type = *at.type.element;
        } else {
            return {};
        }
    }
    return at;
}

std::string_view shortName(const data::ObjectType& type)
{
    const size_t dot = type.name.rfind('.');
    return dot == std::string_view::npos ? type.name : type.name.substr(dot + 1);
}

std::string typeWords(const data::TypeRef& type)
{
    using data::TypeKind;
    switch (type.kind) {
    case TypeKind::String:
        return "string";
    case TypeKind::Boolean:
        return "boolean";
    case TypeKind::Int32:
    case TypeKind::Int64:
    case TypeKind::UInt32:
    case TypeKind::UInt64:
    case TypeKind::Enum:
        return "integer";
    case TypeKind::Double:
    case TypeKind::Float:
        return "number";
    case TypeKind::Bytes:
        return "base64 bytes";
    case TypeKind::IntOrString:
        return "integer or string";
    case TypeKind::Quantity:
        return "quantity";
    case TypeKind::Time:
    case TypeKind::MicroTime:
        return "time";
    case TypeKind::Raw:
        return "any value";
    case TypeKind::Object:
        return type.object ? std::string(shortName(*type.object)) : "object";
    case TypeKind::List:
        return "list of " + (type.element ? typeWords(*type.element) : "values");
    case TypeKind::Map:
        return "map of " + (type.element ? typeWords(*type.element) : "values");
    }
    return {};
}

} // namespace skiff::model::edit
