#pragma once

#include "tests/support/many_pods/pod_table.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTcpServer>
#include <QTimer>

class QTcpSocket;

namespace skiff::test {

/// An API server that has nothing but many pods and a storm of changes: lists (also page by page), gets and watches
/// them, as tables or whole; the rest it answers like a server of few kinds. Plain HTTP on a free port of the loopback
/// interface. A test steers it by GETs below /test: storm?rate=N (changes a second; 0 ends it), state, drop (ends every
/// watch in the middle of a line), forget (what was listed is too old to watch from). One thread.
class PodServer final : public QObject
{
    Q_OBJECT

public:
    explicit PodServer(int pods);

    quint16 port() const { return m_server.serverPort(); }

private:
    struct Request;
    struct Watch
    {
        QTcpSocket* socket;
        QByteArray nameSpace;
        qint64 revision;
        bool asTable;
    };

    void onConnection();
    void onBytes(QTcpSocket* socket);
    void answer(QTcpSocket* socket, const Request& request);
    QByteArray steer(const Request& request);
    QByteArray pods(QTcpSocket* socket, const Request& request);
    void beat();
    void send(Watch& watch);
    void drop();

    PodTable m_table;
    QTcpServer m_server;
    QTimer m_beat;
    QElapsedTimer m_passed;
    int m_rate = 0;
    qint64 m_changes = 0; ///< made since the storm began
    QHash<QTcpSocket*, QByteArray> m_requests;
    std::vector<Watch> m_watches;
};

} // namespace skiff::test
