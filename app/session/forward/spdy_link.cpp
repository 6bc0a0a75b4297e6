#include "app/session/forward/spdy_link.h"

#include "app/session/forward/socket_stream.h"
#include "cluster/net/websocket/connection.h"
#include "cluster/net/websocket/handshake.h"

#include <QPointer>

#include <utility>

namespace skiff::session {

namespace {

namespace spdy = net::spdy;
namespace websocket = net::websocket;

constexpr const char* TunnelProtocol = "SPDY/3.1+portforward.k8s.io";
constexpr qsizetype MostError = 4096;

net::Headers plainUpgrade()
{
    net::Headers headers;
    headers.add("Connection", "Upgrade");
    headers.add("Upgrade", "SPDY/3.1");
    headers.add("X-Stream-Protocol-Version", "portforward.k8s.io");
    headers.add("Content-Length", "0");
    return headers;
}

QByteArray bytesOf(std::string_view bytes)
{
    return {bytes.data(), qsizetype(bytes.size())};
}

} // namespace

SpdyLink::SpdyLink(const QNetworkRequest& request, int port, bool tunnel)
    : m_port(port), m_tunnel(tunnel), m_key(websocket::newKey())
{
    m_call = std::make_unique<UpgradeCall>(request, tunnel ? "GET" : "POST",
                                           tunnel ? websocket::offer(m_key, {TunnelProtocol}) : plainUpgrade(),
                                           [this](Result<UpgradeAnswer> answer) { onAnswer(std::move(answer)); });
}

SpdyLink::~SpdyLink()
{
    m_ended = true;
    if (m_session)
        m_session->close();
}

void SpdyLink::onAnswer(Result<UpgradeAnswer> answer)
{
    m_call.release()->deleteLater(); // it is calling us
    if (!answer.ok())
        return end(QString::fromStdString(answer.error().message));
    if (answer->status != 101) {
        m_ended = true;
        emit refused(answer->status, answer->refusal());
        return;
    }
    const auto stream = SocketStream::make(std::move(answer->connection));
    if (!m_tunnel)
        return startSession(stream);
    const auto protocol = websocket::chosenProtocol(answer->headers, m_key);
    if (!protocol.ok() || *protocol != TunnelProtocol) {
        m_ended = true;
        emit refused(400, tr("The server speaks another protocol."));
        return;
    }
    startSession(
        websocket::asByteStream(websocket::Connection::make(stream, websocket::Role::Client, stream->timers())));
}

void SpdyLink::startSession(std::shared_ptr<net::ByteStream> stream)
{
    spdy::Session::Options options;
    options.role = spdy::Session::Role::Client;
    m_session = spdy::Session::make(std::move(stream), options);
    spdy::Session::Events events;
    events.accepts = [](const net::Headers&) {
        return false; // only we open streams
    };
    events.onClosed = [self = QPointer(this)](const Status&) {
        if (self)
            self->end(self->m_error.isEmpty() && !self->m_podDone ? tr("The connection was lost.")
                                                                  : QString::fromUtf8(self->m_error).trimmed());
    };
    m_session->start(std::move(events));
    net::Headers headers;
    headers.add("streamtype", "error");
    headers.add("port", std::to_string(m_port));
    headers.add("requestid", "0");
    auto errors = m_session->open(headers);
    headers.set("streamtype", "data");
    auto data = m_session->open(headers);
    if (!errors.ok() || !data.ok())
        return end(tr("The connection was lost."));
    m_errors = std::move(errors).value();
    m_data = std::move(data).value();
    m_errors->finish(); // only the node speaks on it
    listenForErrors();
    listenForData();
    emit opened();
}

void SpdyLink::listenForErrors()
{
    net::Duplex::Events events;
    events.onData = [self = QPointer(this)](std::string_view bytes) {
        if (self)
            self->m_error = (self->m_error + bytesOf(bytes)).left(MostError);
    };
    const auto over = [self = QPointer(this)] {
        if (!self)
            return;
        self->m_errorsOver = true;
        self->endIfOver();
    };
    events.onEnd = over;
    events.onClosed = [over](const Status&) {
        over();
    };
    m_errors->start(std::move(events));
}

void SpdyLink::listenForData()
{
    net::Duplex::Events events;
    events.onData = [self = QPointer(this)](std::string_view bytes) {
        if (self && !self->m_ended)
            emit self->received(bytesOf(bytes));
    };
    const auto over = [self = QPointer(this)] {
        if (!self || std::exchange(self->m_podDone, true) || self->m_ended)
            return;
        emit self->finished();
        if (self)
            self->endIfOver();
    };
    events.onEnd = over;
    events.onClosed = [self = QPointer(this), over](const Status& status) {
        if (self && !status.ok())
            self->m_weDone = true; // the node has reset it: both ways are over
        over();
    };
    m_data->start(std::move(events));
}

/// An error is told when its text is whole; else the connection ends when both ways have.
void SpdyLink::endIfOver()
{
    if (m_errorsOver && !m_error.isEmpty())
        end(QString::fromUtf8(m_error).trimmed());
    else if (m_podDone && m_weDone)
        end({});
}

void SpdyLink::send(const QByteArray& bytes)
{
    if (!m_data || m_weDone)
        return;
    m_waiting += bytes.size();
    m_data->send(net::SharedBytes::of(bytes.toStdString()), [self = QPointer(this), size = bytes.size()] {
        if (!self)
            return;
        self->m_waiting -= size;
        emit self->written();
    });
}

bool SpdyLink::finish()
{
    if (m_data && !std::exchange(m_weDone, true)) {
        m_data->finish();
        endIfOver();
    }
    return true;
}

void SpdyLink::setPaused(bool paused)
{
    if (m_data)
        paused ? m_data->pause() : m_data->resume();
}

void SpdyLink::end(const QString& problem)
{
    if (std::exchange(m_ended, true))
        return;
    QMetaObject::invokeMethod(
        this, [this, problem] { emit ended(problem); }, Qt::QueuedConnection);
}

} // namespace skiff::session
