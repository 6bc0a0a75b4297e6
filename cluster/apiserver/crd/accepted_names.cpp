#include "cluster/apiserver/crd/accepted_names.h"

#include <fmt/format.h>

#include <set>
#include <string>

namespace skiff::apiserver {

namespace {

using Names = std::set<std::string, std::less<>>;

void addText(const data::Value& names, std::string_view key, Names& to)
{
    if (const std::string_view text = data::stringAt(names, {key}); !text.empty())
        to.emplace(text);
}

/// The names that other kinds of the group have.
struct Taken
{
    Names resources;
    Names kinds;

    explicit Taken(const std::vector<data::Value>& accepted)
    {
        for (const data::Value& names : accepted) {
            addText(names, "plural", resources);
            addText(names, "singular", resources);
            if (const data::Value* list = data::find(names, {"shortNames"}); list && list->is_array())
                for (const data::Value& name : list->get_array())
                    resources.emplace(data::stringAt(name, {}));
            addText(names, "kind", kinds);
            addText(names, "listKind", kinds);
        }
    }
};

struct Conflict
{
    std::string reason;
    std::string message;
};

/// Takes over one name unless another kind has it.
void settle(const data::Value& wanted, std::string_view key, const Names& taken, std::string_view reason,
            data::Object& accepted, Conflict& conflict)
{
    const data::Value* value = data::find(wanted, {key});
    if (!value) {
        accepted.erase(key);
        return;
    }
    std::string inUse;
    const auto look = [&](std::string_view name) {
        if (taken.contains(name))
            inUse.append(inUse.empty() ? "" : ", ").append(fmt::format("\"{}\" is already in use", name));
    };
    if (value->is_array())
        for (const data::Value& each : value->get_array())
            look(data::stringAt(each, {}));
    else
        look(data::stringAt(*value, {}));
    if (inUse.empty())
        accepted[key] = *value;
    else // the last one is told, as in Kubernetes
        conflict = {std::string(reason), inUse};
}

void settleApproval(data::Value& definition, WallTime now)
{
    const std::string_view group = data::stringAt(definition, {"spec", "group"});
    if (!group.ends_with(".k8s.io") && !group.ends_with(".kubernetes.io"))
        return;
    const std::string text(data::stringAt(definition, {"metadata", "annotations", "api-approved.kubernetes.io"}));
    const bool approved = text.find("://") != std::string::npos;
    setCondition(definition, "KubernetesAPIApprovalPolicyConformant", approved,
                 approved ? "ApprovedAnnotation" : "UnapprovedAnnotation",
                 approved ? "approved in " + text : fmt::format("not approved: \"{}\"", text), now);
}

} // namespace

bool hasCondition(const data::Value& definition, std::string_view type)
{
    const data::Value* conditions = data::find(definition, {"status", "conditions"});
    if (conditions && conditions->is_array())
        for (const data::Value& each : conditions->get_array())
            if (data::stringAt(each, {"type"}) == type)
                return data::stringAt(each, {"status"}) == "True";
    return false;
}

bool setCondition(data::Value& definition, std::string_view type, bool status, std::string_view reason,
                  std::string_view message, WallTime now)
{
    data::Value& conditions = data::ensureObject(definition, {"status"})["conditions"];
    if (!conditions.is_array())
        conditions.emplace_array();
    const std::string_view word = status ? "True" : "False";
    data::Object* found = nullptr;
    for (data::Value& each : conditions.get_array())
        if (data::stringAt(each, {"type"}) == type)
            found = each.if_object();
    if (!found) {
        conditions.get_array().emplace_back(data::Object{{"type", type}});
        found = &conditions.get_array().back().get_object();
    }
    data::Object wanted{{"type", type},
                        {"status", word},
                        {"lastTransitionTime", formatTime(now)},
                        {"reason", reason},
                        {"message", message}};
    if (const data::Value* before = found->if_contains("status");
        before && before->is_string() && std::string_view(before->get_string()) == word)
        wanted["lastTransitionTime"] = (*found)["lastTransitionTime"];
    if (data::equal(data::Value(wanted), data::Value(*found)))
        return false;
    *found = std::move(wanted);
    return true;
}

bool settleNames(data::Value& definition, const std::vector<data::Value>& others, WallTime now)
{
    const data::Value before = definition;
    const data::Value* names = data::find(definition, {"spec", "names"});
    if (!names)
        return false;
    const data::Value wanted = *names;
    const Taken taken(others);
    data::Object accepted;
    if (const data::Value* present = data::find(definition, {"status", "acceptedNames"});
        present && present->is_object())
        accepted = present->get_object();
    Conflict conflict;
    settle(wanted, "plural", taken.resources, "PluralConflict", accepted, conflict);
    settle(wanted, "singular", taken.resources, "SingularConflict", accepted, conflict);
    settle(wanted, "shortNames", taken.resources, "ShortNamesConflict", accepted, conflict);
    settle(wanted, "kind", taken.kinds, "KindConflict", accepted, conflict);
    settle(wanted, "listKind", taken.kinds, "ListKindConflict", accepted, conflict);
    settle(wanted, "categories", {}, {}, accepted, conflict);
    data::ensureObject(definition, {"status"})["acceptedNames"] = std::move(accepted);
    const bool fine = conflict.reason.empty();
    setCondition(definition, "NamesAccepted", fine, fine ? "NoConflicts" : conflict.reason,
                 fine ? "no conflicts found" : conflict.message, now);
    if (!hasCondition(definition, "Established"))
        setCondition(definition, "Established", fine, fine ? "InitialNamesAccepted" : "NotAccepted",
                     fine ? "the initial names have been accepted" : "not all names are accepted", now);
    settleApproval(definition, now);
    return !data::equal(before, definition);
}

} // namespace skiff::apiserver
