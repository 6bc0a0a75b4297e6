#include "app/session/forward/forward_connection.h"

#include <chrono>
#include <utility>

namespace skiff::session {

namespace {

constexpr qint64 MostOutgoing = 1 << 20;
constexpr qsizetype MuchIncoming = 256 * 1024; ///< the pod is made to wait
constexpr qsizetype MostIncoming = 64 << 20;   ///< where it cannot be: the program loses its connection
constexpr auto LongestSilence = std::chrono::seconds(30);

} // namespace

ForwardConnection::ForwardConnection(std::unique_ptr<LocalSocket> local, const QNetworkRequest& request, int port,
                                     ForwardProtocol first, QObject* parent)
    : QObject(parent), m_request(request), m_port(port), m_local(std::move(local)), m_protocol(first)
{
    connect(m_local.get(), &LocalSocket::received, this, &ForwardConnection::onLocal);
    connect(m_local.get(), &LocalSocket::finished, this, &ForwardConnection::onLocalFinished);
    connect(m_local.get(), &LocalSocket::broken, this, [this] { finish({}); });
    connect(m_local.get(), &LocalSocket::written, this, [this] {
        if (m_pod && !m_ended && m_local->bytesToWrite() < MuchIncoming / 2)
            m_pod->setPaused(false);
    });
    m_silence.setSingleShot(true);
    m_silence.setInterval(LongestSilence);
    connect(&m_silence, &QTimer::timeout, this, [this] { finish({}); });
    tryProtocol();
}

void ForwardConnection::tryProtocol()
{
    m_pod = makePodLink(m_protocol, m_request, m_port);
    connect(m_pod.get(), &PodLink::opened, this, [this] {
        m_local->setReading(true);
        emit opened();
    });
    connect(m_pod.get(), &PodLink::refused, this, &ForwardConnection::onRefused);
    connect(m_pod.get(), &PodLink::received, this, &ForwardConnection::onPod);
    connect(m_pod.get(), &PodLink::finished, this, &ForwardConnection::onPodFinished);
    connect(m_pod.get(), &PodLink::ended, this, &ForwardConnection::finish);
    connect(m_pod.get(), &PodLink::written, this, [this] {
        if (!m_ended && m_pod->bytesToWrite() < MostOutgoing / 2)
            m_local->setReading(true);
    });
}

/// As kubectl does: what does not work by one protocol may by the next, which also needs another
/// right (a WebSocket "get", an upgrade of SPDY "create"). The words of the first two say more than
/// those of the last.
void ForwardConnection::onRefused(int status, const QString& words)
{
    const bool hopeless = status == 401 || status == 404;
    const bool forbidden = status == 403 && m_protocol == ForwardProtocol::Spdy;
    if (hopeless || forbidden || m_protocol == ForwardProtocol::Channels)
        return finish(m_protocol == ForwardProtocol::Channels && !m_refusal.isEmpty() ? m_refusal : words);
    m_refusal = words;
    m_protocol = m_protocol == ForwardProtocol::Tunnel ? ForwardProtocol::Spdy : ForwardProtocol::Channels;
    m_pod->disconnect(this);
    m_pod.release()->deleteLater(); // we are in its signal
    tryProtocol();
}

void ForwardConnection::onLocal(const QByteArray& bytes)
{
    m_pod->send(bytes);
    emit moved(bytes.size(), 0);
    if (m_pod->bytesToWrite() > MostOutgoing)
        m_local->setReading(false);
}

/// kubectl, too, waits for the pod's answer after the program has sent everything. Where the protocol
/// has no word for that (v4.channel.k8s.io), the pod is not told, and what it sends is delivered until
/// it ends or has been silent for long: to close at once would cost the program its answer.
void ForwardConnection::onLocalFinished()
{
    m_localDone = true;
    if (m_podDone)
        finish({});
    else if (!m_pod->finish())
        m_silence.start();
}

void ForwardConnection::onPod(const QByteArray& bytes)
{
    if (m_silence.isActive())
        m_silence.start();
    m_local->write(bytes);
    emit moved(0, bytes.size());
    if (m_local->bytesToWrite() > MuchIncoming)
        m_pod->setPaused(true);
    if (m_local->bytesToWrite() > MostIncoming)
        finish(tr("The local program does not read what comes from the pod."));
}

void ForwardConnection::onPodFinished()
{
    m_podDone = true;
    if (m_localDone)
        finish({});
    else
        m_local->finish();
}

void ForwardConnection::finish(const QString& problem)
{
    if (std::exchange(m_ended, true))
        return;
    m_silence.stop();
    m_local->disconnect(this);
    m_local->setReading(false);
    if (!problem.isEmpty())
        m_local->abort();
    else
        m_local->finish();
    m_pod->disconnect(this);
    if (m_local->bytesToWrite() == 0) {
        emit ended(problem);
        return;
    }
    // The socket lives until the last byte is with the program.
    const auto end = [this] {
        if (m_local->bytesToWrite() == 0)
            emit ended({});
    };
    connect(m_local.get(), &LocalSocket::written, this, end);
    connect(m_local.get(), &LocalSocket::broken, this, end);
}

} // namespace skiff::session
