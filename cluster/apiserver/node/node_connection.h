#pragma once

#include "cluster/apiserver/registry/registry.h"
#include "cluster/net/http_client.h"

#include <memory>
#include <string>

namespace skiff::apiserver {

/// The way from the API server to the kubelets: addresses from the Node objects, our client
/// certificate, and a dialer that stays inside the cluster's ranges. Owned by ApiServer; any thread.
class NodeConnection
{
public:
    struct Options
    {
        net::ClientTls tls;
        std::vector<std::string> ranges;       ///< besides loopback
    };
    NodeConnection(const Registry& registry, Options options);

    /// "https://10.0.0.2:10250" of the node that `pod` runs on; 400 or 404 when there is none.
    Outcome<net::Endpoint> kubeletOf(const StoredObject& pod) const;
    net::HttpClient& client() { return *m_client; }

private:
    const Registry& m_registry;
    std::unique_ptr<net::HttpClient> m_client;
};

} // namespace skiff::apiserver
