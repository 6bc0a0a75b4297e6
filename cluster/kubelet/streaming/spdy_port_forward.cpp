#include "cluster/kubelet/streaming/spdy_port_forward.h"

#include "cluster/base/log.h"
#include "cluster/base/mutex.h"
#include "cluster/net/spdy/session.h"
#include "cluster/net/splice.h"

#include <map>

namespace skiff::kubelet {

namespace {

using StreamPtr = std::shared_ptr<net::spdy::Stream>;

constexpr std::string_view StreamType = "streamtype";
constexpr std::string_view PortField = "port";
constexpr std::string_view RequestField = "requestid";
/// The second stream of a pair must come within this time.
constexpr Duration PairLimit = std::chrono::seconds(30);

bool isOfError(const net::Headers& headers)
{
    return headers.get(StreamType) == "error";
}

/// Without a requestid, as of old clients, the error stream comes right before its data stream.
std::string pairOf(const net::spdy::Stream& stream)
{
    const std::string_view request = stream.headers().get(RequestField);
    if (!request.empty())
        return std::string(request);
    return std::to_string(isOfError(stream.headers()) ? stream.id() : stream.id() - 2);
}

/// Keeps a stream that we have nothing more to say on until the client closes it, too: dropped
/// earlier it would be reset, and text under way lost.
void leaveOpen(const StreamPtr& stream)
{
    net::Duplex::Events events;
    events.onClosed = [stream](const Status&) {
    };
    stream->start(std::move(events));
}

/// The connections of one session that wait for their second stream. Owned by the session's callbacks.
class Pairs final : public std::enable_shared_from_this<Pairs>
{
public:
    Pairs(std::shared_ptr<const PodDialer> dialer, Executor& timers) : m_dialer(std::move(dialer)), m_timers(timers) {}

    void add(const StreamPtr& stream)
    {
        const std::string name = pairOf(*stream);
        Pair complete;
        {
            const MutexLock lock(m_mutex);
            Pair& pair = m_pairs[name];
            (isOfError(stream->headers()) ? pair.error : pair.data) = stream;
            if (!pair.error || !pair.data) {
                pair.limit = m_timers.postAfter(PairLimit, [weak = weak_from_this(), name] {
                    if (const auto self = weak.lock())
                        self->expire(name);
                });
                return;
            }
            complete = std::move(pair);
            m_pairs.erase(name);
        }
        forward(complete.error, complete.data);
    }

    /// The session is gone.
    void clear()
    {
        std::map<std::string, Pair> pairs;
        const MutexLock lock(m_mutex);
        pairs.swap(m_pairs);
    }

private:
    struct Pair
    {
        StreamPtr error;
        StreamPtr data;
        Timer limit;
    };

    void expire(const std::string& name)
    {
        Pair pair;
        {
            const MutexLock lock(m_mutex);
            const auto found = m_pairs.find(name);
            if (found == m_pairs.end())
                return;
            pair = std::move(found->second);
            m_pairs.erase(found);
        }
        if (pair.error)
            refuse(pair.error, "timed out waiting for streams");
    }

    static void refuse(const StreamPtr& error, std::string text)
    {
        error->send(net::SharedBytes::of(std::move(text)), {});
        error->finish();
        leaveOpen(error);
    }

    void forward(const StreamPtr& error, const StreamPtr& data)
    {
        const auto port = parsePort(data->headers().get(PortField)); // accepted with it
        m_dialer->dial(*port, [error, data](Result<std::shared_ptr<net::Duplex>> pod) {
            if (!pod.ok()) {
                log::info("kubelet", "port-forward: {}", pod.error().message);
                refuse(error, pod.error().message);
                data->finish();
                leaveOpen(data);
                return;
            }
            // The client waits for the end of both streams before it closes its own connection.
            net::splice(data, *pod, [error] { error->finish(); });
            leaveOpen(error);
        });
    }

    const std::shared_ptr<const PodDialer> m_dialer;
    Executor& m_timers;
    Mutex m_mutex;
    std::map<std::string, Pair> m_pairs SKIFF_GUARDED_BY(m_mutex);
};

bool isAcceptable(const net::Headers& headers)
{
    const std::string_view type = headers.get(StreamType);
    return (type == "error" || type == "data") && parsePort(headers.get(PortField));
}

} // namespace

void forwardOverSpdy(std::shared_ptr<net::ByteStream> connection, std::shared_ptr<const PodDialer> dialer,
                     Executor& timers)
{
    const auto pairs = std::make_shared<Pairs>(std::move(dialer), timers);
    const auto session = net::spdy::Session::make(std::move(connection), {});
    net::spdy::Session::Events events;
    events.accepts = isAcceptable;
    events.onStream = [pairs](const StreamPtr& stream) {
        pairs->add(stream);
    };
    events.onClosed = [pairs](const Status&) {
        pairs->clear();
    };
    session->start(std::move(events));
}

} // namespace skiff::kubelet
