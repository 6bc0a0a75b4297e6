#pragma once

#include "cluster/apiserver/registry/strategy.h"

#include <string>
#include <vector>

namespace skiff::apiserver {

/// What is wrong with a CustomResourceDefinition, in Kubernetes' words; `old` is nullptr for create.
Causes checkDefinition(const data::Value& definition, const data::Value* old);

/// What its author should know: rules that are stored and not enforced here, versions that cannot be converted.
std::vector<std::string> definitionWarnings(const data::Value& definition);

} // namespace skiff::apiserver
