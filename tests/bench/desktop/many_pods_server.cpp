#include "tests/bench/desktop/many_pods_server.h"

#include <QTcpSocket>

namespace skiff::bench {

namespace {

constexpr int BatchesPerSecond = 20;

QByteArray rowJson(int i, qint64 generation)
{
    const QByteArray number = QByteArray::number(i);
    const bool crashing = (generation + i) % 17 == 0;
    return R"({"cells":["web-)" + number + R"(-7c9d6b5f4-hm5tz","1/1",")" +
           (crashing ? "CrashLoopBackOff" : "Running") + R"(",)" + QByteArray::number(generation) +
           R"(,"5s","10.244.1.7","node-)" + QByteArray::number(i % 40) +
           R"(","<none>","<none>"],"object":{"kind":"PartialObjectMetadata","metadata":{"name":"web-)" + number +
           R"(-7c9d6b5f4-hm5tz","namespace":"team-)" + QByteArray::number(i / 200).rightJustified(3, '0') +
           R"(","uid":"u)" + number + R"(","creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app":"web"}}}})";
}

QByteArray tableHead(qint64 revision)
{
    QByteArray json = R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":")" +
                      QByteArray::number(revision) + R"("},"columnDefinitions":[)";
    int priority = 0;
    for (const char* name :
         {"Name", "Ready", "Status", "Restarts", "Age", "IP", "Node", "Nominated Node", "Readiness Gates"}) {
        json += QByteArray(json.endsWith('[') ? "" : ",") + R"({"name":")" + name + R"(","type":"string","priority":)" +
                (priority++ > 4 ? "1" : "0") + "}";
    }
    return json + R"(],"rows":[)";
}

QByteArray chunk(const QByteArray& bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

} // namespace

ManyPodsServer::ManyPodsServer(int rows, int perSecond) : m_rows(rows), m_perSecond(perSecond) {}

void ManyPodsServer::start()
{
    m_server = new QTcpServer(this);
    m_server->listen(QHostAddress::LocalHost);
    m_port = m_server->serverPort();
    connect(m_server, &QTcpServer::newConnection, this, &ManyPodsServer::onConnection);
    m_timer = new QTimer(this);
    m_timer->setInterval(1000 / BatchesPerSecond);
    connect(m_timer, &QTimer::timeout, this, &ManyPodsServer::change);
    m_timer->start();
    emit started();
}

void ManyPodsServer::onConnection()
{
    while (QTcpSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onBytes(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_watchers.removeAll(socket);
            m_requests.remove(socket);
            socket->deleteLater();
        });
    }
}

void ManyPodsServer::onBytes(QTcpSocket* socket)
{
    QByteArray& request = m_requests[socket];
    request += socket->readAll();
    // Bodies of the few POSTs are short and come with their heads.
    for (qsizetype end = request.indexOf("\r\n\r\n"); end >= 0; end = request.indexOf("\r\n\r\n")) {
        const QByteArray target = request.left(request.indexOf("\r\n")).split(' ').value(1);
        request.remove(0, request.startsWith("POST") ? request.size() : end + 4);
        answer(socket, target);
    }
}

void ManyPodsServer::answer(QTcpSocket* socket, const QByteArray& target)
{
    QByteArray body = R"({"kind":"Status","status":"Failure","code":404,"message":"not here"})";
    QByteArray status = "404 Not Found";
    if (target.startsWith("/api/v1/pods") && target.contains("watch=")) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        m_watchers.append(socket);
        return;
    }
    if (target.startsWith("/api/v1/pods")) {
        status = "200 OK";
        body = tableHead(m_revision);
        for (int i = 0; i < m_rows; ++i)
            body += (i ? "," : "") + rowJson(i, 1);
        body += "]}";
    } else if (target.startsWith("/version")) {
        status = "200 OK";
        body = "{}";
    }
    socket->write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " +
                  QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void ManyPodsServer::change()
{
    QByteArray events;
    for (int n = 0; n < m_perSecond / BatchesPerSecond; ++n) {
        ++m_revision;
        const int row = int((m_revision * 7919) % m_rows);
        events += R"({"type":"MODIFIED","object":)" + tableHead(m_revision) + rowJson(row, m_revision) + "]}}\n";
    }
    for (QTcpSocket* watcher : std::as_const(m_watchers))
        watcher->write(chunk(events));
}

} // namespace skiff::bench
