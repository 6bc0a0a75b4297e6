#pragma once

#include "cluster/data/value.h"

#include <utility>

namespace skiff::model::edit {

/// Two states of an object as they may be shown to whoever looks over a shoulder: instead of a Secret's
/// values their lengths, and whether they changed. Other kinds stay as they are; either may be null.
std::pair<data::Value, data::Value> withoutSecretValues(data::Value before, data::Value after);

} // namespace skiff::model::edit
