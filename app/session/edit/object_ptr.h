#pragma once

#include "cluster/data/value.h"

#include <memory>

namespace skiff::session {

/// An object as somebody had it at some time; shared, since copies of large ones take long. Never null: holds null
/// where there is no object.
using ObjectPtr = std::shared_ptr<const data::Value>;

} // namespace skiff::session
