#include "cluster/controllers/endpoints/endpoints_plan.h"

#include "cluster/controllers/endpoints/service_endpoints.h"

#include <map>

namespace skiff::controllers {

namespace {

/// The API's limit for one object; slices have no such limit.
constexpr size_t mostAddresses = 1000;
constexpr std::string_view overCapacity = "endpoints.kubernetes.io/over-capacity";
constexpr std::string_view headlessLabel = "service.kubernetes.io/headless";

struct Subset
{
    data::Array ports;
    data::Array ready;
    data::Array notReady;
};

data::Value address(const ServiceEndpoint& endpoint, const api::ServiceView& service)
{
    data::Object entry{{"ip", endpoint.address}};
    const api::PodView pod(endpoint.pod->root());
    if (!pod.spec().hostname().empty() && pod.spec().subdomain() == service.metadata().name())
        entry["hostname"] = pod.spec().hostname();
    if (!pod.spec().nodeName().empty())
        entry["nodeName"] = pod.spec().nodeName();
    entry["targetRef"] = podReference(*endpoint.pod);
    return entry;
}

data::Array subsetsOf(const api::ServiceView& service, const std::vector<ServiceEndpoint>& endpoints, bool& truncated)
{
    std::map<std::string, Subset> byPorts;
    size_t count = 0;
    for (const bool ready : {true, false})
        for (const ServiceEndpoint& endpoint : endpoints) {
            if (endpoint.ready != ready)
                continue;
            if (endpoint.terminating && !service.spec().publishNotReadyAddresses())
                continue;
            if (endpoint.ports.empty() && !service.spec().ports().empty())
                continue; // none of the service's ports is there
            if (++count > mostAddresses) {
                truncated = true;
                break;
            }
            Subset& subset = byPorts[data::toJson(endpoint.ports)];
            subset.ports = endpoint.ports;
            (ready ? subset.ready : subset.notReady).push_back(address(endpoint, service));
        }
    data::Array subsets;
    for (auto& [key, subset] : byPorts) {
        data::Object entry;
        if (!subset.ready.empty())
            entry["addresses"] = std::move(subset.ready);
        if (!subset.notReady.empty())
            entry["notReadyAddresses"] = std::move(subset.notReady);
        if (!subset.ports.empty()) {
            for (data::Value& port : subset.ports) // absent, not empty, in this kind
                if (data::stringAt(port, {"name"}).empty())
                    port.as_object().erase("name");
            entry["ports"] = std::move(subset.ports);
        }
        subsets.push_back(std::move(entry));
    }
    return subsets;
}

data::Object labelsOf(const api::ServiceView& service)
{
    data::Object labels;
    for (const auto& [key, value] : service.metadata().labels())
        labels[key] = value;
    labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller";
    if (isHeadless(service))
        labels[headlessLabel] = "";
    return labels;
}

/// The merge patch that turns the labels of `stored` into `labels`.
data::Object labelPatch(const client::Object& stored, const data::Object& labels)
{
    data::Object patch;
    for (const auto& [key, value] : labels)
        if (stored.labels()[key].asString() != std::string_view(value.as_string()) || !stored.labels()[key])
            patch[key] = value;
    for (auto it = stored.labels().begin(); it != stored.labels().end(); ++it)
        if (!labels.contains(it.key()))
            patch[it.key()] = nullptr;
    return patch;
}

} // namespace

EndpointsPlan reconcileEndpoints(const client::Object& object, const std::vector<client::ObjectPtr>& pods,
                                 const client::ObjectPtr& stored)
{
    EndpointsPlan plan;
    const api::ServiceView service(object.root());
    bool truncated = false;
    data::Array subsets = subsetsOf(service, endpointsOf(service, pods), truncated);
    data::Object labels = labelsOf(service);
    if (!stored) {
        plan.create = {{"metadata", {{"name", object.name()}, {"labels", std::move(labels)}}}};
        if (truncated)
            data::ensureObject(plan.create, {"metadata", "annotations"})[overCapacity] = "truncated";
        if (!subsets.empty())
            plan.create.as_object()["subsets"] = std::move(subsets);
        return plan;
    }
    data::Value patch = data::Object();
    if (data::Object changed = labelPatch(*stored, labels); !changed.empty())
        data::ensureObject(patch, {"metadata"})["labels"] = std::move(changed);
    if (truncated != (stored->annotation(overCapacity) == "truncated"))
        data::ensureObject(patch, {"metadata", "annotations"})[overCapacity] =
            truncated ? data::Value("truncated") : data::Value();
    const data::Value before =
        (*stored)["subsets"].isArray() ? (*stored)["subsets"].toValue() : data::Value(data::Array());
    if (!data::equal(before, subsets))
        patch.as_object()["subsets"] = subsets.empty() ? data::Value() : data::Value(std::move(subsets));
    if (patch.as_object().empty())
        return plan;
    data::ensureObject(patch, {"metadata"})["resourceVersion"] = stored->resourceVersion();
    plan.patch = std::move(patch);
    return plan;
}

} // namespace skiff::controllers
