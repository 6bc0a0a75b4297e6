#include "cluster/kubelet/lifecycle/socket_checker.h"

#include <cerrno>
#include <cstring>
#include <future>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

constexpr size_t MostBody = 10 * 1024;
constexpr size_t MostAnswer = 4 * 1024 * 1024;

net::HttpClient::Options clientOptions(std::shared_ptr<net::LoopGroup> loops)
{
    net::HttpClient::Options options;
    options.tls.insecure = true;
    options.loops = std::move(loops);
    options.maxConnections = 64;
    options.maxBodyBytes = MostAnswer;
    return options;
}

Error systemError(int number)
{
    return {ErrorCode::Unavailable, std::string("connect: ") + std::strerror(number)};
}

/// Connects one address; 0 or an errno.
int connectOne(const addrinfo& address, Duration timeout)
{
    const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    int number = ::connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (number == EINPROGRESS) {
        pollfd waiting{fd, POLLOUT, 0};
        const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
        const int ready = ::poll(&waiting, 1, static_cast<int>(milliseconds));
        socklen_t size = sizeof number;
        if (ready == 0)
            number = ETIMEDOUT;
        else if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) != 0)
            number = errno;
    }
    ::close(fd);
    return number;
}

} // namespace

SocketChecker::SocketChecker(std::shared_ptr<net::LoopGroup> loops) : m_client(clientOptions(std::move(loops))) {}

Result<HttpAnswer> SocketChecker::get(const HttpCheck& check)
{
    net::ClientRequest request;
    request.endpoint.tls = check.tls;
    request.endpoint.address = {check.host, static_cast<uint16_t>(check.port), {}};
    request.target = check.path;
    request.timeout = check.timeout;
    for (const auto& [name, value] : check.headers)
        request.headers.add(name, value);
    if (!request.headers.has("Accept"))
        request.headers.add("Accept", "*/*");
    request.headers.set("Connection", "close");
    std::promise<Result<net::ClientResponse>> promise;
    auto answered = promise.get_future();
    const auto call = m_client.send(std::move(request), [&promise](Result<net::ClientResponse> response) {
        promise.set_value(std::move(response));
    });
    auto response = answered.get();
    if (!response.ok())
        return std::move(response).error();
    return HttpAnswer{response->status, response->body ? response->body->substr(0, MostBody) : std::string()};
}

Status SocketChecker::connect(const std::string& host, int port, Duration timeout)
{
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); failed != 0)
        return Error{ErrorCode::NotFound, ::gai_strerror(failed)};
    int number = EADDRNOTAVAIL;
    for (const addrinfo* address = found; address != nullptr && number != 0; address = address->ai_next)
        number = connectOne(*address, timeout);
    ::freeaddrinfo(found);
    return number == 0 ? Status() : Status(systemError(number));
}

} // namespace skiff::kubelet
