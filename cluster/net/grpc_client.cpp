#include "cluster/net/grpc_client.h"

#include "cluster/net/grpc_connection.h"

#include <fmt/format.h>

#include <future>
#include <set>
#include <utility>
#include <vector>

namespace skiff::net {

class GrpcClient::Impl final : public std::enable_shared_from_this<GrpcClient::Impl>
{
public:
    explicit Impl(Options options)
        : m_options(std::move(options)),
          m_loops(m_options.loops ? m_options.loops : std::make_shared<LoopGroup>("grpc", 1)),
          m_ownLoops(!m_options.loops),
          m_loop(m_loops->next()),
          m_dialer(m_options.dialer ? m_options.dialer : std::make_shared<DirectDialer>())
    {}

    std::unique_ptr<GrpcCall> submit(GrpcRequest request, GrpcSink sink);
    void shutDown();

private:
    using StreamPtr = std::shared_ptr<GrpcStream>;
    class Handle;

    void begin(const StreamPtr& stream);
    void place(const StreamPtr& stream);
    void dialled(Result<Socket> socket);
    void cancel(const StreamPtr& stream);
    void expired(const StreamPtr& stream);
    void end(const StreamPtr& stream, Status status);

    const Options m_options;
    std::shared_ptr<LoopGroup> m_loops;
    const bool m_ownLoops;
    std::shared_ptr<EventLoop> m_loop;
    std::shared_ptr<Dialer> m_dialer;

    // Loop thread only.
    std::set<std::shared_ptr<GrpcConnection>> m_connections;
    std::shared_ptr<GrpcConnection> m_current; ///< takes new calls
    std::vector<StreamPtr> m_waiting;          ///< for a connection
    std::set<StreamPtr> m_streams;
    bool m_dialling = false;
    bool m_stopped = false;
};

class GrpcClient::Impl::Handle final : public GrpcCall
{
public:
    Handle(std::shared_ptr<Impl> impl, StreamPtr stream) : m_impl(std::move(impl)), m_stream(std::move(stream)) {}
    ~Handle() override
    {
        m_stream->cancelled.store(true, std::memory_order_release);
        // The loop lets go of it last: its timer belongs there.
        m_impl->m_loop->post([impl = m_impl, stream = std::move(m_stream)] { impl->cancel(stream); });
    }

private:
    std::shared_ptr<Impl> m_impl;
    StreamPtr m_stream;
};

std::unique_ptr<GrpcCall> GrpcClient::Impl::submit(GrpcRequest request, GrpcSink sink)
{
    auto stream = std::make_shared<GrpcStream>();
    stream->request = std::move(request);
    stream->sink = std::move(sink);
    stream->maxMessageBytes = m_options.maxMessageBytes;
    m_loop->post([self = shared_from_this(), stream] { self->begin(stream); });
    return std::make_unique<Handle>(shared_from_this(), std::move(stream));
}

void GrpcClient::Impl::shutDown()
{
    const auto stop = [this] {
        m_stopped = true;
        for (const StreamPtr& stream : std::exchange(m_streams, {})) {
            stream->ended = true;
            stream->deadline->cancel();
        }
        m_waiting.clear();
        m_current = nullptr;
        for (const auto& connection : std::exchange(m_connections, {}))
            connection->drop();
    };
    if (m_loop->inThread()) {
        stop();
        return;
    }
    const auto done = std::make_shared<std::promise<void>>();
    std::future<void> stopped = done->get_future();
    m_loop->post([stop, done = std::move(done)] {
        stop();
        done->set_value();
    });
    stopped.wait(); // also over when the loop was stopped and dropped the task
    if (m_ownLoops)
        m_loops->stop();
}

void GrpcClient::Impl::begin(const StreamPtr& stream)
{
    if (m_stopped || !stream->wanted())
        return;
    m_streams.insert(stream);
    stream->deadline.emplace(*m_loop, [weak = weak_from_this(), weakStream = std::weak_ptr(stream)] {
        const auto self = weak.lock();
        const auto late = weakStream.lock();
        if (self && late)
            self->expired(late);
    });
    if (stream->request.timeout > Duration::zero())
        stream->deadline->set(stream->request.timeout);
    place(stream);
}

void GrpcClient::Impl::place(const StreamPtr& stream)
{
    if (m_current && m_current->run(stream))
        return;
    m_current = nullptr; // one that takes no more stays until its calls are over
    m_waiting.push_back(stream);
    if (!std::exchange(m_dialling, true))
        m_dialer->dial(m_options.address, m_options.connectTimeout, m_loop,
                       [self = shared_from_this()](Result<Socket> socket) { self->dialled(std::move(socket)); });
}

void GrpcClient::Impl::dialled(Result<Socket> socket)
{
    m_dialling = false;
    if (m_stopped)
        return;
    const std::vector<StreamPtr> waiting = std::exchange(m_waiting, {});
    if (!socket.ok()) {
        Error error = std::move(socket).error();
        if (error.code == ErrorCode::NotFound) // the socket file, not what was asked for
            error.code = ErrorCode::Unavailable;
        for (const StreamPtr& stream : waiting)
            end(stream, error);
        return;
    }
    const auto connection = std::make_shared<GrpcConnection>(
        m_loop, std::make_unique<Channel>(*m_loop, socket->release()),
        [weak = weak_from_this()](const StreamPtr& stream, Status status) {
            if (const auto self = weak.lock())
                self->end(stream, std::move(status));
        },
        [weak = weak_from_this()](const std::shared_ptr<GrpcConnection>& closed) {
            const auto self = weak.lock();
            if (!self)
                return;
            self->m_connections.erase(closed);
            if (self->m_current == closed)
                self->m_current = nullptr;
        });
    m_connections.insert(connection);
    m_current = connection;
    connection->start();
    for (const StreamPtr& stream : waiting)
        if (stream->wanted() && !connection->run(stream))
            end(stream, Error{ErrorCode::Unavailable, m_options.address.text() + ": the connection was closed"});
}

void GrpcClient::Impl::cancel(const StreamPtr& stream)
{
    if (stream->ended || m_stopped)
        return;
    if (const auto connection = stream->connection.lock())
        connection->cancel(*stream);
    end(stream, Error{ErrorCode::Cancelled, "cancelled"});
}

void GrpcClient::Impl::expired(const StreamPtr& stream)
{
    end(stream, Error{ErrorCode::Timeout,
                      fmt::format("{}: no answer to {} within {:g} s", m_options.address.text(), stream->request.method,
                                  std::chrono::duration<double>(stream->request.timeout).count())});
    if (const auto connection = stream->connection.lock()) // the reset would end it with another reason
        connection->cancel(*stream);
}

void GrpcClient::Impl::end(const StreamPtr& stream, Status status)
{
    if (std::exchange(stream->ended, true))
        return;
    stream->deadline->cancel();
    m_streams.erase(stream);
    std::erase(m_waiting, stream);
    const auto onEnd = std::exchange(stream->sink.onEnd, nullptr);
    if (!stream->cancelled.load(std::memory_order_acquire) && onEnd)
        onEnd(std::move(status));
}

GrpcClient::GrpcClient(Options options) : m_impl(std::make_shared<Impl>(std::move(options))) {}

GrpcClient::~GrpcClient()
{
    m_impl->shutDown();
}

std::unique_ptr<GrpcCall> GrpcClient::unary(GrpcRequest request, std::function<void(Result<std::string>)> done)
{
    const auto answer = std::make_shared<std::optional<std::string>>();
    GrpcSink sink;
    sink.onMessage = [answer](std::string_view message) {
        *answer = std::string(message);
    };
    sink.onEnd = [answer, done = std::move(done)](Status status) {
        if (!status.ok())
            done(std::move(status).error());
        else if (!*answer)
            done(Error{ErrorCode::Internal, "the server answered without a message"});
        else
            done(std::move(**answer));
    };
    return m_impl->submit(std::move(request), std::move(sink));
}

std::unique_ptr<GrpcCall> GrpcClient::serverStream(GrpcRequest request, GrpcSink sink)
{
    return m_impl->submit(std::move(request), std::move(sink));
}

} // namespace skiff::net
