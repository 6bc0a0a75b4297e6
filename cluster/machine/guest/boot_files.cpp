#include "cluster/machine/guest/boot_files.h"

#include "cluster/base/file.h"
#include "cluster/machine/guest/cpio.h"

#include <fmt/format.h>

namespace skiff::machine::guest {

namespace {

/// Where init looks for the node's files in the initrd.
constexpr std::string_view nodeFolder = "node/";

} // namespace

std::string networkFile(const GuestNetwork& network)
{
    std::string text = fmt::format("mac {}\naddress {}\n", network.mac, network.address);
    if (!network.gateway.empty())
        text += fmt::format("gateway {}\n", network.gateway);
    for (const std::string& server : network.nameServers)
        text += fmt::format("nameserver {}\n", server);
    return text;
}

Result<std::string> nodeInitrd(const MachineFiles& image, const std::vector<NodeFile>& files)
{
    std::string initrd;
    for (const std::string& part : image.initrdParts) {
        SKIFF_TRY_ASSIGN(const std::string bytes, file::read(part));
        initrd += bytes;
        initrd.append((4 - initrd.size() % 4) % 4, '\0');
    }
    CpioWriter writer;
    for (const NodeFile& node : files)
        SKIFF_TRY(writer.addFile(std::string(nodeFolder) + node.path, node.content, node.mode));
    return initrd + writer.finish();
}

std::string kernelCommandLine(const KernelOptions& options)
{
    // Huge pages would make the kernel keep 45 MB free for them (5 MB otherwise) and round each process up; a small
    // machine has better uses for that.
    std::string line = "console=ttyS0 8250.nr_uarts=1 rdinit=/init random.trust_cpu=on transparent_hugepage=never";
    line += options.verbose ? " loglevel=7" : " quiet loglevel=4";
    line += options.rebootOnPanic ? " panic=1" : " panic=0";
    // An emulated processor's delay loops mislead the kernel's measuring of them, which costs 0.3 s and then makes each
    // delay too long: 12,000,000 is right for 3 GHz, and no device of such a machine needs it exact.
    if (options.emulated)
        line += " mitigations=off no_timer_check tsc=nowatchdog lpj=12000000 cryptomgr.notests";
    return line;
}

} // namespace skiff::machine::guest
