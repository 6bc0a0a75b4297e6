#pragma once

#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <functional>
#include <string_view>
#include <vector>

namespace skiff::controllers {

inline constexpr std::string_view serviceNameLabel = "kubernetes.io/service-name";
inline constexpr std::string_view sliceManagedByLabel = "endpointslice.kubernetes.io/managed-by";
inline constexpr std::string_view sliceManagedBy = "endpointslice-controller.k8s.io";

struct EndpointSliceChange
{
    client::ObjectPtr slice;
    data::Value patch; ///< merge patch
};

/// What is to be done to the slices of a service.
struct EndpointSlicePlan
{
    std::vector<data::Value> create;
    std::vector<EndpointSliceChange> change;
    std::vector<client::ObjectPtr> remove;
};

/// `slices`: those of the service that this controller manages. Endpoints stay in the slice they are in; new ones fill
/// slices with room (100 each); a service without endpoints keeps one empty slice. `zoneOf` gives the zone of a node
/// or nothing. Pure.
EndpointSlicePlan reconcileEndpointSlices(const client::Object& service, const std::vector<client::ObjectPtr>& pods,
                                          const std::vector<client::ObjectPtr>& slices,
                                          const std::function<std::string_view(std::string_view node)>& zoneOf);

} // namespace skiff::controllers
