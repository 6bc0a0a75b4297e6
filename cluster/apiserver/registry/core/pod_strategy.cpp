#include "cluster/apiserver/registry/core/pod_strategy.h"

#include "cluster/api/views/pod.h"
#include "cluster/data/document.h"
#include "cluster/semantics/pod.h"

namespace skiff::apiserver {

namespace {

constexpr int64_t defaultGrace = 30;

std::string qosClassOf(const data::Value& pod)
{
    const auto document = data::Document::from(pod);
    return std::string(semantics::qosClass(api::PodView(document->root())));
}

} // namespace

void PodStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    data::Object& status = data::ensureObject(object, {"status"});
    status["phase"] = "Pending";
    status["qosClass"] = qosClassOf(object);
}

void PodStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    if (call.subresource == "ephemeralcontainers") {
        // All but these containers stays as it is.
        data::Value next = old;
        const data::Value* containers = data::find(object, {"spec", "ephemeralContainers"});
        data::Object& spec = data::ensureObject(next, {"spec"});
        if (containers)
            spec["ephemeralContainers"] = *containers;
        else
            spec.erase("ephemeralContainers");
        object = std::move(next);
    }
    Strategy::prepareForUpdate(object, old, call);
}

void PodStrategy::prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    Strategy::prepareForStatusUpdate(object, old, call);
    if (const data::Value* qos = data::find(old, {"status", "qosClass"}))
        data::ensureObject(object, {"status"})["qosClass"] = *qos;
}

std::optional<int64_t> PodStrategy::gracePeriod(const data::Value& object, const DeleteWish& wish) const
{
    const std::string_view phase = data::stringAt(object, {"status", "phase"});
    // Nothing runs: there is nobody to wait for.
    if (data::stringAt(object, {"spec", "nodeName"}).empty() || phase == "Succeeded" || phase == "Failed")
        return 0;
    const int64_t grace =
        wish.gracePeriodSeconds.value_or(data::intAt(object, {"spec", "terminationGracePeriodSeconds"}, defaultGrace));
    return grace < 0 ? 1 : grace;
}

} // namespace skiff::apiserver
