#include "cluster/apiserver/admission/namespace_lifecycle.h"

#include "cluster/data/json_spans.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skiff::apiserver {

namespace {

constexpr std::array<std::string_view, 3> undeletable = {"default", "kube-system", "kube-public"};

StatusError terminating(const AdmissionRequest& request, std::string_view nameSpace)
{
    StatusError error = forbidden(request.target.resource, data::stringAt(*request.object, {"metadata", "name"}),
                                  fmt::format("unable to create new content in namespace {} because it is being terminated", nameSpace));
    error.causes.push_back({"NamespaceTerminating", fmt::format("namespace {} is being terminated", nameSpace), "metadata.namespace"});
    return error;
}

} // namespace

Checked NamespaceLifecycle::admit(AdmissionRequest& request) const
{
    const api::Resource& resource = request.target.resource;
    const bool isNamespace = resource.group.empty() && resource.plural == "namespaces";
    if (request.operation == Operation::Delete) {
        const std::string_view name = request.call.name;
        if (isNamespace && std::find(undeletable.begin(), undeletable.end(), name) != undeletable.end())
            return forbidden(resource, name, "this namespace may not be deleted");
        return Done{};
    }
    if (request.operation != Operation::Create || !resource.namespaced)
        return Done{};
    const ServedResource* namespaces = m_registry.find("", "v1", "namespaces");
    const ObjectPtr nameSpace = findNow(*namespaces, namespaces->key("", request.call.nameSpace), m_store);
    if (!nameSpace)
        return notFound(namespaces->resource, request.call.nameSpace);
    if (data::JsonSpan(nameSpace->json())["metadata"]["deletionTimestamp"])
        return terminating(request, request.call.nameSpace);
    return Done{};
}

} // namespace skiff::apiserver
