#pragma once

#include "cluster/base/result.h"
#include "cluster/dns/zone.h"

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace skiff::dns {

struct ServerOptions
{
    std::string address = "10.96.0.10";    ///< must be an address of this machine
    uint16_t port = 53;                    ///< 0: any, see Server::port()
    std::vector<std::string> upstreams;    ///< resolvers for all other names; empty: these are refused
    uint16_t upstreamPort = 53;
};

/// Answers DNS over UDP and TCP for the cluster's names and passes other names to the upstream
/// resolvers. Owns one thread, "dns", which sleeps until a packet or a deadline comes.
class Server
{
public:
    /// `zone` gives the tables of the moment; called on the server's thread.
    Server(ServerOptions options, std::function<std::shared_ptr<const Zone>()> zone);
    ~Server();

    /// Binds and begins to answer. AlreadyExists when the port is taken, PermissionDenied, or
    /// NotFound when the address is not one of this machine's.
    Status start();
    /// Returns when the thread has ended. Idempotent.
    void stop();

    uint16_t port() const { return m_port; }

private:
    class Loop;

    ServerOptions m_options;
    std::function<std::shared_ptr<const Zone>()> m_zone;
    std::unique_ptr<Loop> m_loop;
    std::thread m_thread;
    uint16_t m_port = 0;
};

/// The "nameserver" lines of a resolv.conf, without loopback addresses and `own`.
std::vector<std::string> upstreamsFrom(std::string_view resolvConf, std::string_view own);

} // namespace skiff::dns
