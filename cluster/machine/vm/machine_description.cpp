#include "cluster/machine/vm/machine_description.h"

#include <fmt/format.h>

namespace skiff::machine::vm {

std::string acceleratorName(Accelerator accelerator)
{
    return accelerator == Accelerator::Kvm ? "kvm" : "tcg";
}

std::string acceleratorArgument(Accelerator accelerator)
{
    return accelerator == Accelerator::Kvm ? "kvm" : fmt::format("tcg,thread=multi,tb-size={}", translationCacheMb);
}

std::string userNetdev(const UserNetwork& network)
{
    std::string text =
        fmt::format("user,id=net0,net={},host={},dns={},ipv6=off", network.subnet, network.gateway, network.nameServer);
    if (network.isolated)
        text += ",restrict=on";
    for (const PortForward& forward : network.forwards)
        text += fmt::format(",hostfwd={}:127.0.0.1:{}-{}:{}", forward.udp ? "udp" : "tcp", forward.hostPort,
                            forward.guestAddress, forward.guestPort);
    return text;
}

} // namespace skiff::machine::vm
