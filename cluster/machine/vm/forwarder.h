#pragma once

#include "cluster/client/object.h"
#include "cluster/client/transport.h"
#include "cluster/machine/profile.h"
#include "cluster/machine/vm/machine_description.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace skiff::machine::vm {

/// The hidden sub-command of `skiff` that runForwarder() is: HOME PROFILE.
inline constexpr const char* forwarderCommand = "vm-forwarder";

/// The ports of 127.0.0.1 that lead to services of type NodePort and LoadBalancer: the same number, on
/// the node at `address`. Pure.
std::vector<PortForward> forwardsOf(const std::vector<client::ObjectPtr>& services, const std::string& address);

/// What to do to get from one set of forwards to another. Pure.
struct ForwardChanges
{
    std::vector<PortForward> remove;
    std::vector<PortForward> add;
};
ForwardChanges changesBetween(const std::vector<PortForward>& have, const std::vector<PortForward>& want);

/// Makes calls with the credentials of a kubeconfig file.
using Connect = std::function<Result<std::unique_ptr<client::Transport>>(const std::string& kubeconfigPath)>;

/// One process for each profile with a user network: it watches the cluster's services and has QEMU
/// open and close their node ports on 127.0.0.1. Ends with the machine, or on SIGTERM.
int runForwarder(const std::string& home, const std::string& profile, const Connect& connect);

/// Starts it unless it runs already; it outlives this process. `program` is the skiff binary.
Status startForwarder(const std::string& program, const ProfileStore& store, const std::string& profile);
void stopForwarder(const ProfileFolder& folder);

} // namespace skiff::machine::vm
