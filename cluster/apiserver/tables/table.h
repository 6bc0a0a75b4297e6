#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/watchcache/stored_object.h"
#include "cluster/base/clock.h"

#include <string>
#include <string_view>

namespace skiff::apiserver {

/// The columnDefinitions of a resource's table, as JSON.
std::string columnDefinitions(const api::Resource& resource);

/// Appends the cells of one row as a JSON array; returns the row's conditions as JSON, or nothing. They live as long
/// as the object.
std::string_view appendCells(std::string& out, const api::Resource& resource, const StoredObject& object, WallTime now);

/// The table of one row that a Scale (JSON) is shown as.
std::string scaleTable(std::string_view scale, std::string_view metaVersion, std::string_view resourceVersion, WallTime now);

} // namespace skiff::apiserver
