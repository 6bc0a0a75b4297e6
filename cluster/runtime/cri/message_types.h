#pragma once

#include "cluster/data/type_schema.h"

#include <span>
#include <string_view>

namespace skiff::runtime::cri {

/// All messages of resources/cri, sorted by name. Generated.
std::span<const data::ObjectType> messageTypes();

/// The message `name` ("runtime.v1.VersionRequest"), which must exist.
const data::ObjectType& messageType(std::string_view name);

} // namespace skiff::runtime::cri
