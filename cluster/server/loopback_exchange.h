#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"
#include "cluster/client/transport.h"
#include "cluster/net/http.h"

#include <memory>

namespace skiff::server {

/// A request that never was on a network: what the API server answers goes to callbacks on an
/// executor. Shared by the server, which answers, and the caller, who may cancel. Any thread.
class LoopbackExchange final : public net::Exchange, public std::enable_shared_from_this<LoopbackExchange>
{
public:
    using Done = std::function<void(Result<client::ApiResponse>)>;

    LoopbackExchange(Executor& executor, net::Request request, Done done);
    LoopbackExchange(Executor& executor, net::Request request, client::StreamSink sink);
    ~LoopbackExchange() override;

    /// No callback begins after this returns, unless it is called by one.
    void cancel();

    const net::Request& request() const override { return m_request; }
    void send(net::Response response) override;
    void startStream(int status, net::Headers headers) override;
    bool write(net::Buffers part) override;
    size_t queuedBytes() const override;
    void finish() override;
    void abort() override;
    Result<std::shared_ptr<net::ByteStream>> upgrade(net::Headers headers) override;
    void onGone(std::function<void()> callback) override;

private:
    /// Hands over what happened, one after the other, while the caller wants it.
    void deliver(std::function<void()> task);
    void drain();
    void complete(net::Response response);
    void end(Status status);

    Executor& m_executor;
    const net::Request m_request;
    Done m_done;
    client::StreamSink m_sink;
    const bool m_streamed;

    Mutex m_callbackMutex;                                       ///< held while a callback runs
    mutable Mutex m_mutex;
    std::vector<std::function<void()>> m_pending SKIFF_GUARDED_BY(m_mutex);
    bool m_scheduled SKIFF_GUARDED_BY(m_mutex) = false;
    bool m_cancelled SKIFF_GUARDED_BY(m_mutex) = false;
    bool m_ended SKIFF_GUARDED_BY(m_mutex) = false;
    size_t m_queued SKIFF_GUARDED_BY(m_mutex) = 0;
    std::thread::id m_callbackThread SKIFF_GUARDED_BY(m_mutex);
    std::function<void()> m_gone SKIFF_GUARDED_BY(m_mutex);
    int m_status SKIFF_GUARDED_BY(m_mutex) = 0;                  ///< of a stream answer to send()
    std::string m_contentType SKIFF_GUARDED_BY(m_mutex);
    std::string m_collected SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::server
