#pragma once

#include "cluster/semantics/label_selector.h"

namespace skiff::semantics {

/// The requirements of a selector's query form in the order written. InvalidArgument in Kubernetes' words.
Result<std::vector<LabelRequirement>> parseLabelRequirements(std::string_view text);

/// Checks key, operator and values together; sorts the values and drops doubles. InvalidArgument in Kubernetes'
/// words.
Status normalise(LabelRequirement& requirement);

} // namespace skiff::semantics
