#pragma once

#include "cluster/data/value.h"

#include <string_view>
#include <vector>

namespace skiff::model::edit {

/// Members that the API keeps as they were made, besides what a schema's own rules (CEL) say: those of a `kind` that
/// differ between `before` and `after`, as the keys on the way to them. What one of both lacks is left to the server,
/// which keeps it or refuses in its own words. Pure; any thread.
std::vector<std::vector<std::string_view>> changedFixedFields(std::string_view kind, const data::Value& before,
                                                              const data::Value& after);

} // namespace skiff::model::edit
