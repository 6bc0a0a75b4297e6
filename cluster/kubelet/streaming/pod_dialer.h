#pragma once

#include "cluster/net/connect.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::kubelet {

/// Connects to ports inside one pod as its own processes would by "localhost". Any thread.
class PodDialer
{
public:
    struct Target
    {
        std::string networkNamespace; ///< its path; empty: the node's own
        std::string pod;              ///< for people
        std::string uid;
    };
    PodDialer(std::shared_ptr<net::LoopGroup> loops, Target target);

    using Done = std::function<void(Result<std::shared_ptr<net::Duplex>>)>;
    /// Tries 127.0.0.1, then ::1. The error's message is what users of port-forward get to read.
    void dial(uint16_t port, Done done) const;

private:
    const std::shared_ptr<net::LoopGroup> m_loops;
    const Target m_target;
    const std::shared_ptr<net::Dialer> m_dialer;
};

/// A port number of a header or query; nothing unless it is 1 … 65535.
std::optional<uint16_t> parsePort(std::string_view text);

} // namespace skiff::kubelet
