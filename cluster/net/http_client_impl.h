#pragma once

#include "cluster/base/mutex.h"
#include "cluster/net/client_connection.h"
#include "cluster/net/http_client.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace skiff::net {

/// The calls of an HttpClient and its connections: opens and keeps them for each endpoint, puts calls on
/// them, repeats a call that a kept connection lost unsent, ends those that are late. Held by the
/// client and its calls. Public functions: any thread; all else on its loop.
class HttpClient::Impl final : public std::enable_shared_from_this<HttpClient::Impl>
{
public:
    explicit Impl(Options options);

    Status ready() const;
    Status reloadTls(const ClientTls& tls);
    std::unique_ptr<ClientCall> submit(std::shared_ptr<PendingCall> call);
    void shutDown();
    size_t maxBodyBytes() const { return m_options.maxBodyBytes; }

private:
    using CallPtr = std::shared_ptr<PendingCall>;
    using ConnectionPtr = std::shared_ptr<ClientConnection>;
    struct Pool
    {
        std::vector<ConnectionPtr> idle;
        std::deque<CallPtr> waiting;
        size_t busy = 0;
    };
    class Handle;

    void begin(const CallPtr& call);
    void place(const CallPtr& call);
    void connect(const CallPtr& call);
    void dialled(const CallPtr& call, Result<Socket> socket);
    void secure(const CallPtr& call, std::unique_ptr<Channel> channel);
    void use(const CallPtr& call, std::unique_ptr<Channel> channel, uint64_t generation);
    void freed(const ConnectionPtr& connection);
    void closed(const ConnectionPtr& connection, const CallPtr& call, Error error, bool untouched);
    void expired(const CallPtr& call);
    void cancel(const CallPtr& call);
    void end(const CallPtr& call, Status status);
    void runWaiting(Pool& pool);

    const Options m_options;
    std::shared_ptr<LoopGroup> m_loops;
    const bool m_ownLoops;
    std::shared_ptr<EventLoop> m_loop;
    std::shared_ptr<Dialer> m_dialer;

    mutable Mutex m_mutex;
    TlsContext m_tls SKIFF_GUARDED_BY(m_mutex);
    Status m_tlsStatus SKIFF_GUARDED_BY(m_mutex);
    uint64_t m_generation SKIFF_GUARDED_BY(m_mutex) = 0;

    // Loop thread only.
    std::map<Endpoint, Pool> m_pools;
    std::set<ConnectionPtr> m_connections;
    std::set<CallPtr> m_calls;
    bool m_stopped = false;
};

} // namespace skiff::net
