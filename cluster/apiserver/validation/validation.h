#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/status_error.h"
#include "cluster/data/value.h"

#include <string_view>
#include <vector>

namespace skiff::apiserver::validation {

/// What is wrong with `object`, which is decoded and defaulted, as Kubernetes words it; empty: nothing.
/// `old` is the stored object that it replaces, nullptr for create. Status fields are not judged.
/// A write through a sub-resource is judged by what it may change: metadata, and ephemeral containers through theirs.
std::vector<StatusCause> validate(const api::Resource& resource, const data::Value& object, const data::Value* old,
                                  std::string_view subresource = {});

} // namespace skiff::apiserver::validation
