#pragma once

#include "cluster/apiserver/openapi/schema_writer.h"

namespace skiff::apiserver::openapi {

/// Adds the paths of a resource and its sub-resources to `paths`; the schemas they name go to `schemas`.
void writePaths(const api::Resource& resource, Dialect dialect, SchemaWriter& schemas, data::Object& paths);

/// "/api/v1" or "/apis/apps/v1".
std::string groupVersionPath(std::string_view group, std::string_view version);

} // namespace skiff::apiserver::openapi
