#include "app/session/forward/channel_link.h"

#include <utility>

namespace skiff::session {

namespace {

constexpr char Data = 0;
constexpr char Errors = 1;
constexpr qsizetype PortBytes = 2;
constexpr qsizetype MostError = 4096;
constexpr qsizetype MostPerMessage = 32 * 1024;

} // namespace

ChannelLink::ChannelLink(const QNetworkRequest& request) : m_socket(request, {QStringLiteral("v4.channel.k8s.io")})
{
    connect(&m_socket, &ApiSocket::opened, this, &PodLink::opened);
    connect(&m_socket, &ApiSocket::written, this, &PodLink::written);
    connect(&m_socket, &ApiSocket::received, this, &ChannelLink::onMessage);
    connect(&m_socket, &ApiSocket::ended, this, &ChannelLink::onEnded);
}

void ChannelLink::send(const QByteArray& bytes)
{
    for (qsizetype at = 0; at < bytes.size(); at += MostPerMessage)
        m_socket.send(Data + bytes.mid(at, MostPerMessage));
}

void ChannelLink::onMessage(const QByteArray& message)
{
    if (message.isEmpty() || (message.front() != Data && message.front() != Errors))
        return;
    const char channel = message.front();
    qsizetype begin = 1;
    if (!std::exchange(m_portTold[int(channel)], true))
        begin += PortBytes;
    const QByteArray bytes = message.mid(begin);
    if (bytes.isEmpty())
        return;
    if (channel == Data) {
        emit received(bytes);
        return;
    }
    m_error = (m_error + bytes).left(MostError);
    m_socket.close();
}

void ChannelLink::onEnded(const QString& refusal)
{
    if (!refusal.isEmpty())
        emit refused(0, refusal);
    else
        emit ended(QString::fromUtf8(m_error).trimmed());
}

} // namespace skiff::session
