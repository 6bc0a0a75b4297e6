#include "cluster/data/patch/strategic_merge_patch.h"

#include "cluster/data/patch/directives.h"
#include "cluster/data/patch/list_merge.h"

#include <utility>

namespace skiff::data {

namespace {

using patch::Directive;

/// What the schema says of one member of an object or map.
struct Member
{
    TypeRef type;
    bool merge = false;
    std::string_view mergeKey;
};

Member memberOf(const TypeRef& type, std::string_view key)
{
    if (type.kind == TypeKind::Object && type.object) {
        if (const Field* field = type.object->find(key))
            return {field->type, (field->patchStrategy & PatchMerge) != 0, field->mergeKey};
    } else if (type.kind == TypeKind::Map && type.element) {
        return {*type.element, false, {}};
    }
    return {};
}

TypeRef elementOf(const TypeRef& list)
{
    return list.kind == TypeKind::List && list.element ? *list.element : TypeRef{};
}

Status mergeObject(Object& original, const Object& patch, const TypeRef& type);

/// The elements of a list that replaces another, without directives and nulls in them.
Result<Array> replacingList(const Array& patch, const TypeRef& element)
{
    Array list;
    for (const Value& value : patch) {
        if (!value.is_object()) {
            list.push_back(value);
            continue;
        }
        const Object& object = value.get_object();
        SKIFF_TRY_ASSIGN(const Directive directive, patch::directiveOf(object));
        if (directive == Directive::Delete || (directive == Directive::Replace && object.size() == 1))
            continue;
        Object clean;
        SKIFF_TRY(mergeObject(clean, object, element));
        list.push_back(std::move(clean));
    }
    return list;
}

/// Merges the list `key`; `change` is nullptr when only its order is given.
Status mergeListMember(Object& original, std::string_view key, const Array* change, const Value* order,
                       const Member& member)
{
    Value* current = original.if_contains(key);
    if (!current || !current->is_array()) {
        if (!change)
            return {};
        current = &(original[key] = Array());
    }
    const TypeRef element = elementOf(member.type);
    if (!member.merge) {
        if (change) {
            SKIFF_TRY_ASSIGN(*current, replacingList(*change, element));
        }
        return {};
    }
    if (order && !order->is_array())
        return {ErrorCode::InvalidArgument, "invalid patch format of setElementOrder list"};
    const patch::ListMerge how{
        .mergeKey = member.mergeKey,
        .order = order ? &order->get_array() : nullptr,
        .mergeElement = [&element](Object& target,
                                   const Object& source) { return mergeObject(target, source, element); },
    };
    return patch::mergeList(current->get_array(), change, how);
}

Status mergeMember(Object& original, std::string_view key, const Value& change, const Value* order,
                   const Member& member)
{
    if (change.is_null()) {
        patch::removeMember(original, key);
        return {};
    }
    if (change.is_array())
        return mergeListMember(original, key, &change.get_array(), order, member);
    if (!change.is_object()) {
        original[key] = change;
        return {};
    }
    Value* current = original.if_contains(key);
    if (!current || !current->is_object()) {
        SKIFF_TRY_ASSIGN(const Directive directive, patch::directiveOf(change.get_object()));
        if (directive == Directive::Delete)
            return {};
        current = &(original[key] = Object());
    }
    return mergeObject(current->get_object(), change.get_object(), member.type);
}

/// "$setElementOrder/LIST" without LIST, and "$deleteFromPrimitiveList/LIST".
Status applyListDirective(Object& original, const Object& patch, std::string_view key, const Value& value,
                          const TypeRef& type)
{
    if (key.starts_with(patch::setElementOrderPrefix)) {
        key.remove_prefix(patch::setElementOrderPrefix.size());
        if (patch.contains(key))
            return {};
        return mergeListMember(original, key, nullptr, &value, memberOf(type, key));
    }
    if (!key.starts_with(patch::deleteFromPrimitiveListPrefix))
        return {};
    if (!value.is_array())
        return {ErrorCode::InvalidArgument, "invalid patch format of primitive list"};
    key.remove_prefix(patch::deleteFromPrimitiveListPrefix.size());
    Value* list = original.if_contains(key);
    if (list && list->is_array())
        patch::removeScalars(list->get_array(), value.get_array());
    return {};
}

Status mergeObject(Object& original, const Object& patch, const TypeRef& type)
{
    SKIFF_TRY_ASSIGN(const Directive directive, patch::directiveOf(patch));
    if (directive != Directive::Merge)
        original.clear();
    if (directive == Directive::Delete)
        return {};
    SKIFF_TRY(patch::applyRetainKeys(original, patch));
    for (const auto& [key, value] : patch) {
        if (patch::isDirective(key)) {
            SKIFF_TRY(applyListDirective(original, patch, key, value, type));
            continue;
        }
        const Value* order = nullptr;
        if (value.is_array())
            order = patch.if_contains(std::string(patch::setElementOrderPrefix).append(key));
        SKIFF_TRY(mergeMember(original, key, value, order, memberOf(type, key)));
    }
    return {};
}

} // namespace

Result<Value> applyStrategicMergePatch(Value original, const Value& patch, const ObjectType& type)
{
    if (!original.is_object() || !patch.is_object())
        return Error{ErrorCode::InvalidArgument, "invalid JSON document"};
    SKIFF_TRY(mergeObject(original.get_object(), patch.get_object(), TypeRef{TypeKind::Object, &type, nullptr}));
    return original;
}

} // namespace skiff::data
