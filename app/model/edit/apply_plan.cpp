#include "app/model/edit/apply_plan.h"

#include "app/model/edit/schema.h"
#include "cluster/data/apply/check.h"
#include "cluster/data/apply/ownership.h"

#include <algorithm>
#include <array>

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

bool sameIdentity(const data::Value& a, const data::Value& b)
{
    return data::stringAt(a, {"kind"}) == data::stringAt(b, {"kind"}) &&
           data::stringAt(a, {"metadata", "name"}) == data::stringAt(b, {"metadata", "name"}) &&
           data::stringAt(a, {"metadata", "namespace"}) == data::stringAt(b, {"metadata", "namespace"});
}

/// What the console applied before and still is wanted, and what is changed now.
data::Value applyBody(const data::Value& base, const data::Value& wanted, const std::vector<FieldChange>& changes,
                      const data::ObjectType* type)
{
    data::Value body = identityOf(base);
    for (const FieldPath& path : appliedFields(base, FieldManager))
        carry(body, wanted, path, type);
    for (const FieldChange& change : changes)
        if (!change.removed())
            carry(body, wanted, change.path, type);
    return body;
}

/// The only version that the object is known in.
class OneVersion final : public data::ObjectVersions
{
public:
    OneVersion(std::string_view apiVersion, const data::ObjectType& type) : m_apiVersion(apiVersion), m_type(type) {}

    const data::ObjectType* typeAt(std::string_view apiVersion) const override
    {
        return apiVersion == m_apiVersion ? &m_type : nullptr;
    }
    data::Value convert(const data::Value& object, std::string_view) const override { return object; }

private:
    std::string_view m_apiVersion;
    const data::ObjectType& m_type;
};

/// Applies `plan.body` to `base` as a server does, taking what others own: true when `wanted` comes of it.
bool appliesTo(const data::Value& base, const ApplyPlan& plan, const data::Value& wanted, const data::ObjectType* type)
{
    const std::string_view apiVersion = data::stringAt(base, {"apiVersion"});
    if (apiVersion != data::stringAt(wanted, {"apiVersion"}))
        return false;
    // Without a schema nothing can be tried: what is only set comes to be set.
    if (!type)
        return std::none_of(plan.changes.begin(), plan.changes.end(),
                            [](const FieldChange& change) { return change.removed(); });
    // A list with keys that had to be compared as a whole would come to belong to the console as a whole.
    for (const FieldChange& change : plan.changes)
        if (const data::Field* field = typeAt(type, change.path).field;
            field && change.before && change.before->is_array() && field->listType != data::ListType::Atomic &&
            change.path.steps().back().type == PathStep::Type::Field)
            return false;
    if (!data::checkConfiguration(plan.body, *type).ok())
        return false;
    data::PathPool pool;
    const data::Value* entries = data::find(base, {"metadata", "managedFields"});
    auto managed = data::ManagedFields::fromJson(entries ? data::toJson(*entries) : "[]");
    if (!managed.ok())
        return false;
    const OneVersion versions(apiVersion, *type);
    constexpr std::array<std::string_view, 1> ignored{"status"};
    const data::OwnershipCall call{{std::string(FieldManager), true, std::string(apiVersion), {}},
                                   *type,
                                   versions,
                                   "2020-01-01T00:00:00Z",
                                   ignored};
    const data::Value live = normalForm(base, type);
    const data::Applied applied = data::applyConfiguration(live, plan.body, *managed, call, true, pool);
    return data::equal(withoutServerFields(applied.object ? *applied.object : live), wanted);
}

} // namespace

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
    data::Value wanted = withoutServerFields(normalForm(mine, type));
    // A text that does not say its namespace means the one it came from.
    if (const data::Value* nameSpace = data::find(base, {"metadata", "namespace"});
        nameSpace && data::stringAt(wanted, {"metadata", "namespace"}).empty())
        data::ensureObject(wanted, {"metadata"})["namespace"] = *nameSpace;
    if (!base.is_object() || !sameIdentity(base, wanted)) {
        plan.method = ApplyPlan::Method::Create;
        plan.body = wanted;
        return plan;
    }
    plan.changes = diffObjects(withoutServerFields(base), wanted, type);
    if (plan.changes.empty())
        return plan;
    for (const FieldChange& change : plan.changes)
        if (change.removed()) {
            auto owners = ownersOf(base, change.path);
            std::erase_if(owners, [](const FieldOwner& each) { return each.manager == FieldManager; });
            if (!owners.empty())
                plan.foreign.push_back({change.path, std::move(owners)});
        }
    plan.body = applyBody(base, wanted, plan.changes, type);
    plan.method = appliesTo(base, plan, wanted, type) ? ApplyPlan::Method::Apply : ApplyPlan::Method::Update;
    if (plan.method == ApplyPlan::Method::Update)
        plan.body = updateBody(base, mine);
    return plan;
}

} // namespace skiff::model::edit
