#pragma once

#include "cluster/base/result.h"
#include "cluster/net/event_loop.h"
#include "cluster/net/tls_context.h"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace skiff::net {

/// What a read or write on a Channel came to.
struct Io
{
    enum State {
        Done,   ///< `bytes` were moved
        Again,  ///< nothing can be moved now: wait
        Closed, ///< the peer sends no more
        Failed, ///< the connection is broken
    };
    State state = Again;
    size_t bytes = 0;
};

/// A connected socket (TCP or Unix), plain or with TLS, that never blocks. Loop thread only.
///
/// The TLS library reads and writes the socket itself, so nothing is copied on the way and an
/// idle channel holds no buffers.
class Channel
{
public:
    /// Takes `fd`, which must not block.
    Channel(EventLoop& loop, int fd);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    void startTls(SslPtr ssl);
    SSL* ssl() const { return m_ssl.get(); }
    /// Calls `done` with ok after the handshake; not after close().
    void handshake(std::function<void(Status)> done);

    Io read(std::span<char> into);
    /// True when read() may give more at once: try it before waitReadable().
    bool mayHaveMore() const;
    /// Takes as many bytes of `pieces` as it can, in order.
    Io write(std::span<const std::string_view> pieces);

    /// One call of `ready`, unless close() comes first.
    void waitReadable(std::function<void()> ready);
    void waitWritable(std::function<void()> ready);

    /// Tells the peer that nothing more comes.
    void shutdownWrite();
    void close();
    int fd() { return m_descriptor.native_handle(); }
    bool isOpen() const { return m_open; }
    /// Why Failed was returned, for people.
    const std::string& failure() const { return m_failure; }
    EventLoop& loop() { return m_loop; }

private:
    Io plainWrite(std::span<const std::string_view> pieces);
    Io tlsWrite(std::span<const std::string_view> pieces);
    Io tlsResult(int result);
    Io failed(int number);
    void wait(boost::asio::posix::stream_descriptor::wait_type type, std::function<void()> ready);

    EventLoop& m_loop;
    boost::asio::posix::stream_descriptor m_descriptor;
    SslPtr m_ssl;
    bool m_open = true;
    bool m_filled = false;          ///< the last read filled its buffer
    bool m_readWantsWrite = false;  ///< TLS must write before it can read
    std::string m_failure;
};

} // namespace skiff::net
