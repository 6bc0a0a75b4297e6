#pragma once

#include "cluster/apiserver/validation/field.h"

#include <set>
#include <string_view>

namespace skiff::apiserver::validation {

/// A pod's volumes; returns their names.
std::set<std::string_view> checkVolumes(const Field& volumes);

} // namespace skiff::apiserver::validation
