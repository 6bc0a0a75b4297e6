#include "cluster/apiserver/registry/core/namespace_strategy.h"

namespace skiff::apiserver {

namespace {

void labelWithName(data::Value& object)
{
    const std::string name(data::stringAt(object, {"metadata", "name"}));
    if (!name.empty())
        data::ensureObject(object, {"metadata", "labels"})["kubernetes.io/metadata.name"] = name;
}

} // namespace

void NamespaceStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    labelWithName(object);
    data::Object& spec = data::ensureObject(object, {"spec"});
    data::Array finalizers = {"kubernetes"};
    if (const auto* given = spec.if_contains("finalizers"); given && given->is_array())
        for (const data::Value& each : given->as_array())
            if (each != "kubernetes")
                finalizers.push_back(each);
    spec["finalizers"] = std::move(finalizers);
    data::ensureObject(object, {"status"})["phase"] = "Active";
}

void NamespaceStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    if (call.subresource == "finalize") {
        const data::Value spec = data::Value(data::ensureObject(object, {"spec"}));
        object = old;
        data::ensureObject(object, {"spec"}) = spec.as_object();
        return;
    }
    Strategy::prepareForUpdate(object, old, call);
    labelWithName(object);
    if (const data::Value* finalizers = data::find(old, {"spec", "finalizers"}))
        data::ensureObject(object, {"spec"})["finalizers"] = *finalizers;
    else
        data::removeAt(object, {"spec", "finalizers"});
}

void NamespaceStrategy::markDeleted(data::Value& object) const
{
    data::ensureObject(object, {"status"})["phase"] = "Terminating";
}

bool NamespaceStrategy::holdsDeletion(const data::Value& object) const
{
    const data::Value* finalizers = data::find(object, {"spec", "finalizers"});
    return finalizers && finalizers->is_array() && !finalizers->as_array().empty();
}

} // namespace skiff::apiserver
