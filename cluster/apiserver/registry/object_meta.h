#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// What metadata of every new object must be: a name of the kind's syntax, known finalizers, ...
Causes validateObjectMeta(const data::Value& object, const api::Resource& resource, std::string_view nameSpace);

/// What an update may not do to metadata.
Causes validateObjectMetaUpdate(const data::Value& object, const data::Value& old, const api::Resource& resource);

} // namespace skiff::apiserver
