#include "cluster/api/defaults/rules.h"

namespace skiff::api::defaults {
namespace {

/// A rolling update has its parameters, given or `initial`.
void rollingUpdate(data::Value& object, std::string_view strategy, const data::Object& initial)
{
    if (data::stringAt(object, {"spec", strategy, "type"}) == "RollingUpdate")
        setUnlessPresent(data::ensureObject(object, {"spec", strategy}), "rollingUpdate", initial);
}

void podTemplateSpec(data::Value& object)
{
    podSpec(data::find(object, {"spec", "template", "spec"}));
}

} // namespace

void deployment(data::Value& object)
{
    podTemplateSpec(object);
    rollingUpdate(object, "strategy", {{"maxUnavailable", "25%"}, {"maxSurge", "25%"}});
}

void daemonSet(data::Value& object)
{
    podTemplateSpec(object);
    rollingUpdate(object, "updateStrategy", {{"maxUnavailable", 1}, {"maxSurge", 0}});
}

void statefulSet(data::Value& object)
{
    podTemplateSpec(object);
    rollingUpdate(object, "updateStrategy", {{"partition", 0}});
    forEachIn(data::find(object, {"spec"}), "volumeClaimTemplates", [](data::Value& claim) {
        claim.get_object()["kind"] = "PersistentVolumeClaim";
        claim.get_object()["apiVersion"] = "v1";
    });
}

void replicaSet(data::Value& object)
{
    podTemplateSpec(object);
}

/// Labels and selector are those of the template when they are not given.
void replicationController(data::Value& object)
{
    podTemplateSpec(object);
    const data::Value* labels = data::find(object, {"spec", "template", "metadata", "labels"});
    if (!labels || !labels->is_object() || labels->get_object().empty())
        return;
    const data::Value known = *labels;
    setUnlessPresent(data::ensureObject(object, {"spec"}), "selector", known);
    setUnlessPresent(data::ensureObject(object, {"metadata"}), "labels", known);
}

} // namespace skiff::api::defaults
