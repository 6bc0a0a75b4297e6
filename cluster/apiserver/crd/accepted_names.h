#pragma once

#include "cluster/base/clock.h"
#include "cluster/data/value.h"

#include <vector>

namespace skiff::apiserver {

/// Brings the status of a definition up to date: which of its names are accepted beside `others` (the accepted names of
/// the other definitions of its group), and whether it is established. True when something changed.
bool settleNames(data::Value& definition, const std::vector<data::Value>& others, WallTime now);

/// Sets the condition `type`; its time changes with its status only. True when something changed.
bool setCondition(data::Value& definition, std::string_view type, bool status, std::string_view reason,
                  std::string_view message, WallTime now);

bool hasCondition(const data::Value& definition, std::string_view type);

} // namespace skiff::apiserver
