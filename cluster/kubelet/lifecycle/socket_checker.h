#pragma once

#include "cluster/kubelet/lifecycle/net_checker.h"
#include "cluster/net/http_client.h"

namespace skiff::kubelet {

/// NetChecker over real sockets; each check has a connection of its own.
class SocketChecker final : public NetChecker
{
public:
    explicit SocketChecker(std::shared_ptr<net::LoopGroup> loops);

    Result<HttpAnswer> get(const HttpCheck& check) override;
    Status connect(const std::string& host, int port, Duration timeout) override;

private:
    net::HttpClient m_client;
};

} // namespace skiff::kubelet
