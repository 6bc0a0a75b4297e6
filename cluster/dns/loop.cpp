#include "cluster/dns/loop.h"

#include "cluster/base/log.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace skiff::dns {

namespace {

using namespace std::chrono_literals;

constexpr uint64_t WakeId = 1;
constexpr uint64_t UdpId = 2;
constexpr uint64_t TcpId = 3;
constexpr size_t MostPending = 512;
constexpr size_t MostConnections = 128;
constexpr size_t MostQueuedBytes = 1 << 20;
constexpr Duration UpstreamTimeout = 2s;
constexpr Duration IdleConnection = 10s;

std::string framed(std::string_view message)
{
    std::string frame;
    frame += char(message.size() >> 8);
    frame += char(message.size() & 0xFF);
    frame.append(message);
    return frame;
}

/// Takes one length-prefixed message off the front of `bytes`; false when it is not whole yet.
bool takeFrame(std::string& bytes, std::string& message)
{
    if (bytes.size() < 2)
        return false;
    const size_t length = size_t(uint8_t(bytes[0])) << 8 | uint8_t(bytes[1]);
    if (bytes.size() < 2 + length)
        return false;
    message.assign(bytes, 2, length);
    bytes.erase(0, 2 + length);
    return true;
}

/// The answer must carry our query's id and be an answer.
bool answers(std::string_view message, std::string_view query)
{
    return message.size() >= 12 && message.substr(0, 2) == query.substr(0, 2) && (uint8_t(message[2]) & 0x80);
}

} // namespace

Server::Loop::Loop(const ServerOptions& options, std::function<std::shared_ptr<const Zone>()> zone)
    : m_options(options), m_zone(std::move(zone))
{}

Status Server::Loop::open()
{
    SKIFF_TRY_ASSIGN(m_udp, Socket::bound(SOCK_DGRAM, m_options.address, m_options.port));
    SKIFF_TRY_ASSIGN(m_tcp, Socket::bound(SOCK_STREAM, m_options.address, m_udp.localPort()));
    m_epoll = Socket(::epoll_create1(EPOLL_CLOEXEC));
    m_wake = Socket(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!m_epoll.valid() || !m_wake.valid())
        return Error{ErrorCode::ResourceExhausted, "dns: no file descriptors left"};
    watch(m_wake.fd(), WakeId, EPOLLIN, true);
    watch(m_udp.fd(), UdpId, EPOLLIN, true);
    watch(m_tcp.fd(), TcpId, EPOLLIN, true);
    return {};
}

void Server::Loop::watch(int fd, uint64_t id, uint32_t events, bool add)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    ::epoll_ctl(m_epoll.fd(), add ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
}

void Server::Loop::interrupt()
{
    m_stopping.store(true);
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake.fd(), &one, sizeof one);
}

void Server::Loop::run()
{
    std::array<epoll_event, 32> events;
    while (!m_stopping.load()) {
        const int count = ::epoll_wait(m_epoll.fd(), events.data(), int(events.size()), waitMilliseconds());
        if (count < 0 && errno != EINTR) {
            log::error("dns", "waiting for packets failed: errno {}", errno);
            return;
        }
        for (int i = 0; i < count; ++i) {
            const uint64_t id = events[size_t(i)].data.u64;
            if (id == UdpId)
                receiveDatagrams();
            else if (id == TcpId)
                acceptConnections();
            else if (m_pending.contains(id))
                onPending(id, events[size_t(i)].events);
            else if (m_connections.contains(id))
                onConnection(id, events[size_t(i)].events);
        }
        expire();
    }
}

int Server::Loop::waitMilliseconds() const
{
    SteadyTime first = SteadyTime::max();
    for (const auto& [id, pending] : m_pending)
        first = std::min(first, pending.deadline);
    for (const auto& [id, connection] : m_connections)
        first = std::min(first, connection.deadline);
    if (first == SteadyTime::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - m_clock.steady());
    return int(std::clamp<int64_t>(left.count(), 0, 60'000));
}

void Server::Loop::receiveDatagrams()
{
    std::array<char, 4096> packet;
    // Bounded, so that a flood cannot keep the loop from stopping.
    for (int i = 0; i < 64; ++i) {
        Asker asker;
        socklen_t length = sizeof asker.address;
        const ssize_t size = ::recvfrom(m_udp.fd(), packet.data(), packet.size(), 0,
                                        reinterpret_cast<sockaddr*>(&asker.address), &length);
        if (size < 0)
            return;
        serve(std::string_view(packet.data(), size_t(size)), asker);
    }
}

void Server::Loop::serve(std::string_view packet, const Asker& asker)
{
    const Result<Query> query = parseQuery(packet);
    if (!query.ok()) {
        const bool unsupported = query.error().code == ErrorCode::Unsupported;
        reply(asker, encodeError(packet, unsupported ? ResponseCode::NotImplemented : ResponseCode::FormatError));
        return;
    }
    const size_t limit = asker.connection ? 65535 : query->udpSize;
    const std::shared_ptr<const Zone> zone = m_zone();
    if (!zone) {
        reply(asker, encodeAnswer(*query, {.code = ResponseCode::ServerFailure, .authoritative = false}, limit));
    } else if (const auto answer = zone->answer(query->question)) {
        reply(asker, encodeAnswer(*query, *answer, limit));
    } else if (m_options.upstreams.empty()) {
        reply(asker, encodeAnswer(*query, {.code = ResponseCode::Refused, .authoritative = false}, limit));
    } else {
        forward(std::string(packet), asker, 0);
    }
}

void Server::Loop::forward(std::string packet, const Asker& asker, size_t upstream)
{
    if (m_pending.size() >= MostPending || upstream >= m_options.upstreams.size()) {
        reply(asker, encodeError(packet, ResponseCode::ServerFailure));
        return;
    }
    // A socket for each query: a random source port, and only the resolver's answers reach it.
    const bool stream = asker.connection != 0;
    auto socket = Socket::connected(stream ? SOCK_STREAM : SOCK_DGRAM, m_options.upstreams[upstream],
                                    m_options.upstreamPort);
    if (!socket.ok()) {
        forward(std::move(packet), asker, upstream + 1);
        return;
    }
    Pending pending;
    pending.socket = std::move(*socket);
    pending.packet = std::move(packet);
    pending.asker = asker;
    pending.upstream = upstream;
    pending.stream = stream;
    pending.deadline = m_clock.steady() + UpstreamTimeout;
    if (!stream) {
        pending.sent = ::send(pending.socket.fd(), pending.packet.data(), pending.packet.size(), MSG_NOSIGNAL) >= 0;
        if (!pending.sent) {
            forward(std::move(pending.packet), asker, upstream + 1);
            return;
        }
    }
    const uint64_t id = m_nextId++;
    watch(pending.socket.fd(), id, stream ? EPOLLOUT : EPOLLIN, true);
    m_pending.emplace(id, std::move(pending));
}

void Server::Loop::onPending(uint64_t id, uint32_t events)
{
    Pending& pending = m_pending.at(id);
    if (events & (EPOLLERR | EPOLLHUP)) {
        retryOrFail(id);
        return;
    }
    if (pending.stream && !pending.sent) {
        const std::string frame = framed(pending.packet);
        // A query fits any socket buffer, so a short write is a broken connection.
        pending.sent = ::send(pending.socket.fd(), frame.data(), frame.size(), MSG_NOSIGNAL) == ssize_t(frame.size());
        if (pending.sent)
            watch(pending.socket.fd(), id, EPOLLIN, false);
        else
            retryOrFail(id);
        return;
    }
    std::array<char, 65535> block;
    const ssize_t size = ::recv(pending.socket.fd(), block.data(), block.size(), 0);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN)
            retryOrFail(id);
        return;
    }
    std::string message(block.data(), size_t(size));
    if (pending.stream) {
        pending.received += message;
        if (!takeFrame(pending.received, message))
            return;
    }
    if (!answers(message, pending.packet))
        return;
    const Asker asker = pending.asker;
    m_pending.erase(id);
    reply(asker, std::move(message));
}

void Server::Loop::retryOrFail(uint64_t id)
{
    auto node = m_pending.extract(id);
    Pending& pending = node.mapped();
    forward(std::move(pending.packet), pending.asker, pending.upstream + 1);
}

void Server::Loop::acceptConnections()
{
    while (true) {
        Socket socket(::accept4(m_tcp.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket.valid())
            return;
        if (m_connections.size() >= MostConnections)
            continue;
        const uint64_t id = m_nextId++;
        watch(socket.fd(), id, EPOLLIN, true);
        Connection connection;
        connection.socket = std::move(socket);
        connection.deadline = m_clock.steady() + IdleConnection;
        m_connections.emplace(id, std::move(connection));
    }
}

void Server::Loop::onConnection(uint64_t id, uint32_t events)
{
    Connection& connection = m_connections.at(id);
    if (events & EPOLLOUT) {
        if (!flush(id, connection))
            return;
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        readConnection(id, connection);
}

void Server::Loop::readConnection(uint64_t id, Connection& connection)
{
    std::array<char, 4096> block;
    const ssize_t size = ::recv(connection.socket.fd(), block.data(), block.size(), 0);
    if (size < 0 && errno == EAGAIN)
        return;
    if (size <= 0) {
        m_connections.erase(id);
        return;
    }
    connection.received.append(block.data(), size_t(size));
    connection.deadline = m_clock.steady() + IdleConnection;
    std::string message;
    // serve() may drop the connection when its peer does not read, so look it up each time.
    for (auto it = m_connections.find(id); it != m_connections.end() && takeFrame(it->second.received, message);
         it = m_connections.find(id)) {
        Asker asker;
        asker.connection = id;
        serve(message, asker);
    }
}

void Server::Loop::reply(const Asker& asker, std::string message)
{
    if (message.empty())
        return;
    if (!asker.connection) {
        ::sendto(m_udp.fd(), message.data(), message.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&asker.address), sizeof asker.address);
        return;
    }
    const auto connection = m_connections.find(asker.connection);
    if (connection == m_connections.end())
        return;
    connection->second.queued += framed(message);
    flush(asker.connection, connection->second);
}

/// False when the connection is gone.
bool Server::Loop::flush(uint64_t id, Connection& connection)
{
    while (!connection.queued.empty()) {
        const ssize_t size =
            ::send(connection.socket.fd(), connection.queued.data(), connection.queued.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EAGAIN && connection.queued.size() <= MostQueuedBytes) {
            watch(connection.socket.fd(), id, EPOLLIN | EPOLLOUT, false);
            return true;
        }
        if (size <= 0) {
            m_connections.erase(id);
            return false;
        }
        connection.queued.erase(0, size_t(size));
    }
    watch(connection.socket.fd(), id, EPOLLIN, false);
    return true;
}

void Server::Loop::expire()
{
    const SteadyTime now = m_clock.steady();
    std::vector<uint64_t> late;
    for (const auto& [id, pending] : m_pending)
        if (pending.deadline <= now)
            late.push_back(id);
    for (const uint64_t id : late)
        retryOrFail(id);
    std::erase_if(m_connections, [now](const auto& entry) { return entry.second.deadline <= now; });
}

} // namespace skiff::dns
