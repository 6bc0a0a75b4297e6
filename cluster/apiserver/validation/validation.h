#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/status_error.h"
#include "cluster/data/value.h"

#include <vector>

namespace skiff::apiserver::validation {

/// What is wrong with `object`, which is decoded and defaulted, as Kubernetes words it; empty: nothing.
/// `old` is the stored object that it replaces, nullptr for create. Status fields are not judged.
std::vector<StatusCause> validate(const api::Resource& resource, const data::Value& object, const data::Value* old);

} // namespace skiff::apiserver::validation
