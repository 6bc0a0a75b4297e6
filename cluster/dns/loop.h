#pragma once

#include "cluster/base/clock.h"
#include "cluster/dns/server.h"
#include "cluster/dns/socket.h"

#include <atomic>
#include <cstdint>
#include <map>

namespace skiff::dns {

/// The server's sockets and the queries under way; everything but interrupt() runs on the
/// server's thread. Bounded: when 512 queries or 128 connections wait, new ones are refused.
class Server::Loop
{
public:
    Loop(const ServerOptions& options, std::function<std::shared_ptr<const Zone>()> zone);

    Status open();
    uint16_t port() const { return m_udp.localPort(); }
    void run();
    void interrupt();

private:
    /// Where an answer goes: a UDP address, or a TCP connection by its number.
    struct Asker
    {
        sockaddr_in address{};
        uint64_t connection = 0;
    };
    /// A query that waits for an upstream resolver.
    struct Pending
    {
        Socket socket;
        std::string packet;
        Asker asker;
        size_t upstream = 0;
        bool stream = false;
        bool sent = false;
        std::string received;    ///< over TCP
        SteadyTime deadline;
    };
    struct Connection
    {
        Socket socket;
        std::string received;
        std::string queued;
        SteadyTime deadline;
    };

    void receiveDatagrams();
    void acceptConnections();
    void serve(std::string_view packet, const Asker& asker);
    void forward(std::string packet, const Asker& asker, size_t upstream);
    void onPending(uint64_t id, uint32_t events);
    void onConnection(uint64_t id, uint32_t events);
    void readConnection(uint64_t id, Connection& connection);
    bool flush(uint64_t id, Connection& connection);
    void reply(const Asker& asker, std::string message);
    void retryOrFail(uint64_t id);
    void expire();
    int waitMilliseconds() const;
    void watch(int fd, uint64_t id, uint32_t events, bool add);

    const ServerOptions& m_options;
    std::function<std::shared_ptr<const Zone>()> m_zone;
    SystemClock m_clock;
    Socket m_epoll;
    Socket m_wake;
    Socket m_udp;
    Socket m_tcp;
    std::atomic<bool> m_stopping{false};
    uint64_t m_nextId = 16; ///< smaller ones name the fixed sockets
    std::map<uint64_t, Pending> m_pending;
    std::map<uint64_t, Connection> m_connections;
};

} // namespace skiff::dns
