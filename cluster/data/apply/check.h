#pragma once

#include "cluster/base/result.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

namespace skiff::data {

/// Checks that `configuration` fits `type`: known fields, the right kinds of values, no element of a set or of a list
/// with keys twice. InvalidArgument in Kubernetes' words: `.spec.fooBar: field not declared in schema`.
Status checkConfiguration(const Value& configuration, const ObjectType& type);

} // namespace skiff::data
