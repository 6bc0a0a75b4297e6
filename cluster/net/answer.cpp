#include "cluster/net/answer.h"

#include <iterator>

namespace skiff::net {

namespace {

class AnswerExchange final : public Exchange
{
public:
    AnswerExchange(std::shared_ptr<Answer> answer, Request request)
        : m_answer(std::move(answer)), m_request(std::move(request))
    {}
    ~AnswerExchange() override { m_answer->dropped(); }

    const Request& request() const override { return m_request; }
    void send(Response response) override { m_answer->send(std::move(response)); }
    void startStream(int status, Headers headers) override { m_answer->startStream(status, std::move(headers)); }
    bool write(Buffers part) override { return m_answer->write(std::move(part)); }
    size_t queuedBytes() const override { return m_answer->queuedBytes(); }
    void finish() override { m_answer->finish(); }
    void abort() override { m_answer->abort(); }
    Result<std::shared_ptr<ByteStream>> upgrade(Headers headers) override
    {
        return m_answer->upgrade(std::move(headers), m_request.httpMajor == 1);
    }
    void onGone(std::function<void()> callback) override { m_answer->onGone(std::move(callback)); }

private:
    std::shared_ptr<Answer> m_answer;
    Request m_request;
};

size_t sizeOf(const Buffers& buffers)
{
    size_t size = 0;
    for (const SharedBytes& part : buffers)
        size += part.view.size();
    return size;
}

} // namespace

std::shared_ptr<Exchange> Answer::makeExchange(Request request)
{
    return std::make_shared<AnswerExchange>(shared_from_this(), std::move(request));
}

void Answer::hold()
{
    const MutexLock lock(m_mutex);
    m_wakePosted = true;
}

void Answer::release()
{
    const MutexLock lock(m_mutex);
    m_wakePosted = false;
}

Answer::Pending Answer::take()
{
    const MutexLock lock(m_mutex);
    m_wakePosted = false;
    m_taken.fetch_add(m_pendingBytes, std::memory_order_relaxed);
    m_pendingBytes = 0;
    return std::exchange(m_pending, {});
}

void Answer::gone()
{
    std::function<void()> callback;
    Pending dropped;
    {
        const MutexLock lock(m_mutex);
        m_gone = true;
        m_taken = 0;
        m_pendingBytes = 0;
        dropped = std::exchange(m_pending, {});
        if (m_phase != Phase::Ended)
            callback.swap(m_onGone);
    }
    if (dropped.upgraded)
        dropped.upgraded->fail();
    if (callback)
        callback();
}

/// Wakes the loop unless it was told already or will look by itself.
void Answer::wake()
{
    if (m_wakePosted || m_gone)
        return;
    m_wakePosted = true;
    m_loop->post([self = shared_from_this()] {
        if (const auto sink = self->m_sink.lock())
            sink->answerReady(*self);
    });
}

std::function<void()> Answer::end()
{
    m_phase = Phase::Ended;
    return std::exchange(m_onGone, nullptr);
}

void Answer::send(Response response)
{
    std::function<void()> retired;
    const MutexLock lock(m_mutex);
    if (m_phase != Phase::Open)
        return;
    retired = end();
    if (m_gone)
        return;
    m_pending.head = Head{response.status, std::move(response.headers), true};
    m_pending.body = std::move(response.body);
    m_pending.finished = true;
    m_pendingBytes = sizeOf(m_pending.body);
    wake();
}

void Answer::startStream(int status, Headers headers)
{
    const MutexLock lock(m_mutex);
    if (m_phase != Phase::Open)
        return;
    m_phase = Phase::Streaming;
    m_pending.head = Head{status, std::move(headers), false};
    wake();
}

bool Answer::write(Buffers part)
{
    const MutexLock lock(m_mutex);
    if (m_gone || m_phase != Phase::Streaming ||
        m_pendingBytes + m_taken.load(std::memory_order_relaxed) >= m_maxQueued)
        return false;
    m_pendingBytes += sizeOf(part);
    if (m_pending.body.empty())
        m_pending.body = std::move(part);
    else
        std::move(part.begin(), part.end(), std::back_inserter(m_pending.body));
    wake();
    return true;
}

size_t Answer::queuedBytes() const
{
    const MutexLock lock(m_mutex);
    return m_pendingBytes + m_taken.load(std::memory_order_relaxed);
}

void Answer::finish()
{
    std::function<void()> retired;
    const MutexLock lock(m_mutex);
    if (m_phase != Phase::Streaming)
        return;
    retired = end();
    m_pending.finished = true;
    wake();
}

void Answer::abort()
{
    std::function<void()> retired;
    const MutexLock lock(m_mutex);
    if (m_phase == Phase::Ended)
        return;
    retired = end();
    m_pending.aborted = true;
    wake();
}

Result<std::shared_ptr<ByteStream>> Answer::upgrade(Headers headers, bool possible)
{
    std::function<void()> retired;
    if (!possible)
        return {ErrorCode::Unsupported, "HTTP/2 connections cannot switch protocols"};
    const MutexLock lock(m_mutex);
    if (m_gone)
        return {ErrorCode::Unavailable, "the peer is gone"};
    if (m_phase != Phase::Open)
        return {ErrorCode::Internal, "the request was answered already"};
    retired = end();
    auto stream = std::make_shared<RawStream>(m_loop);
    m_pending.head = Head{101, std::move(headers), false};
    m_pending.upgraded = stream;
    wake();
    return RawStream::makeHandle(std::move(stream));
}

void Answer::onGone(std::function<void()> callback)
{
    const MutexLock lock(m_mutex);
    if (m_gone && m_phase != Phase::Ended && callback)
        m_loop->post(std::move(callback));
    else if (m_phase != Phase::Ended)
        m_onGone.swap(callback);
}

void Answer::dropped()
{
    MutexLock lock(m_mutex);
    if (m_phase == Phase::Ended)
        return;
    const bool unanswered = m_phase == Phase::Open;
    lock.unlock();
    if (!unanswered) {
        abort();
        return;
    }
    Response response;
    response.status = 500;
    response.headers.add("Content-Type", "text/plain");
    response.body.push_back(SharedBytes::literal("the request was not answered\n"));
    send(std::move(response));
}

} // namespace skiff::net
