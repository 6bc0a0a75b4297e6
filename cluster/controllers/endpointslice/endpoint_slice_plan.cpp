#include "cluster/controllers/endpointslice/endpoint_slice_plan.h"

#include "cluster/controllers/endpoints/service_endpoints.h"
#include "cluster/semantics/owner_references.h"

#include <algorithm>
#include <map>

namespace skiff::controllers {

namespace {

constexpr size_t endpointsPerSlice = 100;
constexpr std::string_view headlessLabel = "service.kubernetes.io/headless";
constexpr std::string_view addressType = "IPv4";

/// Endpoints by the identity under which they stay in their slice.
using Wanted = std::map<std::string, data::Value>;

std::string identityOf(const data::Value& endpoint)
{
    const data::Value* addresses = data::find(endpoint, {"addresses"});
    return data::toJson(addresses ? *addresses : data::Value()) +
           std::string(data::stringAt(endpoint, {"targetRef", "uid"}));
}

data::Value toEndpoint(const ServiceEndpoint& endpoint, const api::ServiceView& service, std::string_view zone)
{
    const api::PodView pod(endpoint.pod->root());
    data::Object entry{
        {"addresses", data::Array{data::Value(endpoint.address)}},
        {"conditions",
         {{"ready", endpoint.ready}, {"serving", endpoint.serving}, {"terminating", endpoint.terminating}}},
        {"targetRef", podReference(*endpoint.pod)}};
    if (!pod.spec().nodeName().empty())
        entry["nodeName"] = pod.spec().nodeName();
    if (!zone.empty())
        entry["zone"] = zone;
    if (!pod.spec().hostname().empty() && pod.spec().subdomain() == service.metadata().name())
        entry["hostname"] = pod.spec().hostname();
    return entry;
}

data::Object labelsOf(const api::ServiceView& service)
{
    data::Object labels;
    for (const auto& [key, value] : service.metadata().labels())
        labels[key] = value;
    labels[serviceNameLabel] = service.metadata().name();
    labels[sliceManagedByLabel] = sliceManagedBy;
    if (isHeadless(service))
        labels[headlessLabel] = "";
    return labels;
}

/// One slice as it will be.
struct Slice
{
    client::ObjectPtr stored; ///< null: new
    data::Array ports;
    data::Array endpoints;
};

std::string portsKey(const data::Value& ports)
{
    return ports.is_array() && !ports.get_array().empty() ? data::toJson(ports) : "[]";
}

data::Array arrayOf(data::Node node)
{
    return node.isArray() ? node.toValue().as_array() : data::Array();
}

/// Keeps what is still wanted in the slice and takes it off `wanted`.
Slice keep(const client::ObjectPtr& stored, Wanted& wanted)
{
    Slice slice{stored, arrayOf((*stored)["ports"]), {}};
    for (const data::Node endpoint : (*stored)["endpoints"]) {
        const auto found = wanted.find(identityOf(endpoint.toValue()));
        if (found == wanted.end())
            continue;
        slice.endpoints.push_back(std::move(found->second));
        wanted.erase(found);
    }
    return slice;
}

void fill(std::vector<Slice>& slices, const data::Array& ports, Wanted wanted)
{
    // The fullest slice first, so that few change.
    std::stable_sort(slices.begin(), slices.end(),
                     [](const Slice& a, const Slice& b) { return a.endpoints.size() > b.endpoints.size(); });
    auto at = slices.begin();
    for (auto& [identity, endpoint] : wanted) {
        while (at != slices.end() && at->endpoints.size() >= endpointsPerSlice)
            ++at;
        if (at == slices.end()) {
            slices.push_back({nullptr, ports, {}});
            at = std::prev(slices.end());
        }
        at->endpoints.push_back(std::move(endpoint));
    }
}

void write(Slice& slice, const client::Object& service, EndpointSlicePlan& plan)
{
    const api::ServiceView view(service.root());
    data::Object labels = labelsOf(view);
    if (!slice.stored) {
        plan.create.push_back(
            {{"metadata",
              {{"generateName", service.name() + "-"},
               {"labels", std::move(labels)},
               {"ownerReferences", data::Array{semantics::controllerReference(service.root(), "v1", "Service")}}}},
             {"addressType", addressType},
             {"endpoints", std::move(slice.endpoints)},
             {"ports", std::move(slice.ports)}});
        return;
    }
    data::Value patch = data::Object();
    const client::Object& stored = *slice.stored;
    data::Object labelChanges;
    for (const auto& [key, value] : labels)
        if (!stored.labels()[key] || stored.labels()[key].asString() != std::string_view(value.as_string()))
            labelChanges[key] = value;
    for (auto it = stored.labels().begin(); it != stored.labels().end(); ++it)
        if (!labels.contains(it.key()))
            labelChanges[it.key()] = nullptr;
    if (!labelChanges.empty())
        data::ensureObject(patch, {"metadata"})["labels"] = std::move(labelChanges);
    if (!data::equal(arrayOf(stored["endpoints"]), slice.endpoints))
        patch.as_object()["endpoints"] = std::move(slice.endpoints);
    if (!data::equal(arrayOf(stored["ports"]), slice.ports))
        patch.as_object()["ports"] = std::move(slice.ports);
    if (patch.as_object().empty())
        return;
    data::ensureObject(patch, {"metadata"})["resourceVersion"] = stored.resourceVersion();
    plan.change.push_back({slice.stored, std::move(patch)});
}

} // namespace

EndpointSlicePlan reconcileEndpointSlices(const client::Object& service, const std::vector<client::ObjectPtr>& pods,
                                          const std::vector<client::ObjectPtr>& stored,
                                          const std::function<std::string_view(std::string_view)>& zoneOf)
{
    EndpointSlicePlan plan;
    const api::ServiceView view(service.root());
    std::map<std::string, std::pair<data::Array, Wanted>> byPorts;
    for (const ServiceEndpoint& endpoint : endpointsOf(view, pods)) {
        auto& [ports, wanted] = byPorts[portsKey(endpoint.ports)];
        ports = endpoint.ports;
        data::Value entry = toEndpoint(endpoint, view, zoneOf((*endpoint.pod)["spec"]["nodeName"].asString()));
        wanted.emplace(identityOf(entry), std::move(entry));
    }
    if (byPorts.empty())
        byPorts.try_emplace("[]");

    std::map<std::string, std::vector<Slice>> slices;
    std::vector<Slice> spare; // of ports that are no longer wanted
    for (const client::ObjectPtr& each : stored) {
        if (each->isBeingDeleted())
            continue;
        const std::string key = portsKey(arrayOf((*each)["ports"]));
        const auto found = byPorts.find(key);
        if (found == byPorts.end() || (*each)["addressType"].asString() != addressType)
            spare.push_back({each, {}, {}});
        else
            slices[key].push_back(keep(each, found->second.second));
    }
    bool keptOne = false;
    for (auto& [key, group] : byPorts) {
        std::vector<Slice>& ofGroup = slices[key];
        // A slice for other ports is turned over rather than removed beside a new one.
        if (ofGroup.empty() && !spare.empty() && (*spare.back().stored)["addressType"].asString() == addressType) {
            spare.back().ports = group.first;
            ofGroup.push_back(std::move(spare.back()));
            spare.pop_back();
        }
        fill(ofGroup, group.first, std::move(group.second));
        if (ofGroup.empty())
            ofGroup.push_back({nullptr, group.first, {}});
        for (Slice& slice : ofGroup) {
            if (slice.stored && slice.endpoints.empty() && (keptOne || ofGroup.size() > 1)) {
                plan.remove.push_back(slice.stored);
                continue;
            }
            keptOne = true;
            write(slice, service, plan);
        }
    }
    for (const Slice& slice : spare)
        plan.remove.push_back(slice.stored);
    return plan;
}

} // namespace skiff::controllers
