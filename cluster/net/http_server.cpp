#include "cluster/net/http_server.h"

#include "cluster/base/log.h"
#include "cluster/base/mutex.h"
#include "cluster/net/listener.h"
#include "cluster/net/server_connection.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace skiff::net {

namespace {

/// What an HTTP/2 client sends first (RFC 9113, 3.4); its first bytes tell it from HTTP/1.
constexpr std::string_view http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection until it is known what it speaks: TLS handshake, or the first bytes.
class Arrival final : public ServerConnection, public std::enable_shared_from_this<Arrival>
{
public:
    using Ready = std::function<void(ConnectionParts parts, bool http2, std::string received)>;

    Arrival(ConnectionParts parts, TlsContext tls, std::shared_ptr<Peer> peer, Ready ready)
        : m_parts(std::move(parts)), m_tls(std::move(tls)), m_peer(std::move(peer)), m_ready(std::move(ready))
    {}

    void start(std::string) override
    {
        m_deadline.emplace(*m_parts.loop, [weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->closeNow();
        });
        m_deadline->set(m_parts.host->limits().handshakeTimeout);
        if (!m_tls) {
            m_parts.channel->waitReadable([self = shared_from_this()] { self->sniff(); });
            return;
        }
        m_parts.channel->handshake([self = shared_from_this()](const Status& status) { self->secured(status); });
    }

    void drain() override { closeNow(); }

    void closeNow() override
    {
        if (!m_parts.channel)
            return;
        const auto self = shared_from_this();
        m_deadline->cancel();
        m_parts.channel->close();
        m_parts.channel.reset();
        m_parts.host->closed(this);
    }

private:
    void secured(const Status& status)
    {
        if (!status.ok()) {
            log::debug("net", "{}: {}", m_peer->address, status.error().message);
            closeNow();
            return;
        }
        describePeer(m_parts.channel->ssl(), *m_peer);
        pass(chosenProtocol(m_parts.channel->ssl()) == "h2");
    }

    void sniff()
    {
        const std::span<char> scratch = m_parts.loop->scratch();
        const Io io = m_parts.channel->read(scratch);
        if (io.state == Io::Closed || io.state == Io::Failed) {
            closeNow();
            return;
        }
        m_received.append(scratch.data(), io.bytes);
        const size_t known = std::min(m_received.size(), http2Preface.size());
        const bool same = http2Preface.substr(0, known) == std::string_view(m_received).substr(0, known);
        if (same && known < http2Preface.size())
            m_parts.channel->waitReadable([self = shared_from_this()] { self->sniff(); });
        else
            pass(same);
    }

    void pass(bool http2)
    {
        const auto self = shared_from_this();
        m_deadline->cancel();
        m_parts.peer = m_peer;
        const auto host = m_parts.host;
        m_ready(std::move(m_parts), http2, std::move(m_received));
        host->closed(this);
    }

    ConnectionParts m_parts;
    TlsContext m_tls;
    std::shared_ptr<Peer> m_peer;
    Ready m_ready;
    std::optional<Deadline> m_deadline;
    std::string m_received;
};

} // namespace

class HttpServer::Impl final : public ServerHost, public std::enable_shared_from_this<HttpServer::Impl>
{
public:
    Impl(Options options, Handler handler) : m_options(std::move(options)), m_handler(std::move(handler)) {}

    const ServerLimits& limits() const override { return m_options.limits; }
    void handle(std::shared_ptr<Exchange> exchange) override { m_handler(std::move(exchange)); }
    void closed(const void* connection) override;

    Status start();
    Status reloadTls(const ServerTls& tls);
    uint16_t port() const { return m_listener ? m_listener->port() : 0; }
    void stop();

private:
    struct Held
    {
        std::shared_ptr<ServerConnection> connection;
        std::shared_ptr<EventLoop> loop;
    };
    void accepted(int fd, std::string address);
    void welcome(const std::shared_ptr<EventLoop>& loop, int fd, std::string address);
    bool hold(const std::shared_ptr<ServerConnection>& connection, const std::shared_ptr<EventLoop>& loop);
    void tellAll(void (ServerConnection::*what)());
    bool waitUntilEmpty(Duration most);

    const Options m_options;
    const Handler m_handler;
    std::shared_ptr<LoopGroup> m_loops;
    bool m_ownLoops = false;
    std::shared_ptr<EventLoop> m_acceptLoop;
    std::shared_ptr<Listener> m_listener;
    bool m_stopped = false;

    Mutex m_mutex;
    std::condition_variable m_changed;
    TlsContext m_tls SKIFF_GUARDED_BY(m_mutex);
    std::map<const void*, Held> m_connections SKIFF_GUARDED_BY(m_mutex);
    bool m_listening SKIFF_GUARDED_BY(m_mutex) = false;
    bool m_stopping SKIFF_GUARDED_BY(m_mutex) = false;
};

Status HttpServer::Impl::start()
{
    if (m_options.tls)
        SKIFF_TRY(reloadTls(*m_options.tls));
    m_ownLoops = !m_options.loops;
    m_loops = m_ownLoops ? std::make_shared<LoopGroup>("http") : m_options.loops;
    m_acceptLoop = m_loops->next();
    auto listener = std::make_shared<Listener>(m_acceptLoop);
    SKIFF_TRY(m_options.unixPath.empty() ? listener->bindTcp(m_options.address, m_options.port)
                                         : listener->bindUnix(m_options.unixPath));
    m_listener = std::move(listener);
    {
        const MutexLock lock(m_mutex);
        m_listening = true;
    }
    m_listener->start([weak = weak_from_this()](int fd, std::string address) {
        if (const auto self = weak.lock())
            self->accepted(fd, std::move(address));
        else
            ::close(fd);
    });
    return {};
}

Status HttpServer::Impl::reloadTls(const ServerTls& tls)
{
    SKIFF_TRY_ASSIGN(TlsContext context, makeServerContext(tls));
    const MutexLock lock(m_mutex);
    m_tls.swap(context);
    return {};
}

void HttpServer::Impl::accepted(int fd, std::string address)
{
    const auto loop = m_loops->next();
    if (loop == m_acceptLoop) {
        welcome(loop, fd, std::move(address));
        return;
    }
    loop->post(
        [self = shared_from_this(), loop, fd, address = std::move(address)] { self->welcome(loop, fd, address); });
}

void HttpServer::Impl::welcome(const std::shared_ptr<EventLoop>& loop, int fd, std::string address)
{
    auto peer = std::make_shared<Peer>();
    peer->address = std::move(address);
    ConnectionParts parts{shared_from_this(), loop, std::make_unique<Channel>(*loop, fd), nullptr};
    TlsContext tls;
    {
        const MutexLock lock(m_mutex);
        tls = m_tls;
    }
    if (tls)
        parts.channel->startTls(makeServerSession(tls, fd));
    const auto arrival =
        std::make_shared<Arrival>(std::move(parts), tls, std::move(peer),
                                  [self = shared_from_this()](ConnectionParts known, bool http2, std::string received) {
                                      const auto knownLoop = known.loop;
                                      const auto connection = http2 ? makeHttp2Connection(std::move(known))
                                                                    : makeHttp1Connection(std::move(known));
                                      if (self->hold(connection, knownLoop))
                                          connection->start(std::move(received));
                                  });
    if (hold(arrival, loop))
        arrival->start({});
}

/// False, and the connection is dropped, when the server stops or is full.
bool HttpServer::Impl::hold(const std::shared_ptr<ServerConnection>& connection, const std::shared_ptr<EventLoop>& loop)
{
    const MutexLock lock(m_mutex);
    if (m_stopping || m_connections.size() >= m_options.limits.maxConnections)
        return false;
    m_connections[connection.get()] = {connection, loop};
    return true;
}

void HttpServer::Impl::closed(const void* connection)
{
    Held released;
    const MutexLock lock(m_mutex);
    const auto found = m_connections.find(connection);
    if (found == m_connections.end())
        return;
    released = std::move(found->second);
    m_connections.erase(found);
    if (m_connections.empty())
        m_changed.notify_all();
}

void HttpServer::Impl::tellAll(void (ServerConnection::*what)())
{
    const MutexLock lock(m_mutex);
    for (const auto& [key, held] : m_connections)
        held.loop->post([connection = held.connection, what] { (connection.get()->*what)(); });
}

bool HttpServer::Impl::waitUntilEmpty(Duration most)
{
    MutexLock lock(m_mutex);
    const auto until = std::chrono::steady_clock::now() + most;
    while (m_listening || !m_connections.empty())
        if (m_changed.wait_until(lock.native(), until) == std::cv_status::timeout)
            return !m_listening && m_connections.empty();
    return true;
}

void HttpServer::Impl::stop()
{
    if (!m_listener || std::exchange(m_stopped, true))
        return;
    {
        const MutexLock lock(m_mutex);
        m_stopping = true;
    }
    const bool posted = m_acceptLoop->post([self = shared_from_this()] {
        self->m_listener->close();
        const MutexLock lock(self->m_mutex);
        self->m_listening = false;
        self->m_changed.notify_all();
    });
    if (!posted) { // the owner stopped the loops first
        m_listener->close();
        const MutexLock lock(m_mutex);
        m_listening = false;
    }
    tellAll(&ServerConnection::drain);
    if (!waitUntilEmpty(m_options.stopGrace)) {
        tellAll(&ServerConnection::closeNow);
        if (!waitUntilEmpty(std::chrono::seconds(5)))
            log::warning("net", "connections of port {} did not close", port());
    }
    if (m_ownLoops)
        m_loops->stop();
}

HttpServer::HttpServer(Options options, Handler handler)
    : m_impl(std::make_shared<Impl>(std::move(options), std::move(handler)))
{}

HttpServer::~HttpServer()
{
    stop();
}

Status HttpServer::start()
{
    return m_impl->start();
}

uint16_t HttpServer::port() const
{
    return m_impl->port();
}

Status HttpServer::reloadTls(const ServerTls& tls)
{
    return m_impl->reloadTls(tls);
}

void HttpServer::stop()
{
    m_impl->stop();
}

} // namespace skiff::net
