#include "cluster/kubelet/streaming/websocket_port_forward.h"

#include "cluster/base/mutex.h"

#include <atomic>
#include <utility>

namespace skiff::kubelet {

namespace {

using DuplexPtr = std::shared_ptr<net::Duplex>;

/// The connections of one client. Owned by the callbacks of the client's connection and of those
/// into the pod; ends when the client's does.
class Channels final : public std::enable_shared_from_this<Channels>
{
public:
    Channels(std::shared_ptr<net::websocket::Connection> client, std::vector<uint16_t> ports)
        : m_client(std::move(client)), m_ports(std::move(ports)), m_open(m_ports.size()), m_waiting(m_ports.size())
    {
        m_pods.resize(m_ports.size());
    }

    void start(const PodDialer& dialer)
    {
        for (size_t i = 0; i < m_ports.size(); ++i)
            dialer.dial(m_ports[i],
                        [self = shared_from_this(), i](Result<DuplexPtr> pod) { self->dialled(i, std::move(pod)); });
    }

private:
    /// The client is heard when all is known: what it sends then has somewhere to go.
    void dialled(size_t index, Result<DuplexPtr> pod)
    {
        announce(2 * index, m_ports[index]);
        announce(2 * index + 1, m_ports[index]);
        {
            const MutexLock lock(m_mutex);
            if (pod.ok())
                m_pods[index] = *pod;
        }
        if (pod.ok())
            listen(index, *pod);
        else
            send(2 * index + 1, pod.error().message, {});
        if (m_waiting.fetch_sub(1) == 1)
            m_client->start({[self = shared_from_this()](std::string_view bytes, bool begins, bool) {
                                 self->onPiece(bytes, begins);
                             },
                             [self = shared_from_this()] {
                                 self->clientGone();
                             }});
        if (!pod.ok())
            portEnded();
    }

    void announce(size_t channel, uint16_t port)
    {
        send(channel, std::string{static_cast<char>(port & 0xff), static_cast<char>(port >> 8)}, {});
    }

    void send(size_t channel, std::string text, std::function<void()> sent)
    {
        m_client->send(
            {net::SharedBytes::of(std::string(1, static_cast<char>(channel))), net::SharedBytes::of(std::move(text))},
            std::move(sent));
    }

    void listen(size_t index, const DuplexPtr& pod)
    {
        const auto ended = [self = shared_from_this(), told = std::make_shared<std::atomic<bool>>(false)] {
            if (!told->exchange(true))
                self->portEnded();
        };
        net::Duplex::Events events;
        events.onData = [self = shared_from_this(), index, weak = std::weak_ptr(pod)](std::string_view bytes) {
            if (const auto from = weak.lock())
                from->pause();
            self->send(2 * index, std::string(bytes), [weak] {
                if (const auto from = weak.lock())
                    from->resume();
            });
        };
        events.onEnd = ended;
        events.onClosed = [self = shared_from_this(), ended](const Status&) {
            self->m_client->resume(); // it may wait for what this connection will not take any more
            ended();
        };
        pod->start(std::move(events));
    }

    void portEnded()
    {
        if (m_open.fetch_sub(1) == 1)
            m_client->close(net::websocket::CloseCode::Normal);
    }

    void onPiece(std::string_view bytes, bool begins)
    {
        if (begins && !bytes.empty()) {
            m_channel = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
        }
        if (bytes.empty() || m_channel % 2 != 0 || m_channel / 2 >= m_ports.size())
            return;
        DuplexPtr pod;
        {
            const MutexLock lock(m_mutex);
            pod = m_pods[m_channel / 2];
        }
        if (!pod)
            return;
        m_client->pause();
        pod->send(net::SharedBytes::of(std::string(bytes)), [client = m_client] { client->resume(); });
    }

    void clientGone()
    {
        std::vector<DuplexPtr> pods;
        {
            const MutexLock lock(m_mutex);
            pods.swap(m_pods);
            m_pods.resize(m_ports.size());
        }
        for (const DuplexPtr& pod : pods)
            if (pod)
                pod->close();
    }

    const std::shared_ptr<net::websocket::Connection> m_client;
    const std::vector<uint16_t> m_ports;
    std::atomic<size_t> m_open;    ///< ports that may still bring data
    std::atomic<size_t> m_waiting; ///< ports not yet dialled
    size_t m_channel = 0;          ///< of the message under way; the client's loop only

    Mutex m_mutex;
    std::vector<DuplexPtr> m_pods SKIFF_GUARDED_BY(m_mutex);
};

} // namespace

void forwardOverWebSocket(std::shared_ptr<net::websocket::Connection> client, std::vector<uint16_t> ports,
                          const PodDialer& dialer)
{
    std::make_shared<Channels>(std::move(client), std::move(ports))->start(dialer);
}

} // namespace skiff::kubelet
