#pragma once

#include <QByteArray>
#include <QNetworkRequest>
#include <QObject>

#include <memory>

namespace skiff::session {

/// How connections are carried to a pod. From the best to what nearly every server knows.
enum class ForwardProtocol
{
    Tunnel,  ///< SPDY inside a WebSocket: Kubernetes 1.31 and later; passes every proxy that knows WebSocket
    Spdy,    ///< SPDY by a plain upgrade: every Kubernetes
    Channels ///< v4.channel.k8s.io, two channels of a WebSocket: where SPDY does not pass
};

/// One connection to a port of a pod. Its two ways end one by one as far as the protocol can say so.
/// Signals come through the event loop; after ended() nothing comes. GUI thread.
class PodLink : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void send(const QByteArray& bytes) = 0;
    /// Nothing more is sent. False: the protocol has no word for it.
    virtual bool finish() = 0;
    virtual qint64 bytesToWrite() const = 0;
    /// Nothing more is delivered for now; a protocol that cannot make the pod wait delivers on.
    virtual void setPaused(bool paused) = 0;

signals:
    void opened();
    void received(const QByteArray& bytes);
    void written();
    /// The pod sends no more.
    void finished();
    /// The server does not speak so or does not allow it; `status` as of HTTP. Instead of opened().
    void refused(int status, const QString& words);
    /// `problem` is empty when the pod has closed the connection.
    void ended(const QString& problem);
};

/// `request` is that of the pod's portforward, with ports=`port`.
std::unique_ptr<PodLink> makePodLink(ForwardProtocol protocol, const QNetworkRequest& request, int port);

} // namespace skiff::session
