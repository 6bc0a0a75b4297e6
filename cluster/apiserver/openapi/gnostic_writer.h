#pragma once

#include "cluster/data/value.h"

#include <string>

namespace skiff::apiserver::openapi {

/// An OpenAPI v2 document as the protobuf message openapi.v2.Document of gnostic: what this folder writes of
/// OpenAPI v2 (info, paths, definitions, extensions), no more.
std::string toGnostic(const data::Value& document);

} // namespace skiff::apiserver::openapi
