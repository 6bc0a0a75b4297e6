#pragma once

#include "cluster/data/value.h"
#include "cluster/net/grpc_client.h"
#include "cluster/runtime/runtime.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace skiff::runtime::cri {

/// A connection to a container runtime's socket whose messages are JSON values: names and types of
/// their members are those of resources/cri.
///
/// Shared by the services, the image store and the events of one runtime. Any thread.
class CriClient
{
public:
    struct Options
    {
        std::string socket = "/run/containerd/containerd.sock";
        std::shared_ptr<net::LoopGroup> loops;   ///< nothing: a thread of its own
    };

    explicit CriClient(Options options);

    /// Calls "runtime.v1.SERVICE/METHOD" with `request`, a METHODRequest, and waits for the METHODResponse.
    /// Errors begin with the method's name; InvalidArgument when the answer cannot be read.
    Result<data::Value> call(std::string_view service, std::string_view method, const data::Value& request,
                             const CallLimit& limit);

    /// The same by callback, which runs on the connection's thread.
    [[nodiscard]] std::unique_ptr<net::GrpcCall> start(std::string_view service, std::string_view method,
                                                       const data::Value& request, Duration timeout,
                                                       std::function<void(Result<data::Value>)> done);

    net::GrpcClient& grpc() { return m_grpc; }

private:
    net::GrpcClient m_grpc;
};

} // namespace skiff::runtime::cri
