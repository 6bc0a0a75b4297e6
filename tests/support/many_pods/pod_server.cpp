#include "tests/support/many_pods/pod_server.h"

#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

namespace skiff::test {

namespace {

constexpr int BeatMsecs = 20;

const QByteArray notFound =
    R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"not found"})";
const QByteArray tooOld =
    R"({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"too old resource version"}})"
    "\n";

QByteArray chunk(const QByteArray& bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

/// What exists besides pods, each an empty table or list.
QByteArray others(const QString& path, bool asTable)
{
    if (path == QLatin1String("/version"))
        return R"({"major":"1","minor":"33","gitVersion":"v1.33.0"})";
    if (path == QLatin1String("/apis"))
        return R"({"kind":"APIGroupList","apiVersion":"v1","groups":[]})";
    if (path == QLatin1String("/api/v1"))
        return R"({"kind":"APIResourceList","groupVersion":"v1","resources":[)"
               R"({"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list","watch","delete"]},)"
               R"({"name":"nodes","singularName":"node","namespaced":false,"kind":"Node","verbs":["get","list","watch"]},)"
               R"({"name":"events","singularName":"event","namespaced":true,"kind":"Event","verbs":["get","list","watch"]},)"
               R"({"name":"namespaces","singularName":"namespace","namespaced":false,"kind":"Namespace","verbs":["get","list","watch"]}]})";
    if (path.endsWith(QLatin1String("/nodes")) || path.endsWith(QLatin1String("/events")) ||
        path.endsWith(QLatin1String("/namespaces")))
        return asTable
                   ? R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1"},"columnDefinitions":[{"name":"Name","type":"string","priority":0},{"name":"Age","type":"string","priority":0}],"rows":[]})"
                   : R"({"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]})";
    return {};
}

} // namespace

struct PodServer::Request
{
    QString path;
    QUrlQuery query;
    bool asTable;

    QByteArray value(const char* name) const { return query.queryItemValue(QLatin1String(name)).toUtf8(); }
};

PodServer::PodServer(int pods) : m_table(pods)
{
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QTcpServer::newConnection, this, &PodServer::onConnection);
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.setInterval(BeatMsecs);
    connect(&m_beat, &QTimer::timeout, this, &PodServer::beat);
}

void PodServer::onConnection()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onBytes(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            std::erase_if(m_watches, [socket](const Watch& watch) { return watch.socket == socket; });
            m_requests.remove(socket);
            socket->deleteLater();
        });
    }
}

void PodServer::onBytes(QTcpSocket* socket)
{
    QByteArray& bytes = m_requests[socket];
    bytes += socket->readAll();
    for (qsizetype end = bytes.indexOf("\r\n\r\n"); end >= 0; end = bytes.indexOf("\r\n\r\n")) {
        const QByteArray head = bytes.left(end).toLower();
        const qsizetype mark = head.indexOf("content-length:");
        const qsizetype length = mark < 0 ? 0 : head.mid(mark + 15).split('\r').front().trimmed().toLongLong();
        if (bytes.size() < end + 4 + length)
            return;
        const QUrl url(QString::fromUtf8(bytes.left(end).split(' ').value(1)));
        bytes.remove(0, end + 4 + length);
        answer(socket, {url.path(), QUrlQuery(url), head.contains("as=table")});
    }
}

void PodServer::answer(QTcpSocket* socket, const Request& request)
{
    QByteArray body;
    if (request.path.startsWith(QLatin1String("/test/")))
        body = steer(request);
    else if (request.path.contains(QLatin1String("/pods")))
        body = pods(socket, request);
    else if (request.value("watch").isEmpty())
        body = others(request.path, request.asTable);
    if (body == "watching")
        return;
    const bool found = !body.isEmpty();
    socket->write(QByteArray("HTTP/1.1 ") + (found ? "200 OK" : "404 Not Found") +
                  "\r\nContent-Type: application/json\r\nContent-Length: " +
                  QByteArray::number(found ? body.size() : notFound.size()) + "\r\n\r\n" + (found ? body : notFound));
}

QByteArray PodServer::steer(const Request& request)
{
    if (request.path.endsWith(QLatin1String("/state")))
        return m_table.state();
    if (request.path.endsWith(QLatin1String("/forget")))
        m_table.forget();
    if (request.path.endsWith(QLatin1String("/drop")))
        drop();
    if (request.path.endsWith(QLatin1String("/storm"))) {
        m_rate = request.value("rate").toInt();
        m_changes = 0;
        m_passed.start();
        if (m_rate > 0)
            m_beat.start();
        else
            m_beat.stop();
    }
    return "{}";
}

/// "/api/v1/pods" and "/api/v1/namespaces/NAMESPACE/pods[/NAME]".
QByteArray PodServer::pods(QTcpSocket* socket, const Request& request)
{
    const QStringList parts = request.path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    const QByteArray nameSpace = parts.value(2) == QLatin1String("namespaces") ? parts.value(3).toUtf8() : QByteArray();
    if (parts.size() == 6)
        return m_table.object(nameSpace, parts[5].toUtf8());
    if (parts.back() != QLatin1String("pods") || request.query.hasQueryItem(QStringLiteral("fieldSelector")))
        return {};
    if (request.value("watch").isEmpty())
        return m_table.list(nameSpace, request.value("limit").toInt(), request.value("continue").toInt(),
                            request.asTable);
    socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    m_watches.push_back({socket, nameSpace, request.value("resourceVersion").toLongLong(), request.asTable});
    send(m_watches.back());
    return "watching";
}

void PodServer::beat()
{
    const qint64 due = m_passed.elapsed() * m_rate / 1000;
    m_table.change(int(due - m_changes));
    m_changes = due;
    for (Watch& watch : m_watches)
        send(watch);
}

void PodServer::send(Watch& watch)
{
    bool old = false;
    const QByteArray lines =
        m_table.eventsAfter(watch.revision, watch.nameSpace, watch.asTable, [&old] { old = true; });
    if (old) {
        watch.socket->write(chunk(tooOld) + "0\r\n\r\n");
        watch.revision = m_table.revision();
        return;
    }
    watch.revision = m_table.revision();
    if (!lines.isEmpty())
        watch.socket->write(chunk(lines));
}

void PodServer::drop()
{
    for (const Watch& watch : std::exchange(m_watches, {})) {
        watch.socket->write(chunk(R"({"type":"MODIFIED","object":{"kind":"Ta)"));
        watch.socket->disconnectFromHost();
    }
}

} // namespace skiff::test
