#include "app/session/forward/upgrade_call.h"

#include "app/session/api_words.h"
#include "app/session/qt_transport.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QUrl>

#include <chrono>

namespace skiff::session {

namespace {

constexpr auto Patience = std::chrono::seconds(30);
constexpr qsizetype LongestHead = 64 * 1024;
constexpr qsizetype LongestBody = 64 * 1024;

QByteArray headOf(const QNetworkRequest& request, const QByteArray& method, const net::Headers& headers)
{
    const QUrl url = request.url();
    QByteArray target = url.path(QUrl::FullyEncoded).toLatin1();
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    QByteArray head =
        method + ' ' + target + " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toLatin1() + "\r\n";
    for (const QByteArray& name : request.rawHeaderList())
        head += name + ": " + request.rawHeader(name) + "\r\n";
    for (const auto& [name, value] : headers)
        head += QByteArray::fromStdString(name) + ": " + QByteArray::fromStdString(value) + "\r\n";
    return head + "\r\n";
}

} // namespace

QString UpgradeAnswer::refusal() const
{
    // Whatever stands around it, as the lengths of chunks.
    const qsizetype begin = body.indexOf('{');
    const QByteArray json = begin < 0 ? body : body.mid(begin, body.lastIndexOf('}') + 1 - begin);
    client::ApiResponse response;
    response.status = status;
    response.body = std::make_shared<const std::string>(json.toStdString());
    return problemOf(response);
}

UpgradeCall::UpgradeCall(const QNetworkRequest& request, const QByteArray& method, const net::Headers& headers,
                         std::function<void(Result<UpgradeAnswer>)> done, QObject* parent)
    : QObject(parent), m_done(std::move(done))
{
    const QUrl url = request.url();
    const bool secure = url.scheme() == QLatin1String("wss") || url.scheme() == QLatin1String("https");
    const QByteArray head = headOf(request, method, headers);
    if (secure) {
        auto socket = std::make_unique<QSslSocket>();
        socket->setSslConfiguration(request.sslConfiguration());
        socket->setProxy(proxyOf(request));
        connect(socket.get(), &QSslSocket::encrypted, this, [this, head] { m_socket->write(head); });
        socket->connectToHostEncrypted(url.host(), quint16(url.port(443)),
                                       request.peerVerifyName().isEmpty() ? url.host() : request.peerVerifyName());
        m_socket = std::move(socket);
    } else {
        m_socket = std::make_unique<QTcpSocket>();
        m_socket->setProxy(proxyOf(request));
        connect(m_socket.get(), &QTcpSocket::connected, this, [this, head] { m_socket->write(head); });
        m_socket->connectToHost(url.host(), quint16(url.port(80)));
    }
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &UpgradeCall::read);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [this] {
        if (m_headRead)
            end(std::move(m_answer)); // a refusal ends with its connection
        else
            end(Error{ErrorCode::Unavailable, m_socket->errorString().toStdString()});
    });
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        end(Error{ErrorCode::Timeout, tr("The server does not answer.").toStdString()});
    });
    m_limit.start(Patience);
}

UpgradeCall::~UpgradeCall()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void UpgradeCall::read()
{
    // Byte by byte behind the head nothing may be taken: it is the other protocol's.
    while (!m_headRead && m_socket->canReadLine()) {
        const QByteArray line = m_socket->readLine(LongestHead).trimmed();
        if (m_answer.status == 0) {
            m_answer.status = line.startsWith("HTTP/1.") ? line.split(' ').value(1).toInt() : -1;
        } else if (const qsizetype colon = line.indexOf(':'); colon > 0) {
            m_answer.headers.add(line.left(colon).toStdString(), line.mid(colon + 1).trimmed().toStdString());
        } else if (line.isEmpty()) {
            m_headRead = true;
        }
        m_head += line;
        if (m_answer.status < 0 || m_head.size() > LongestHead)
            return end(Error{ErrorCode::Unavailable, tr("The server does not speak HTTP.").toStdString()});
    }
    if (!m_headRead)
        return;
    if (m_answer.status != 101)
        return readBody();
    m_socket->disconnect(this);
    m_answer.connection = std::move(m_socket);
    end(std::move(m_answer));
}

void UpgradeCall::readBody()
{
    m_answer.body += m_socket->readAll();
    const qsizetype length =
        QByteArray::fromStdString(std::string(m_answer.headers.get("Content-Length"))).toLongLong();
    const bool counted = m_answer.headers.has("Content-Length");
    const bool lastChunk = m_answer.body.endsWith("0\r\n\r\n");
    if (m_answer.body.size() > LongestBody || (counted ? m_answer.body.size() >= length : lastChunk))
        end(std::move(m_answer));
}

void UpgradeCall::end(Result<UpgradeAnswer> result)
{
    if (!m_done)
        return;
    m_limit.stop();
    if (m_socket)
        m_socket->disconnect(this);
    std::exchange(m_done, nullptr)(std::move(result));
}

} // namespace skiff::session
