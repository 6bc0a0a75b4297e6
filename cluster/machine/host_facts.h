#pragma once

#include "cluster/machine/doctor.h"
#include "cluster/machine/drivers.h"

namespace skiff::machine {

/// Looks at this machine for doctor.h. `driver` is the one that a start would use. Blocks for
/// seconds at worst (a guest is run, libvirt's daemon may have to start).
HostFacts gatherHostFacts(const Driver& driver, const ProfileStore& profiles, const NodeImageSource& images,
                          const DriverSetting& setting);

} // namespace skiff::machine
