#pragma once

#include "cluster/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::machine::libvirt {

/// Whether a domain's processors run.
enum class DomainState
{
    Running,
    Paused,
};

/// A conversation with libvirt's daemon, by its C library (https://libvirt.org/html/). Errors are in
/// libvirt's words. Blocks; one thread.
class Connection
{
public:
    /// `kind`: "system" (the machine's daemon) or "session" (the user's own, which is started as needed).
    static Result<Connection> open(const std::string& kind);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    /// Makes a domain that is gone when it ends.
    Status createDomain(const std::string& xml);
    Result<std::optional<DomainState>> domainState(const std::string& name);
    Status suspendDomain(const std::string& name);
    Status resumeDomain(const std::string& name);
    Status pressPowerButton(const std::string& name);
    /// A domain that is gone is fine.
    Status destroyDomain(const std::string& name);
    Result<std::vector<std::string>> domains();

    /// Makes a network that is gone when it is destroyed, or the machine restarts.
    Status createNetwork(const std::string& xml);
    Status destroyNetwork(const std::string& name);
    Result<std::vector<std::string>> networks();

private:
    struct Handle;
    explicit Connection(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> m_handle;
};

/// Whether the user may talk to the machine's daemon.
bool maySpeakToSystem();

/// Whether its daemon is on this machine, running or not.
bool isInstalled();

} // namespace skiff::machine::libvirt
