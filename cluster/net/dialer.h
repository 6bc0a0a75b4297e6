#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"
#include "cluster/net/endpoint.h"
#include "cluster/net/loop_group.h"
#include "cluster/net/socket.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace skiff::net {

/// Opens connections. What a cluster may reach, and by which way, is decided here alone. Any thread.
class Dialer
{
public:
    virtual ~Dialer() = default;

    using Done = std::function<void(Result<Socket>)>;
    /// Calls `done` once on `loop`, never inside this call, with a connected socket that does not
    /// block, or with an error that names the address and the cause.
    virtual void dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done) = 0;
};

/// Connects straight from this process; names are resolved by the system.
class DirectDialer final : public Dialer
{
public:
    void dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done) override;
};

/// Connects from inside another network namespace, given by its path ("/run/netns/…"), to numeric
/// addresses. Needs CAP_SYS_ADMIN; only the making of a socket happens there, on the loop.
class NamespaceDialer final : public Dialer
{
public:
    explicit NamespaceDialer(std::string path) : m_path(std::move(path)) {}
    void dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done) override;

private:
    const std::string m_path;
};

/// Lets only some addresses through to another dialer: loopback, Unix sockets and the given
/// ranges. Names but "localhost" are refused. For tests and for what must stay inside a cluster.
class RestrictedDialer final : public Dialer
{
public:
    /// `ranges` as "10.244.0.0/16" or "fd00::/8".
    static Result<std::shared_ptr<Dialer>> make(std::shared_ptr<Dialer> next, const std::vector<std::string>& ranges);

    void dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done) override;

private:
    struct Range
    {
        std::string bytes; ///< 4 or 16 of them
        unsigned bits = 0;
    };
    RestrictedDialer(std::shared_ptr<Dialer> next, std::vector<Range> ranges);
    bool allows(const Address& address) const;

    std::shared_ptr<Dialer> m_next;
    std::vector<Range> m_ranges;
};

} // namespace skiff::net
