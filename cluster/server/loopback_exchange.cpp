#include "cluster/server/loopback_exchange.h"

#include <thread>

namespace skiff::server {

namespace {

/// A component that lags this far behind its watch is closed and lists again.
constexpr size_t maxQueued = 64 * 1024 * 1024;

} // namespace

LoopbackExchange::LoopbackExchange(Executor& executor, net::Request request, Done done)
    : m_executor(executor), m_request(std::move(request)), m_done(std::move(done)), m_streamed(false)
{
}

LoopbackExchange::LoopbackExchange(Executor& executor, net::Request request, client::StreamSink sink)
    : m_executor(executor), m_request(std::move(request)), m_sink(std::move(sink)), m_streamed(true)
{
}

LoopbackExchange::~LoopbackExchange()
{
    // Dropped without an answer: the caller must still hear of it.
    MutexLock lock(m_mutex);
    if (m_ended || m_cancelled)
        return;
    m_ended = true;
    const Error lost{ErrorCode::Internal, "the request was dropped without an answer"};
    if (m_streamed)
        m_executor.post([sink = std::move(m_sink), lost] { sink.onEnd(lost); });
    else
        m_executor.post([done = std::move(m_done), lost] { done(lost); });
}

void LoopbackExchange::cancel()
{
    std::function<void()> gone;
    bool inCallback = false;
    {
        MutexLock lock(m_mutex);
        m_cancelled = true;
        m_pending.clear();
        gone = std::move(m_gone);
        m_gone = nullptr;
        inCallback = m_callbackThread == std::this_thread::get_id();
    }
    if (gone)
        gone();
    if (!inCallback)
        MutexLock wait(m_callbackMutex);
}

void LoopbackExchange::deliver(std::function<void()> task)
{
    {
        MutexLock lock(m_mutex);
        if (m_cancelled)
            return;
        m_pending.push_back(std::move(task));
        if (std::exchange(m_scheduled, true))
            return;
    }
    m_executor.post([self = shared_from_this()] { self->drain(); });
}

void LoopbackExchange::drain()
{
    MutexLock running(m_callbackMutex);
    std::vector<std::function<void()>> tasks;
    while (true) {
        {
            MutexLock lock(m_mutex);
            m_callbackThread = {};
            tasks = std::exchange(m_pending, {});
            if (m_cancelled || tasks.empty()) {
                m_scheduled = false;
                return;
            }
            m_callbackThread = std::this_thread::get_id();
        }
        for (const auto& task : tasks) {
            {
                MutexLock lock(m_mutex);
                if (m_cancelled)
                    break;
            }
            task();
        }
    }
}

void LoopbackExchange::complete(net::Response response)
{
    client::ApiResponse answer{response.status, std::string(response.headers.get("Content-Type")),
                               std::make_shared<const std::string>(net::joined(response.body))};
    deliver([this, answer = std::move(answer)] { m_done(answer); });
}

void LoopbackExchange::send(net::Response response)
{
    {
        MutexLock lock(m_mutex);
        if (std::exchange(m_ended, true))
            return;
    }
    if (!m_streamed)
        return complete(std::move(response));
    // A refusal instead of a stream: its body is the stream's only data.
    deliver([this, status = response.status, body = net::joined(response.body)] {
        m_sink.onStart(status);
        m_sink.onData(body);
        m_sink.onEnd(Status());
    });
}

void LoopbackExchange::startStream(int status, net::Headers headers)
{
    {
        MutexLock lock(m_mutex);
        m_status = status;
        m_contentType = headers.get("Content-Type");
    }
    if (m_streamed)
        deliver([this, status] { m_sink.onStart(status); });
}

bool LoopbackExchange::write(net::Buffers part)
{
    std::string text = net::joined(part);
    {
        MutexLock lock(m_mutex);
        if (m_cancelled || m_ended || m_queued + text.size() > maxQueued)
            return false;
        if (!m_streamed) {
            m_collected += text;
            return true;
        }
        m_queued += text.size();
    }
    deliver([this, text = std::move(text)] {
        {
            MutexLock lock(m_mutex);
            m_queued -= text.size();
        }
        m_sink.onData(text);
    });
    return true;
}

size_t LoopbackExchange::queuedBytes() const
{
    MutexLock lock(m_mutex);
    return m_queued;
}

void LoopbackExchange::end(Status status)
{
    net::Response response;
    {
        MutexLock lock(m_mutex);
        if (std::exchange(m_ended, true))
            return;
        response.status = m_status;
        response.headers.add("Content-Type", m_contentType);
        response.body.push_back(net::SharedBytes::of(std::move(m_collected)));
    }
    if (m_streamed)
        deliver([this, status] { m_sink.onEnd(status); });
    else if (status.ok())
        complete(std::move(response));
    else
        deliver([this, status] { m_done(status.error()); });
}

void LoopbackExchange::finish()
{
    end({});
}

void LoopbackExchange::abort()
{
    end(Error{ErrorCode::Unavailable, "the answer was broken off"});
}

Result<std::shared_ptr<net::ByteStream>> LoopbackExchange::upgrade(net::Headers)
{
    return Error{ErrorCode::Unsupported, "a component inside the server cannot switch protocols"};
}

void LoopbackExchange::onGone(std::function<void()> callback)
{
    MutexLock lock(m_mutex);
    m_gone = std::move(callback);
}

} // namespace skiff::server
