#include "cluster/net/http_client_impl.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <utility>

namespace skiff::net {

namespace {

/// Kept connections to one endpoint beyond this number are closed.
constexpr size_t maxIdle = 16;

bool mayRepeat(const std::string& method)
{
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS";
}

} // namespace

class HttpClient::Impl::Handle final : public ClientCall
{
public:
    Handle(std::shared_ptr<Impl> impl, CallPtr call) : m_impl(std::move(impl)), m_call(std::move(call)) {}
    ~Handle() override
    {
        m_call->cancelled.store(true, std::memory_order_release);
        // The loop lets go of it last: its timer belongs there.
        m_impl->m_loop->post([impl = m_impl, call = std::move(m_call)] { impl->cancel(call); });
    }
    void pause() override
    {
        m_impl->m_loop->post([call = m_call] { call->paused = true; });
    }
    void resume() override
    {
        m_impl->m_loop->post([call = m_call] {
            call->paused = false;
            if (const auto connection = call->connection.lock())
                connection->resume();
        });
    }

private:
    std::shared_ptr<Impl> m_impl;
    CallPtr m_call;
};

HttpClient::Impl::Impl(Options options)
    : m_options(std::move(options)),
      m_loops(m_options.loops ? m_options.loops : std::make_shared<LoopGroup>("http-client", 1)),
      m_ownLoops(!m_options.loops),
      m_loop(m_loops->next()),
      m_dialer(m_options.dialer ? m_options.dialer : std::make_shared<DirectDialer>())
{
    const Status status = reloadTls(m_options.tls);
    const MutexLock lock(m_mutex);
    m_tlsStatus = status;
}

Status HttpClient::Impl::ready() const
{
    const MutexLock lock(m_mutex);
    return m_tlsStatus;
}

Status HttpClient::Impl::reloadTls(const ClientTls& tls)
{
    SKIFF_TRY_ASSIGN(TlsContext context, makeClientContext(tls));
    const MutexLock lock(m_mutex);
    m_tls = std::move(context);
    m_tlsStatus = {};
    ++m_generation;
    return {};
}

std::unique_ptr<ClientCall> HttpClient::Impl::submit(CallPtr call)
{
    m_loop->post([self = shared_from_this(), call] { self->begin(call); });
    return std::make_unique<Handle>(shared_from_this(), std::move(call));
}

void HttpClient::Impl::shutDown()
{
    const auto stop = [this] {
        m_stopped = true;
        for (const CallPtr& call : m_calls) {
            call->ended = true;
            if (call->deadline)
                call->deadline->cancel();
        }
        m_calls.clear();
        m_pools.clear();
        for (const ConnectionPtr& connection : std::exchange(m_connections, {}))
            connection->drop();
    };
    if (m_loop->inThread()) {
        stop();
        return;
    }
    auto done = std::make_shared<std::promise<void>>(); // only the task keeps it
    std::future<void> stopped = done->get_future();
    m_loop->post([stop, done = std::move(done)] {
        stop();
        done->set_value();
    });
    stopped.wait(); // also over when the loop was stopped and dropped the task
    if (m_ownLoops)
        m_loops->stop();
}

void HttpClient::Impl::begin(const CallPtr& call)
{
    if (m_stopped || !call->wanted())
        return;
    m_calls.insert(call);
    call->deadline.emplace(*m_loop, [weak = weak_from_this(), weakCall = std::weak_ptr(call)] {
        const auto self = weak.lock();
        const auto late = weakCall.lock();
        if (self && late)
            self->expired(late);
    });
    if (call->request.timeout > Duration::zero())
        call->deadline->set(call->request.timeout);
    place(call);
}

void HttpClient::Impl::place(const CallPtr& call)
{
    Pool& pool = m_pools[call->request.endpoint];
    if (call->pooled && !call->counted) {
        if (pool.busy >= m_options.maxConnections) {
            pool.waiting.push_back(call);
            return;
        }
        call->counted = true;
        ++pool.busy;
    }
    if (pool.idle.empty()) {
        connect(call);
        return;
    }
    const ConnectionPtr connection = pool.idle.back();
    pool.idle.pop_back();
    connection->run(call);
}

void HttpClient::Impl::connect(const CallPtr& call)
{
    m_dialer->dial(
        call->request.endpoint.address, m_options.connectTimeout, m_loop,
        [self = shared_from_this(), call](Result<Socket> socket) { self->dialled(call, std::move(socket)); });
}

void HttpClient::Impl::dialled(const CallPtr& call, Result<Socket> socket)
{
    if (m_stopped || !call->wanted())
        return;
    if (!socket.ok()) {
        end(call, std::move(socket).error());
        return;
    }
    auto channel = std::make_unique<Channel>(*m_loop, socket->release());
    if (call->request.endpoint.tls)
        secure(call, std::move(channel));
    else
        use(call, std::move(channel), 0);
}

void HttpClient::Impl::secure(const CallPtr& call, std::unique_ptr<Channel> channel)
{
    TlsContext context;
    uint64_t generation = 0;
    Status status;
    {
        const MutexLock lock(m_mutex);
        context = m_tls;
        generation = m_generation;
        status = m_tlsStatus;
    }
    const Endpoint& endpoint = call->request.endpoint;
    if (!status.ok()) {
        end(call, status.error().in(endpoint.text()));
        return;
    }
    const std::string& name = m_options.tls.serverName.empty() ? endpoint.address.host : m_options.tls.serverName;
    channel->startTls(makeClientSession(context, channel->fd(), name, !m_options.tls.insecure, "http/1.1"));

    struct Handshake
    {
        std::unique_ptr<Channel> channel;
        std::optional<Deadline> deadline;
    };
    const auto handshake = std::make_shared<Handshake>();
    handshake->channel = std::move(channel);
    handshake->deadline.emplace(*m_loop, [weak = std::weak_ptr(handshake), weakSelf = weak_from_this(), call] {
        const auto self = weakSelf.lock();
        const auto late = weak.lock();
        if (!self || !late)
            return;
        late->channel->close();
        self->end(call, Error{ErrorCode::Timeout, call->request.endpoint.text() + ": no TLS handshake in time"});
    });
    handshake->deadline->set(m_options.connectTimeout);
    handshake->channel->handshake([self = shared_from_this(), call, handshake, generation](Status secured) {
        handshake->deadline->cancel();
        if (self->m_stopped || !call->wanted())
            return;
        if (!secured.ok())
            self->end(call, secured.error().in(call->request.endpoint.text()));
        else
            self->use(call, std::move(handshake->channel), generation);
    });
}

void HttpClient::Impl::use(const CallPtr& call, std::unique_ptr<Channel> channel, uint64_t generation)
{
    const std::weak_ptr<Impl> weak = weak_from_this();
    ClientConnection::Events events;
    events.onFree = [weak](const ConnectionPtr& connection) {
        if (const auto self = weak.lock())
            self->freed(connection);
    };
    events.onClosed = [weak](const ConnectionPtr& connection, const CallPtr& cut, Error error, bool untouched) {
        if (const auto self = weak.lock())
            self->closed(connection, cut, std::move(error), untouched);
    };
    events.onEnd = [weak](const CallPtr& done, Status status) {
        if (const auto self = weak.lock())
            self->end(done, std::move(status));
    };
    const auto connection = std::make_shared<ClientConnection>(m_loop, std::move(channel), call->request.endpoint,
                                                               m_options.maxHeaderBytes, std::move(events));
    connection->generation = generation;
    m_connections.insert(connection);
    connection->run(call);
}

void HttpClient::Impl::freed(const ConnectionPtr& connection)
{
    uint64_t generation = 0;
    {
        const MutexLock lock(m_mutex);
        generation = m_generation;
    }
    std::vector<ConnectionPtr>& idle = m_pools[connection->endpoint()].idle;
    if (m_stopped || idle.size() >= maxIdle || (connection->endpoint().tls && connection->generation != generation)) {
        m_connections.erase(connection);
        connection->drop();
        return;
    }
    idle.push_back(connection);
    connection->closeWhenIdleFor(m_options.idleTimeout);
}

void HttpClient::Impl::closed(const ConnectionPtr& connection, const CallPtr& call, Error error, bool untouched)
{
    m_connections.erase(connection);
    std::erase(m_pools[connection->endpoint()].idle, connection);
    if (!call || m_stopped)
        return;
    if (untouched && call->wanted() && mayRepeat(call->request.method) && !std::exchange(call->retried, true))
        place(call);
    else
        end(call, error.in(connection->endpoint().text()));
}

void HttpClient::Impl::expired(const CallPtr& call)
{
    if (const auto connection = call->connection.lock()) {
        m_connections.erase(connection);
        connection->drop();
    }
    const auto seconds = std::chrono::duration<double>(call->request.timeout).count();
    end(call,
        Error{ErrorCode::Timeout, fmt::format("{}: no answer to {} {} within {:g} s", call->request.endpoint.text(),
                                              call->request.method, call->request.target, seconds)});
}

void HttpClient::Impl::cancel(const CallPtr& call)
{
    if (m_stopped || call->ended || !m_calls.contains(call))
        return;
    if (const auto connection = call->connection.lock()) {
        m_connections.erase(connection);
        connection->drop();
    }
    end(call, Error{ErrorCode::Cancelled, "cancelled"});
}

void HttpClient::Impl::end(const CallPtr& call, Status status)
{
    if (std::exchange(call->ended, true))
        return;
    call->connection.reset();
    if (call->deadline)
        call->deadline->cancel();
    m_calls.erase(call);
    Pool& pool = m_pools[call->request.endpoint];
    std::erase(pool.waiting, call);
    if (std::exchange(call->counted, false))
        --pool.busy;
    const auto onEnd = std::exchange(call->onEnd, nullptr);
    if (!call->cancelled.load(std::memory_order_acquire) && onEnd)
        onEnd(std::move(status));
    if (!m_stopped)
        runWaiting(m_pools[call->request.endpoint]);
}

void HttpClient::Impl::runWaiting(Pool& pool)
{
    while (!pool.waiting.empty() && pool.busy < m_options.maxConnections) {
        const CallPtr next = pool.waiting.front();
        pool.waiting.pop_front();
        if (next->wanted())
            place(next);
    }
}

} // namespace skiff::net
