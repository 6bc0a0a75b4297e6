#pragma once

#include "cluster/data/document.h"

#include <string>

namespace skiff::model {

/// What a pod is doing in one word, as the server's table says it ("CrashLoopBackOff", "Init:1/2",
/// "Terminating"), from the pod itself.
std::string podStatus(data::Node pod);

} // namespace skiff::model
