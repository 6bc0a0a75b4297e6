#pragma once

#include "cluster/base/result.h"

#include <QString>

#include <string_view>

namespace skiff::model {

/// An object's JSON as YAML for people: managedFields, which nobody reads, are left out.
Result<QString> objectYaml(std::string_view json);

} // namespace skiff::model
