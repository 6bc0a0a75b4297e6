#include "cluster/net/dialer.h"

#include "cluster/net/event_loop.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <fmt/format.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

namespace skiff::net {

namespace {

struct RawAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

/// The bytes of a numeric address; empty for a name.
std::string addressBytes(const std::string& text)
{
    in6_addr bytes{};
    if (inet_pton(AF_INET, text.c_str(), &bytes) == 1)
        return {reinterpret_cast<const char*>(&bytes), 4};
    if (inet_pton(AF_INET6, text.c_str(), &bytes) == 1)
        return {reinterpret_cast<const char*>(&bytes), 16};
    return {};
}

RawAddress numericAddress(const std::string& bytes, uint16_t port)
{
    RawAddress raw;
    if (bytes.size() == 4) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(raw.storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, bytes.data(), 4);
        raw.size = sizeof(v4);
    } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(raw.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&v6.sin6_addr, bytes.data(), 16);
        raw.size = sizeof(v6);
    }
    return raw;
}

Socket newSocket(int family)
{
    return Socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

/// A socket stays in the network namespace that its thread was in when it was made.
Socket newSocketIn(const std::string& namespacePath, int family)
{
    const Socket home(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    const Socket there(::open(namespacePath.c_str(), O_RDONLY | O_CLOEXEC));
    if (home.fd() < 0 || there.fd() < 0 || ::setns(there.fd(), CLONE_NEWNET) != 0)
        return {};
    Socket socket = newSocket(family);
    const int number = errno;
    if (::setns(home.fd(), CLONE_NEWNET) != 0)
        std::abort(); // every later connection of this thread would go astray
    errno = number;
    return socket;
}

/// One attempt to connect: tries the addresses in turn until one answers. Loop thread only.
class Attempt final : public std::enable_shared_from_this<Attempt>
{
public:
    using MakeSocket = std::function<Socket(int family)>;

    Attempt(Address address, std::shared_ptr<EventLoop> loop, MakeSocket makeSocket, Dialer::Done done)
        : m_address(std::move(address)),
          m_loop(std::move(loop)),
          m_makeSocket(std::move(makeSocket)),
          m_done(std::move(done))
    {}

    void start(Duration timeout)
    {
        m_deadline.emplace(*m_loop, [weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->fail({ErrorCode::Timeout, fmt::format("{}: no connection in time", self->m_address.text())});
        });
        m_deadline->set(timeout);
        if (!m_address.unixPath.empty()) {
            useUnixPath();
            return;
        }
        const std::string bytes = addressBytes(m_address.host);
        if (!bytes.empty()) {
            m_candidates.push_back(numericAddress(bytes, m_address.port));
            tryNext();
            return;
        }
        resolve();
    }

private:
    void useUnixPath()
    {
        RawAddress raw;
        auto& address = reinterpret_cast<sockaddr_un&>(raw.storage);
        address.sun_family = AF_UNIX;
        raw.size = sizeof(address);
        if (m_address.unixPath.size() >= sizeof(address.sun_path)) {
            fail({ErrorCode::InvalidArgument, m_address.text() + ": the path is longer than 107 characters"});
            return;
        }
        std::memcpy(address.sun_path, m_address.unixPath.data(), m_address.unixPath.size());
        m_candidates.push_back(raw);
        tryNext();
    }

    void resolve()
    {
        m_resolver.emplace(m_loop->context());
        m_resolver->async_resolve(
            m_address.host, std::to_string(m_address.port),
            [self = shared_from_this()](const boost::system::error_code& error, const auto& results) {
                if (!self->m_done)
                    return;
                if (error) {
                    self->fail({ErrorCode::Unavailable,
                                fmt::format("{}: name not found: {}", self->m_address.text(), error.message())});
                    return;
                }
                for (const auto& result : results) {
                    const auto endpoint = result.endpoint();
                    RawAddress raw;
                    raw.size = static_cast<socklen_t>(endpoint.size());
                    std::memcpy(&raw.storage, endpoint.data(), endpoint.size());
                    self->m_candidates.push_back(raw);
                }
                self->tryNext();
            });
    }

    void tryNext()
    {
        if (m_next == m_candidates.size()) {
            fail({m_lastError == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                  fmt::format("{}: {}", m_address.text(), std::generic_category().message(m_lastError))});
            return;
        }
        const RawAddress& raw = m_candidates[m_next++];
        Socket socket = m_makeSocket(raw.storage.ss_family);
        if (socket.fd() < 0) {
            m_lastError = errno;
            tryNext();
            return;
        }
        if (raw.storage.ss_family != AF_UNIX)
            prepareTcp(socket.fd());
        if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&raw.storage), raw.size) == 0) {
            succeed(std::move(socket));
            return;
        }
        // A Unix socket with a full backlog says EAGAIN at once and cannot be waited for.
        if (errno != EINPROGRESS) {
            m_lastError = errno;
            tryNext();
            return;
        }
        m_waiting.emplace(m_loop->context(), socket.release());
        m_waiting->async_wait(boost::asio::posix::stream_descriptor::wait_write,
                              [self = shared_from_this()](const boost::system::error_code& error) {
                                  if (!error && self->m_done)
                                      self->settle();
                              });
    }

    void settle()
    {
        Socket socket(m_waiting->release());
        m_waiting.reset();
        int number = 0;
        socklen_t size = sizeof(number);
        ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &number, &size);
        if (number == 0) {
            succeed(std::move(socket));
            return;
        }
        m_lastError = number;
        tryNext();
    }

    void succeed(Socket socket)
    {
        m_deadline->cancel();
        std::exchange(m_done, nullptr)(std::move(socket));
    }

    void fail(Error error)
    {
        const auto self = shared_from_this();
        m_deadline->cancel();
        if (m_waiting) {
            boost::system::error_code ignored;
            m_waiting->close(ignored);
        }
        if (m_resolver)
            m_resolver->cancel();
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(error));
    }

    const Address m_address;
    const std::shared_ptr<EventLoop> m_loop;
    const MakeSocket m_makeSocket;
    Dialer::Done m_done;
    std::optional<Deadline> m_deadline;
    std::optional<boost::asio::ip::tcp::resolver> m_resolver;
    std::optional<boost::asio::posix::stream_descriptor> m_waiting;
    std::vector<RawAddress> m_candidates;
    size_t m_next = 0;
    int m_lastError = EADDRNOTAVAIL;
};

} // namespace

void DirectDialer::dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done)
{
    const auto attempt = std::make_shared<Attempt>(address, loop, newSocket, std::move(done));
    loop->post([attempt, timeout] { attempt->start(timeout); });
}

void NamespaceDialer::dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done)
{
    const auto makeSocket = [path = m_path](int family) {
        return newSocketIn(path, family);
    };
    const auto attempt = std::make_shared<Attempt>(address, loop, makeSocket, std::move(done));
    loop->post([attempt, timeout] { attempt->start(timeout); });
}

RestrictedDialer::RestrictedDialer(std::shared_ptr<Dialer> next, std::vector<Range> ranges)
    : m_next(std::move(next)), m_ranges(std::move(ranges))
{}

Result<std::shared_ptr<Dialer>> RestrictedDialer::make(std::shared_ptr<Dialer> next,
                                                       const std::vector<std::string>& ranges)
{
    std::vector<Range> parsed{{std::string("\x7f\0\0\0", 4), 8}, {addressBytes("::1"), 128}};
    for (const std::string& text : ranges) {
        const size_t slash = text.find('/');
        Range range{addressBytes(text.substr(0, slash)), 0};
        const char* const end = text.data() + text.size();
        const bool number =
            slash != std::string::npos && std::from_chars(text.data() + slash + 1, end, range.bits).ptr == end;
        if (range.bytes.empty() || !number || range.bits > range.bytes.size() * 8)
            return {ErrorCode::InvalidArgument, fmt::format("\"{}\" is no address range", text)};
        parsed.push_back(std::move(range));
    }
    return std::shared_ptr<Dialer>(new RestrictedDialer(std::move(next), std::move(parsed)));
}

bool RestrictedDialer::allows(const Address& address) const
{
    if (!address.unixPath.empty() || address.host == "localhost")
        return true;
    const std::string bytes = addressBytes(address.host);
    return std::any_of(m_ranges.begin(), m_ranges.end(), [&](const Range& range) {
        if (bytes.size() != range.bytes.size())
            return false;
        for (unsigned bit = 0; bit < range.bits; ++bit)
            if (((bytes[bit / 8] ^ range.bytes[bit / 8]) >> (7 - bit % 8)) & 1)
                return false;
        return true;
    });
}

void RestrictedDialer::dial(const Address& address, Duration timeout, std::shared_ptr<EventLoop> loop, Done done)
{
    if (allows(address)) {
        m_next->dial(address, timeout, std::move(loop), std::move(done));
        return;
    }
    loop->post([done = std::move(done), text = address.text()] {
        done(Error{ErrorCode::PermissionDenied, text + ": connections to this address are not allowed"});
    });
}

} // namespace skiff::net
