#pragma once

#include "app/model/object_details.h"
#include "cluster/data/document.h"

namespace skiff::model {

/// What an object of a kind that nobody has written a page for says in its spec and its status: plain values by
/// their paths. Conditions and the phase are left out, as every details page has them.
std::vector<FactGroup> customFacts(data::Node root);

/// So much of each group is shown; the YAML has the rest.
inline constexpr size_t MostCustomFacts = 40;

} // namespace skiff::model
