#pragma once

#include <QHash>
#include <QObject>
#include <QTcpServer>
#include <QTimer>

#include <string>

class QTcpSocket;

namespace skiff::bench {

/// An API server that has nothing but pods: a table of `rows`, and a watch that changes `perSecond` of them. Plain
/// HTTP on a free port of the loopback interface; runs on a thread of its own, so that it takes no time from the
/// window's.
class ManyPodsServer final : public QObject
{
    Q_OBJECT

public:
    ManyPodsServer(int rows, int perSecond);

    /// On its thread.
    void start();
    /// After started(): where it listens.
    quint16 port() const { return m_port; }

signals:
    void started();

private:
    void onConnection();
    void onBytes(QTcpSocket* socket);
    void answer(QTcpSocket* socket, const QByteArray& target);
    void change();

    const int m_rows;
    const int m_perSecond;
    quint16 m_port = 0;
    QTcpServer* m_server = nullptr;
    QTimer* m_timer = nullptr;
    QHash<QTcpSocket*, QByteArray> m_requests;
    QList<QTcpSocket*> m_watchers;
    qint64 m_revision = 1;
};

} // namespace skiff::bench
