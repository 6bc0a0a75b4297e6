#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/vm/machine_description.h"

#include <string>

namespace skiff::machine::vm {

/// Whether this machine runs guests with KVM, and if not, why.
struct KvmAnswer
{
    bool works = false;
    std::string reason; ///< "there is no /dev/kvm"; empty when it works
};

/// Finds out by running a guest: /dev/kvm can be there and be refused, hang, or crawl.
///
/// The guest is 64 KiB of ROM that goes to long mode, counts, and ends QEMU with a code of its own;
/// it has two seconds, which even emulation needs a fifth of. The answer is kept in `cacheFolder` until the host
/// boots again or QEMU changes. Blocks; any thread.
class KvmProbe
{
public:
    KvmProbe(std::string qemu, std::string cacheFolder) : m_qemu(std::move(qemu)), m_cacheFolder(std::move(cacheFolder))
    {}

    KvmAnswer answer() const;
    /// Without a look at what is kept.
    KvmAnswer ask() const;

    /// Whether the guest of the probe runs with this accelerator. Timeout when it does not end.
    Status runGuest(Accelerator accelerator) const;

private:
    /// What an answer holds for: this boot of the host, this QEMU, this user's right to /dev/kvm.
    std::string circumstances() const;

    std::string m_qemu;
    std::string m_cacheFolder;
};

/// The probe's ROM.
std::string probeRom();

} // namespace skiff::machine::vm
