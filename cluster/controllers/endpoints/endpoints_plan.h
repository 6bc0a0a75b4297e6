#pragma once

#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <vector>

namespace skiff::controllers {

/// What is to be done to the Endpoints of a service: at most one of the two is set.
struct EndpointsPlan
{
    data::Value create; ///< the object
    data::Value patch;  ///< merge patch of the one that is there
};

/// The Endpoints (core/v1) of a service with a selector; `stored` is null when there are none. Pure.
EndpointsPlan reconcileEndpoints(const client::Object& service, const std::vector<client::ObjectPtr>& pods,
                                 const client::ObjectPtr& stored);

} // namespace skiff::controllers
