#pragma once

#include "cluster/base/mutex.h"
#include "cluster/net/event_loop.h"
#include "cluster/net/http.h"
#include "cluster/net/raw_stream.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace skiff::net {

class Answer;

/// The connection that an Answer goes out on. Loop thread only.
class AnswerSink
{
public:
    virtual ~AnswerSink() = default;
    /// `answer` has something to take().
    virtual void answerReady(Answer& answer) = 0;
};

/// The answer to one request while it is made on any thread and sent on the loop's.
///
/// The connection holds it, and so does the Exchange that the handler got. Calls from the
/// handler gather here; the loop is woken once for many.
class Answer final : public std::enable_shared_from_this<Answer>
{
public:
    struct Head
    {
        int status = 200;
        Headers headers;
        bool whole = false; ///< the body that comes with it is all there is
    };
    /// What the loop has to send.
    struct Pending
    {
        std::optional<Head> head;
        Buffers body;
        bool finished = false;
        bool aborted = false;
        std::shared_ptr<RawStream> upgraded;
    };

    /// `living` is kept as long as this object, so that a connection can count its answers.
    Answer(std::shared_ptr<EventLoop> loop, std::weak_ptr<AnswerSink> sink, size_t maxQueued, int streamId = 0,
           std::shared_ptr<const void> living = {}) :
        m_loop(std::move(loop)), m_sink(std::move(sink)), m_maxQueued(maxQueued), m_streamId(streamId),
        m_living(std::move(living))
    {}

    /// The handle that a handler gets: dropped without an answer it answers 500.
    std::shared_ptr<Exchange> makeExchange(Request request);
    int streamId() const { return m_streamId; }

    // For the connection, on the loop thread.
    /// No wake-ups until release(): the caller looks itself after the handler has returned.
    void hold();
    void release();
    Pending take();
    /// `count` bytes that were taken are not yet with the kernel.
    void setTaken(size_t count) { m_taken.store(count, std::memory_order_relaxed); }
    /// The peer is gone: tells the handler unless the answer was complete.
    void gone();

    // For the Exchange, on any thread.
    void send(Response response);
    void startStream(int status, Headers headers);
    bool write(Buffers part);
    size_t queuedBytes() const;
    void finish();
    void abort();
    Result<std::shared_ptr<ByteStream>> upgrade(Headers headers, bool possible);
    void onGone(std::function<void()> callback);
    void dropped();

private:
    enum class Phase { Open, Streaming, Ended };
    void wake() SKIFF_REQUIRES(m_mutex);
    /// Ends the answer; the callback comes back to be destroyed without the lock, since it may hold the exchange.
    std::function<void()> end() SKIFF_REQUIRES(m_mutex);

    const std::shared_ptr<EventLoop> m_loop;
    const std::weak_ptr<AnswerSink> m_sink;
    const size_t m_maxQueued;
    const int m_streamId;
    const std::shared_ptr<const void> m_living;
    std::atomic<size_t> m_taken{0};

    mutable Mutex m_mutex;
    Phase m_phase SKIFF_GUARDED_BY(m_mutex) = Phase::Open;
    Pending m_pending SKIFF_GUARDED_BY(m_mutex);
    size_t m_pendingBytes SKIFF_GUARDED_BY(m_mutex) = 0;
    bool m_wakePosted SKIFF_GUARDED_BY(m_mutex) = false;
    bool m_gone SKIFF_GUARDED_BY(m_mutex) = false;
    std::function<void()> m_onGone SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::net
