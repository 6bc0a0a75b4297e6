#pragma once

#include "cluster/data/value.h"

#include <string>
#include <string_view>

namespace skiff::apiserver {

/// Events are kept as core/v1 and served as events.k8s.io/v1 too: the same facts under other names.
data::Value eventFromStorage(data::Value stored);
data::Value eventToStorage(data::Value event);

/// The field label of core/v1 for one of events.k8s.io/v1 ("regarding.kind": "involvedObject.kind"); others as they are.
std::string storedEventLabel(std::string_view label);

} // namespace skiff::apiserver
