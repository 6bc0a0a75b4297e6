#pragma once

#include "cluster/api/views/pod.h"
#include "cluster/api/views/service.h"
#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <string>
#include <vector>

namespace skiff::controllers {

/// One pod behind a service: its address, its state and the ports it serves there.
struct ServiceEndpoint
{
    client::ObjectPtr pod;
    std::string address;
    bool ready = false;   ///< traffic may go there
    bool serving = false; ///< the pod is ready, terminating or not
    bool terminating = false;
    data::Array ports; ///< [{name, port, protocol, appProtocol}] of those service ports that the pod has
};

/// True when the pod can stand behind a service: it has an address and is not over.
bool canServe(const client::Object& pod);

/// The pods of `pods` (which match the service's selector) that can stand behind the service, by address.
std::vector<ServiceEndpoint> endpointsOf(const api::ServiceView& service, const std::vector<client::ObjectPtr>& pods);

bool isHeadless(const api::ServiceView& service);
/// True when pods are to be found by a selector: neither selectorless nor ExternalName.
bool hasSelector(const api::ServiceView& service);

/// True when a change of the pod may change what stands behind a service.
bool changesEndpoints(const client::Object& before, const client::Object& now);

/// {kind: Pod, namespace, name, uid}
data::Value podReference(const client::Object& pod);

} // namespace skiff::controllers
