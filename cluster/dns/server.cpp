#include "cluster/dns/server.h"

#include "cluster/dns/loop.h"

#include <pthread.h>

#include <algorithm>

namespace skiff::dns {

Server::Server(ServerOptions options, std::function<std::shared_ptr<const Zone>()> zone)
    : m_options(std::move(options)), m_zone(std::move(zone))
{}

Server::~Server()
{
    stop();
}

Status Server::start()
{
    auto loop = std::make_unique<Loop>(m_options, m_zone);
    SKIFF_TRY(loop->open());
    m_loop = std::move(loop);
    m_port = m_loop->port();
    m_thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "dns");
        m_loop->run();
    });
    return {};
}

void Server::stop()
{
    if (!m_thread.joinable())
        return;
    m_loop->interrupt();
    m_thread.join();
}

std::vector<std::string> upstreamsFrom(std::string_view resolvConf, std::string_view own)
{
    constexpr std::string_view keyword = "nameserver";
    std::vector<std::string> upstreams;
    while (!resolvConf.empty()) {
        const size_t end = std::min(resolvConf.find('\n'), resolvConf.size());
        std::string_view line = resolvConf.substr(0, end);
        resolvConf.remove_prefix(std::min(end + 1, resolvConf.size()));
        if (!line.starts_with(keyword))
            continue;
        line.remove_prefix(keyword.size());
        const size_t first = line.find_first_not_of(" \t");
        if (first == 0 || first == std::string_view::npos)
            continue;
        line.remove_prefix(first);
        std::string address(line.substr(0, line.find_first_of(" \t\r#;")));
        // IPv6 resolvers wait for dual-stack nodes; loopback ones would be ourselves or unreachable.
        if (addressBytes(address).size() == 4 && !address.starts_with("127.") && address != own)
            upstreams.push_back(std::move(address));
    }
    return upstreams;
}

} // namespace skiff::dns
