#include "cluster/kubelet/streaming/pod_dialer.h"

#include <charconv>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr Duration DialLimit = std::chrono::seconds(30);

std::shared_ptr<net::Dialer> dialerFor(const std::string& networkNamespace)
{
    if (networkNamespace.empty())
        return std::make_shared<net::DirectDialer>();
    return std::make_shared<net::NamespaceDialer>(networkNamespace);
}

} // namespace

PodDialer::PodDialer(std::shared_ptr<net::LoopGroup> loops, Target target)
    : m_loops(std::move(loops)), m_target(std::move(target)), m_dialer(dialerFor(m_target.networkNamespace))
{}

void PodDialer::dial(uint16_t port, Done done) const
{
    const auto connect = [loops = m_loops, dialer = m_dialer, port](const char* host, Done then) {
        net::connectStream(*loops, dialer, {host, port, {}}, DialLimit, std::move(then));
    };
    connect("127.0.0.1", [connect, target = m_target, port, done = std::move(done)](auto first) mutable {
        if (first.ok())
            return done(std::move(first));
        connect("::1", [target, port, done = std::move(done), why = first.error().message](auto second) {
            if (second.ok())
                return done(std::move(second));
            done(Error{ErrorCode::Unavailable,
                       fmt::format("error forwarding port {} to pod {}, uid {}: failed to connect to localhost:{} "
                                   "inside namespace \"{}\", IPv4: {} IPv6: {}",
                                   port, target.pod, target.uid, port, target.networkNamespace, why,
                                   second.error().message)});
        });
    });
}

std::optional<uint16_t> parsePort(std::string_view text)
{
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0)
        return std::nullopt;
    return port;
}

} // namespace skiff::kubelet
