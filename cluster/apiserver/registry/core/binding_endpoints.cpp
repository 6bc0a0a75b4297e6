#include "cluster/apiserver/registry/core/binding_endpoints.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_steps.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view createdStatus =
    R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201})";

void answerDone(const ApiCall& call, const Outcome<Written>& outcome)
{
    if (!outcome.ok())
        return call.request->fail(outcome.error());
    answerJson(call.request, 201, std::string(createdStatus));
}

StatusError bindingConflict(std::string_view pod, std::string_view why)
{
    StatusError error;
    error.code = 409;
    error.reason = "Conflict";
    error.message = fmt::format("Operation cannot be fulfilled on pods/binding \"{}\": {}", pod, why);
    error.details = true;
    error.name = pod;
    error.kind = "pods/binding";
    return error;
}

/// Adds or replaces the condition PodScheduled.
void markScheduled(data::Value& pod, WallTime now)
{
    data::Object& status = data::ensureObject(pod, {"status"});
    if (!status.contains("conditions") || !status["conditions"].is_array())
        status["conditions"] = data::Array();
    data::Array& conditions = status["conditions"].as_array();
    data::Value scheduled{{"type", "PodScheduled"},
                          {"status", "True"},
                          {"lastProbeTime", nullptr},
                          {"lastTransitionTime", formatTime(now)}};
    for (data::Value& each : conditions) {
        if (data::stringAt(each, {"type"}) == "PodScheduled") {
            each = std::move(scheduled);
            return;
        }
    }
    conditions.push_back(std::move(scheduled));
}

void copyAnnotations(data::Value& pod, const data::Value& binding, std::string_view member)
{
    const data::Value* given = data::find(binding, {"metadata", member});
    if (!given || !given->is_object())
        return;
    data::Object& own = data::ensureObject(pod, {"metadata", member});
    for (const auto& each : given->as_object())
        own[each.key()] = each.value();
}

Outcome<Change> computeBinding(const ApiCall& call, const data::Value& binding, const ObjectPtr& current)
{
    if (!current)
        return notFound(call.target.served.resource, call.target.name);
    data::Value pod = current->toUnownedValue("Pod", "v1");
    const std::string_view uid = data::stringAt(binding, {"metadata", "uid"});
    if (!uid.empty() && uid != current->uid())
        return bindingConflict(call.target.name, fmt::format("Precondition failed: UID in precondition: {}, UID in object meta: {}",
                                                             uid, current->uid()));
    if (!data::stringAt(pod, {"metadata", "deletionTimestamp"}).empty())
        return bindingConflict(call.target.name, fmt::format("pod {} is being deleted, cannot be assigned to a host", call.target.name));
    const std::string_view node = data::stringAt(pod, {"spec", "nodeName"});
    if (!node.empty())
        return bindingConflict(call.target.name, fmt::format("pod {} is already assigned to node \"{}\"", call.target.name, node));
    data::ensureObject(pod, {"spec"})["nodeName"] = data::stringAt(binding, {"target", "name"});
    copyAnnotations(pod, binding, "annotations");
    copyAnnotations(pod, binding, "labels");
    markScheduled(pod, call.services.clock.now());
    return Change{Change::Kind::Write, std::move(pod), std::string(current->managedFields())};
}

Checked checkBinding(const data::Value& binding)
{
    Causes causes;
    const std::string_view kind = data::stringAt(binding, {"target", "kind"});
    if (!kind.empty() && kind != "Node")
        causes.push_back(notSupportedField("target.kind", quoted(kind), {"Node", "<empty>"}));
    if (data::stringAt(binding, {"target", "name"}).empty())
        causes.push_back(requiredField("target.name"));
    if (causes.empty())
        return Done{};
    return invalid("", "Binding", data::stringAt(binding, {"metadata", "name"}), std::move(causes));
}

void bind(ApiCall call)
{
    auto options = readWriteOptions(call.request->query, "CreateOptions");
    if (!options.ok())
        return call.request->fail(options.error());
    const ExpectedKind kind = ExpectedKind::of(*api::findResource("", "v1", "bindings"));
    auto binding = readObjectBody(call.request->http(), kind, options->fieldValidation, call.request->warnings);
    if (!binding.ok())
        return call.request->fail(binding.error());
    if (call.target.name.empty())
        call.target.name = data::stringAt(*binding, {"metadata", "name"});
    if (const Checked checked = checkBinding(*binding); !checked.ok())
        return call.request->fail(checked.error());
    changeObject(
        call, call.target.key(),
        [call, binding = *binding](const ObjectPtr& current) { return computeBinding(call, binding, current); },
        {options->dryRun}, [call](const Outcome<Written>& outcome) { answerDone(call, outcome); });
}

void addPodAction(SpecialEndpoints& endpoints, const ApiServices& services, std::string what, std::function<void(const ApiCall&)> action)
{
    endpoints.add(std::move(what), "create", [&services, action = std::move(action)](const ContextPtr& request) {
        const RequestInfo& info = request->info;
        const ServedResource* pods = services.registry.find("", "v1", "pods");
        if (info.namespaceName.empty())
            return request->fail(methodNotAllowed());
        const ApiCall call{services, request,
                           Target{*pods, pods->resource.findSubresource(info.subresource), info.namespaceName, info.name}};
        onPool(call, [call, action] { action(call); });
    });
}

} // namespace

void addBindingEndpoints(SpecialEndpoints& endpoints, const ApiServices& services)
{
    addPodAction(endpoints, services, "/bindings", bind);
    addPodAction(endpoints, services, "/pods/binding", bind);
}

} // namespace skiff::apiserver
