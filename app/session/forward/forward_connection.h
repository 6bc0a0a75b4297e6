#pragma once

#include "app/session/forward/local_socket.h"
#include "app/session/forward/pod_link.h"

#include <QTimer>

#include <memory>

namespace skiff::session {

/// One local connection carried to a port of a pod, by the best protocol that the server speaks. Each
/// way ends on its own: a program that has sent its request and says so still gets its answer.
/// GUI thread.
class ForwardConnection final : public QObject
{
    Q_OBJECT

public:
    /// `request` is that of the pod's portforward with ports=`port`; `first` is tried first.
    ForwardConnection(std::unique_ptr<LocalSocket> local, const QNetworkRequest& request, int port,
                      ForwardProtocol first, QObject* parent = nullptr);

    ForwardProtocol protocol() const { return m_protocol; }

signals:
    /// The server speaks protocol().
    void opened();
    /// Bytes that went to the pod, and came from it.
    void moved(qint64 out, qint64 in);
    /// `problem` is empty when both sides have closed the connection.
    void ended(const QString& problem);

private:
    void tryProtocol();
    void onRefused(int status, const QString& words);
    void onLocal(const QByteArray& bytes);
    void onLocalFinished();
    void onPod(const QByteArray& bytes);
    void onPodFinished();
    void finish(const QString& problem);

    const QNetworkRequest m_request;
    const int m_port;
    std::unique_ptr<LocalSocket> m_local;
    ForwardProtocol m_protocol;
    std::unique_ptr<PodLink> m_pod;
    QString m_refusal; ///< by the protocol before
    QTimer m_silence;  ///< since the program is done and the pod cannot be told
    bool m_localDone = false;
    bool m_podDone = false;
    bool m_ended = false;
};

} // namespace skiff::session
