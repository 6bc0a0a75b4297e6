#include "app/model/edit/normal_form.h"

#include <algorithm>
#include <array>

namespace skiff::model::edit {

namespace {

constexpr std::array<std::string_view, 8> ServersMetadata{
    "uid",           "resourceVersion", "generation",        "creationTimestamp",
    "managedFields", "selfLink",        "deletionTimestamp", "deletionGracePeriodSeconds"};

/// Built-in kinds call a field nullable when its zero differs from its absence; null is absence for all of them.
bool mayBeNull(const data::Field& field)
{
    return field.type.kind == data::TypeKind::Raw || (field.nullable && field.protoNumber == 0);
}

void fillKeys(data::Value& element, const data::Field& list, const data::TypeRef& type)
{
    if (!element.is_object() || !type.object)
        return;
    for (const std::string_view key : list.listMapKeys) {
        const data::Field* field = type.object->find(key);
        if (!field || element.get_object().contains(key))
            continue;
        const std::string_view json = field->defaultJson.empty() ? field->initialJson : field->defaultJson;
        if (const auto value = data::parseJson(json); !json.empty() && value.ok())
            element.get_object().emplace(key, *value);
    }
}

void normalise(data::Value& value, const data::TypeRef& type, const data::Field* field);

void normaliseMembers(data::Object& object, const data::TypeRef& type)
{
    if (type.kind == data::TypeKind::Object && type.object) {
        std::vector<std::string> nulls;
        for (auto& [key, member] : object) {
            const data::Field* field = type.object->find(key);
            if (field && member.is_null() && !mayBeNull(*field))
                nulls.emplace_back(key);
            else if (field)
                normalise(member, field->type, field);
        }
        for (const std::string& key : nulls)
            object.stable_erase(object.find(key));
    } else if (type.kind == data::TypeKind::Map && type.element) {
        for (auto& [key, member] : object)
            normalise(member, *type.element, nullptr);
    }
}

void normalise(data::Value& value, const data::TypeRef& type, const data::Field* field)
{
    if (value.is_object()) {
        normaliseMembers(value.get_object(), type);
    } else if (value.is_array() && type.kind == data::TypeKind::List && type.element) {
        for (data::Value& element : value.get_array()) {
            normalise(element, *type.element, nullptr);
            if (field && field->listType == data::ListType::Map)
                fillKeys(element, *field, *type.element);
        }
    }
}

} // namespace

data::Value normalForm(const data::Value& object, const data::ObjectType* type)
{
    data::Value normal = object;
    if (type)
        normalise(normal, {data::TypeKind::Object, type, nullptr}, nullptr);
    return normal;
}

data::Value withoutServerFields(const data::Value& object)
{
    data::Value clean = object;
    for (const std::string_view key : ServersMetadata)
        data::removeAt(clean, {"metadata", key});
    data::removeAt(clean, {"status"});
    return clean;
}

void takeServerFields(data::Value& object, const data::Value& live)
{
    const auto take = [&](std::initializer_list<std::string_view> path) {
        data::Value* mine = data::find(object, path);
        if (const data::Value* theirs = data::find(live, path); mine && theirs)
            *mine = *theirs;
        else if (mine)
            data::removeAt(object, path);
    };
    for (const std::string_view key : ServersMetadata)
        take({"metadata", key});
    take({"status"});
}

} // namespace skiff::model::edit
