#include "app/model/edit/apply_plan.h"

#include "app/model/edit/schema.h"

#include <algorithm>

namespace skiff::model::edit {

namespace {

/// Puts the value at `path` of `from` into `to`. Lists on the way that are one value for their owner go whole.
void carry(data::Value& to, const data::Value& from, const FieldPath& path, const data::ObjectType* type)
{
    FieldPath whole;
    for (const PathStep& step : path.steps()) {
        if (step.type == PathStep::Type::Index)
            break;
        // An unknown list was compared by names that its owner does not go by.
        if (step.type != PathStep::Type::Field && typeAt(type, whole).field == nullptr)
            break;
        whole = whole.then(step);
    }
    const data::Value* value = whole.find(from);
    if (!value)
        return;
    whole.set(to, *value);
    // All key members belong to an element, also those with a default that the path leaves out.
    FieldPath element;
    for (const PathStep& step : whole.steps()) {
        element = element.then(step);
        if (step.type != PathStep::Type::Key)
            continue;
        FieldPath list({element.steps().begin(), element.steps().end() - 1});
        const data::Field* field = typeAt(type, list).field;
        const data::Value* source = element.find(from);
        if (!field || !source || !source->is_object())
            continue;
        for (const std::string_view key : field->listMapKeys)
            if (const data::Value* member = source->get_object().if_contains(key))
                element.then(key).set(to, *member);
    }
}

data::Value identityOf(const data::Value& object)
{
    data::Object identity;
    for (const char* key : {"apiVersion", "kind"})
        if (const data::Value* value = data::find(object, {key}))
            identity[key] = *value;
    data::Object metadata;
    for (const char* key : {"name", "namespace"})
        if (const std::string_view text = data::stringAt(object, {"metadata", key}); !text.empty())
            metadata[key] = text;
    identity["metadata"] = std::move(metadata);
    return identity;
}

} // namespace

data::Value withoutServerFields(const data::Value& object)
{
    data::Value clean = object;
    for (const char* key : {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink",
                            "deletionTimestamp", "deletionGracePeriodSeconds"})
        data::removeAt(clean, {"metadata", key});
    data::removeAt(clean, {"status"});
    return clean;
}

data::Value updateBody(const data::Value& base, const data::Value& mine)
{
    data::Value body = withoutServerFields(mine);
    data::Object& metadata = data::ensureObject(body, {"metadata"});
    for (const char* key : {"uid", "resourceVersion"})
        if (const std::string_view text = data::stringAt(base, {"metadata", key}); !text.empty())
            metadata[key] = text;
    if (const data::Value* status = data::find(base, {"status"}))
        body.as_object()["status"] = *status;
    return body;
}

ApplyPlan planApply(const data::Value& base, const data::Value& mine, const data::ObjectType* type)
{
    ApplyPlan plan;
    const data::Value wanted = withoutServerFields(mine);
    if (!base.is_object()) {
        plan.method = ApplyPlan::Method::Create;
        plan.body = wanted;
        return plan;
    }
    plan.changes = diffObjects(withoutServerFields(base), wanted, type);
    if (plan.changes.empty())
        return plan;
    plan.method = ApplyPlan::Method::Apply;
    const bool known = data::find(base, {"metadata", "managedFields"}) != nullptr;
    bool update = false;
    for (const FieldChange& change : plan.changes) {
        if (!change.removed())
            continue;
        auto owners = ownersOf(base, change.path);
        const bool appliedByUs = std::any_of(owners.begin(), owners.end(), [](const FieldOwner& each) {
            return each.manager == FieldManager && each.operation == "Apply";
        });
        std::erase_if(owners, [](const FieldOwner& each) { return each.manager == FieldManager; });
        // What nobody but us applied goes when it is left out of what we apply; all else must be taken out by an
        // update.
        update = update || !known || !appliedByUs || !owners.empty();
        if (!owners.empty())
            plan.foreign.push_back({change.path, std::move(owners)});
    }
    if (update) {
        plan.method = ApplyPlan::Method::Update;
        plan.body = updateBody(base, mine);
        return plan;
    }
    plan.body = identityOf(base);
    for (const FieldPath& path : appliedFields(base, FieldManager))
        carry(plan.body, wanted, path, type);
    for (const FieldChange& change : plan.changes)
        if (!change.removed())
            carry(plan.body, wanted, change.path, type);
    return plan;
}

} // namespace skiff::model::edit
