#pragma once

#include "cluster/machine/vm/machine_description.h"

#include <string>
#include <vector>

namespace skiff::machine::qemu {

/// The words after "qemu-system-x86_64" that make `machine`,
/// detached from whoever started it. Only with user networks. Pure.
std::vector<std::string> arguments(const vm::MachineDescription& machine);

/// `value` as a part of a comma-separated option: QEMU reads ",," as a comma.
std::string escaped(const std::string& value);

} // namespace skiff::machine::qemu
