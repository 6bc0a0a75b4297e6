#pragma once

#include "cluster/client/object.h"
#include "cluster/proxy/service_table.h"

#include <string_view>
#include <vector>

namespace skiff::proxy {

/// Joins services with their endpoint slices as node `nodeName` sees them: ready endpoints, or
/// serving terminating ones where no ready one is left. Headless and ExternalName services are left
/// out. Ordered, so that equal input gives equal tables. A pure function.
std::vector<ServicePort> serviceTables(const std::vector<client::ObjectPtr>& services,
                                       const std::vector<client::ObjectPtr>& slices, std::string_view nodeName);

} // namespace skiff::proxy
