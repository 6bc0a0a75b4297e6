#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace skiff::server {

/// How a control plane is run.
struct ServerOptions
{
    std::string dataDir;
    std::string bindAddress = "127.0.0.1";
    uint16_t httpsPort = 6443;            ///< 0: any free one
    std::string advertiseAddress;         ///< where nodes and pods reach it; empty: the bind address
    std::vector<std::string> serverNames; ///< more names and addresses for the serving certificate
    std::string kubeconfigPath;           ///< admin kubeconfig to write; empty: DATA/admin.kubeconfig
    std::string version;
};

/// A whole control plane in this process: store, API server, controllers and scheduler.
///
/// start() returns when everything is up, or with the first error and nothing running. Owner's thread.
class Server
{
public:
    Server(ServerOptions options, const Clock& clock);
    ~Server();

    /// AlreadyExists: the port is taken. Unavailable: another server has the data folder open.
    /// DataLoss, PermissionDenied, ResourceExhausted (disk full) as the store and files give them.
    Status start();
    /// Lets what is under way end, then stops from the outside inwards. Idempotent.
    void stop();

    uint16_t port() const;

private:
    struct Parts;
    Status openStore();
    Status openCredentials();
    Status startApi();
    Status startComponents();
    Status writeKubeconfig() const;
    std::string advertised() const;

    ServerOptions m_options;
    const Clock& m_clock;
    std::unique_ptr<Parts> m_parts;
};

} // namespace skiff::server
