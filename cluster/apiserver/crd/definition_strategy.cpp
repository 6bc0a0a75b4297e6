#include "cluster/apiserver/crd/definition_strategy.h"

#include "cluster/apiserver/crd/definition_rules.h"

#include <algorithm>

namespace skiff::apiserver {

namespace {

bool holds(const data::Array& list, std::string_view text)
{
    return std::any_of(list.begin(), list.end(),
                       [&](const data::Value& each) { return data::stringAt(each, {}) == text; });
}

/// The version that is stored from now on joins those in which objects may be.
void noteStoredVersion(data::Value& definition)
{
    const data::Value* versions = data::find(definition, {"spec", "versions"});
    if (!versions || !versions->is_array())
        return;
    for (const data::Value& each : versions->get_array()) {
        if (!data::boolAt(each, {"storage"}))
            continue;
        const std::string name(data::stringAt(each, {"name"}));
        data::Value& stored = data::ensureObject(definition, {"status"})["storedVersions"];
        if (!stored.is_array())
            stored.emplace_array();
        if (!holds(stored.get_array(), name))
            stored.get_array().emplace_back(name);
        return;
    }
}

void warn(const data::Value& object, const WriteCall& call)
{
    for (std::string& warning : definitionWarnings(object))
        if (std::find(call.warnings.begin(), call.warnings.end(), warning) == call.warnings.end())
            call.warnings.push_back(std::move(warning));
}

} // namespace

void DefinitionStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    // Kubernetes shows null for a moment, which `kubectl wait` takes for an error.
    object.as_object()["status"] = {
        {"conditions", data::Array()}, {"acceptedNames", {{"plural", ""}, {"kind", ""}}}, {"storedVersions", data::Array()}};
    noteStoredVersion(object);
    warn(object, call);
}

void DefinitionStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    Strategy::prepareForUpdate(object, old, call);
    noteStoredVersion(object);
    if (data::intAt(object, {"metadata", "generation"}) != data::intAt(old, {"metadata", "generation"}))
        warn(object, call);
}

Causes DefinitionStrategy::validateNew(const data::Value& object, const WriteCall&) const
{
    return checkDefinition(object, nullptr);
}

Causes DefinitionStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall&) const
{
    return checkDefinition(object, &old);
}

void DefinitionStrategy::markDeleted(data::Value& object) const
{
    if (!data::stringAt(object, {"metadata", "deletionTimestamp"}).empty())
        return; // it was added by the first wish
    data::Value& finalizers = data::ensureObject(object, {"metadata"})["finalizers"];
    if (!finalizers.is_array())
        finalizers.emplace_array();
    if (!holds(finalizers.get_array(), cleanupFinalizer))
        finalizers.get_array().emplace_back(cleanupFinalizer);
}

} // namespace skiff::apiserver
