#pragma once

#include "cluster/base/result.h"

#include <string>

namespace skiff::kubelet {

/// Checks (and for the ...OrCreate types makes) what a hostPath volume of `type` names.
Status prepareHostPath(const std::string& path, std::string_view type);

} // namespace skiff::kubelet
