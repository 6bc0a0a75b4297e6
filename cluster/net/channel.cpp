#include "cluster/net/channel.h"

#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

namespace skiff::net {

namespace {

constexpr size_t maxPieces = 64;

} // namespace

Channel::Channel(EventLoop& loop, int fd) : m_loop(loop), m_descriptor(loop.context(), fd) {}

Channel::~Channel()
{
    close();
}

void Channel::startTls(SslPtr ssl)
{
    m_ssl = std::move(ssl);
}

void Channel::handshake(std::function<void(Status)> done)
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1) {
        done({});
        return;
    }
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        done(Error{ErrorCode::Unavailable, "TLS handshake failed: " + handshakeFailure(m_ssl.get())});
        return;
    }
    auto again = [this, done = std::move(done)]() mutable {
        handshake(std::move(done));
    };
    if (error == SSL_ERROR_WANT_READ)
        waitReadable(std::move(again));
    else
        waitWritable(std::move(again));
}

Io Channel::read(std::span<char> into)
{
    if (!m_open)
        return {Io::Failed};
    if (!m_ssl) {
        const ssize_t count = recv(m_descriptor.native_handle(), into.data(), into.size(), 0);
        m_filled = count == static_cast<ssize_t>(into.size());
        if (count > 0)
            return {Io::Done, static_cast<size_t>(count)};
        if (count == 0)
            return {Io::Closed};
        return errno == EAGAIN || errno == EINTR ? Io{Io::Again} : failed(errno);
    }
    ERR_clear_error();
    m_readWantsWrite = false;
    const int size = static_cast<int>(std::min<size_t>(into.size(), std::numeric_limits<int>::max()));
    const int count = SSL_read(m_ssl.get(), into.data(), size);
    if (count > 0)
        return {Io::Done, static_cast<size_t>(count)};
    const Io io = tlsResult(count);
    m_readWantsWrite = io.state == Io::Again && SSL_want_write(m_ssl.get());
    return io;
}

bool Channel::mayHaveMore() const
{
    return m_ssl ? SSL_has_pending(m_ssl.get()) == 1 : m_filled;
}

Io Channel::write(std::span<const std::string_view> pieces)
{
    if (!m_open)
        return {Io::Failed};
    return m_ssl ? tlsWrite(pieces) : plainWrite(pieces);
}

Io Channel::plainWrite(std::span<const std::string_view> pieces)
{
    std::array<iovec, maxPieces> vectors;
    const size_t count = std::min(pieces.size(), maxPieces);
    for (size_t i = 0; i < count; ++i)
        vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent = sendmsg(m_descriptor.native_handle(), &message, MSG_NOSIGNAL);
    if (sent >= 0)
        return {Io::Done, static_cast<size_t>(sent)};
    return errno == EAGAIN || errno == EINTR ? Io{Io::Again} : failed(errno);
}

/// Small pieces are gathered into one record; a large one goes to the library as it is. A retry
/// must begin with the same bytes and be no shorter: callers only ever append.
Io Channel::tlsWrite(std::span<const std::string_view> pieces)
{
    const std::span<char> staging = m_loop.staging();
    std::string_view record;
    if (pieces.front().size() >= staging.size()) {
        record = pieces.front();
    } else {
        size_t filled = 0;
        for (const std::string_view piece : pieces) {
            const size_t part = std::min(piece.size(), staging.size() - filled);
            std::memcpy(staging.data() + filled, piece.data(), part);
            filled += part;
            if (filled == staging.size())
                break;
        }
        record = {staging.data(), filled};
    }
    ERR_clear_error();
    const int size = static_cast<int>(std::min<size_t>(record.size(), std::numeric_limits<int>::max()));
    const int count = SSL_write(m_ssl.get(), record.data(), size);
    if (count > 0)
        return {Io::Done, static_cast<size_t>(count)};
    return tlsResult(count);
}

Io Channel::tlsResult(int result)
{
    const int number = errno;
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return {Io::Again};
    case SSL_ERROR_ZERO_RETURN:
        return {Io::Closed};
    case SSL_ERROR_SYSCALL:
        return failed(number);
    default:
        m_failure = takeTlsError();
        return {Io::Failed};
    }
}

Io Channel::failed(int number)
{
    m_failure = number ? std::generic_category().message(number) : "the peer closed the connection";
    return {Io::Failed};
}

void Channel::wait(boost::asio::posix::stream_descriptor::wait_type type, std::function<void()> ready)
{
    if (!m_open)
        return;
    m_descriptor.async_wait(type, [ready = std::move(ready)](const boost::system::error_code& error) {
        if (!error)
            ready();
    });
}

void Channel::waitReadable(std::function<void()> ready)
{
    using Descriptor = boost::asio::posix::stream_descriptor;
    wait(m_readWantsWrite ? Descriptor::wait_write : Descriptor::wait_read, std::move(ready));
}

void Channel::waitWritable(std::function<void()> ready)
{
    wait(boost::asio::posix::stream_descriptor::wait_write, std::move(ready));
}

void Channel::shutdownWrite()
{
    if (!m_open)
        return;
    if (m_ssl) {
        ERR_clear_error();
        SSL_shutdown(m_ssl.get());
    }
    ::shutdown(m_descriptor.native_handle(), SHUT_WR);
}

void Channel::close()
{
    if (!m_open)
        return;
    m_open = false;
    if (m_ssl && SSL_is_init_finished(m_ssl.get())) {
        ERR_clear_error();
        SSL_shutdown(m_ssl.get());
    }
    boost::system::error_code ignored;
    m_descriptor.close(ignored);
}

} // namespace skiff::net
