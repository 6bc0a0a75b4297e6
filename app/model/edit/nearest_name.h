#pragma once

#include <string_view>
#include <vector>

namespace skiff::model::edit {

/// The name of `names` that was probably meant by `typed`; empty when none is near. Pure; any thread.
std::string_view nearestName(std::string_view typed, const std::vector<std::string_view>& names);

} // namespace skiff::model::edit
