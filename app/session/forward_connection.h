#pragma once

#include <QNetworkRequest>
#include <QObject>
#include <QTcpSocket>
#include <QWebSocket>

#include <memory>

namespace skiff::session {

/// One local connection carried to a port of a pod, over a WebSocket of its own with
/// v4.channel.k8s.io (channel 0 data, 1 errors, each begins with the port's number). Ends when
/// either side does. GUI thread; deletes itself by ended().
class ForwardConnection final : public QObject
{
    Q_OBJECT

public:
    /// `request` is that of the pod's portforward with ports=PORT.
    ForwardConnection(std::unique_ptr<QTcpSocket> local, const QNetworkRequest& request, QObject* parent = nullptr);
    ~ForwardConnection() override;

signals:
    /// Bytes that went to the pod, and came from it.
    void moved(qint64 out, qint64 in);
    /// `problem` is empty when one side has closed the connection.
    void ended(const QString& problem);

private:
    void readLocal();
    void onMessage(const QByteArray& message);
    void onClosed();
    void finish(const QString& problem);

    std::unique_ptr<QTcpSocket> m_local;
    std::unique_ptr<QWebSocket> m_remote;
    bool m_open = false;
    bool m_ended = false;
    bool m_portTold[2] = {false, false}; ///< per channel: its first two bytes have come
    QByteArray m_error;
};

} // namespace skiff::session
