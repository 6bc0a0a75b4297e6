#include "app/session/qt_transport.h"

#include <QFile>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QSslCertificate>
#include <QSslKey>
#include <QUrlQuery>

namespace skiff::session {

namespace {

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Aborts its reply when it goes; a reply that has ended deletes itself.
class ReplyCall final : public client::Call
{
public:
    explicit ReplyCall(QNetworkReply* reply) : m_reply(reply) {}
    ~ReplyCall() override
    {
        if (!m_reply)
            return;
        QObject::disconnect(m_reply, nullptr, nullptr, nullptr);
        if (m_reply->error() == QNetworkReply::NoError) // what has failed already would complain
            m_reply->abort();
        m_reply->deleteLater();
    }

private:
    QPointer<QNetworkReply> m_reply;
};

/// The texts of Warning headers: `299 - "unknown field \"spec.x\"", 299 - "…"`.
std::vector<std::string> warningTexts(const QByteArray& header)
{
    std::vector<std::string> texts;
    for (qsizetype at = header.indexOf('"'); at >= 0; at = header.indexOf('"', at + 1)) {
        std::string text;
        for (++at; at < header.size() && header[at] != '"'; ++at) {
            if (header[at] == '\\' && at + 1 < header.size())
                ++at;
            text += header[at];
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

int httpStatus(const QNetworkReply& reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

constexpr auto proxyAttribute = QNetworkRequest::User;

constexpr int ProxyRefusesUs = 407; ///< never the server's word

constexpr qint64 TokenFileMsecs = 60'000;

/// A call that nothing has come for in so long is given up; watches may be silent for ever.
constexpr int SilenceMsecs = 30'000;

/// "10.0.0.1:6443", with the proxy when there is one: it may be the proxy that fails.
std::string placeOf(const QNetworkReply& reply)
{
    const QNetworkProxy proxy = reply.manager()->proxy();
    const QString place = reply.url().authority();
    return proxy.hostName().isEmpty()
               ? place.toStdString()
               : QStringLiteral("%1 (proxy %2:%3)").arg(place, proxy.hostName()).arg(proxy.port()).toStdString();
}

/// Why there was no HTTP answer, for people.
Error transportError(const QNetworkReply& reply)
{
    const std::string where = placeOf(reply);
    const std::string why = reply.errorString().toStdString();
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError:
        return {ErrorCode::Cancelled, where + ": cancelled"};
    case QNetworkReply::TimeoutError:
        return {ErrorCode::Timeout, where + ": no answer in time"};
    case QNetworkReply::SslHandshakeFailedError:
        return {ErrorCode::Unauthenticated, where + ": " + why};
    default:
        return {ErrorCode::Unavailable, where + ": " + why};
    }
}

} // namespace

QtTransport::QtTransport(const Identity& identity, QObject* parent)
    : QObject(parent), m_server(identity.server), m_tls(QSslConfiguration::defaultConfiguration())
{
    if (!identity.authority.isEmpty())
        m_tls.setCaCertificates(QSslCertificate::fromData(identity.authority));
    if (identity.insecure)
        m_tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_tls.setAllowedNextProtocols({QSslConfiguration::ALPNProtocolHTTP2, QSslConfiguration::NextProtocolHttp1_1});
    m_tokenFile = identity.tokenFile;
    m_peerName = identity.tlsServerName;
    setCredentials(identity);
    if (!identity.proxy.isEmpty()) {
        const bool socks = identity.proxy.scheme().startsWith(QLatin1String("socks"));
        QNetworkProxy proxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, identity.proxy.host(),
                            quint16(identity.proxy.port(socks ? 1080 : 80)), identity.proxy.userName(), identity.proxy.password());
        m_calls.setProxy(proxy);
        m_streams.setProxy(proxy);
    }
    // A redirect could carry the token to another host.
    m_calls.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_streams.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void QtTransport::setCredentials(const Identity& identity)
{
    if (!identity.certificate.isEmpty()) {
        m_tls.setLocalCertificateChain(QSslCertificate::fromData(identity.certificate));
        QSslKey key(identity.key, QSsl::Ec);
        if (key.isNull())
            key = QSslKey(identity.key, QSsl::Rsa);
        m_tls.setPrivateKey(key);
    }
    m_authorization = identity.token.isEmpty() ? QByteArray() : "Bearer " + identity.token;
}

/// Tokens in files are renewed there by others, a minute late is early enough.
QByteArray QtTransport::authorization() const
{
    if (m_tokenFile.isEmpty())
        return m_authorization;
    if (!m_fileRead.isValid() || m_fileRead.hasExpired(TokenFileMsecs)) {
        QFile file(m_tokenFile);
        if (file.open(QIODevice::ReadOnly))
            m_fileToken = file.readAll().trimmed();
        m_fileRead.start();
    }
    return m_fileToken.isEmpty() ? m_authorization : "Bearer " + m_fileToken;
}

QUrl QtTransport::urlOf(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query) const
{
    // Paths come encoded: putting them into the text keeps '%' from being encoded again.
    QUrl url(m_server.toString(QUrl::StripTrailingSlash) + fromUtf8(path), QUrl::StrictMode);
    QUrlQuery items;
    for (const auto& [name, value] : query)
        items.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(fromUtf8(name))),
                           QString::fromLatin1(QUrl::toPercentEncoding(fromUtf8(value))));
    if (!items.isEmpty())
        url.setQuery(items);
    return url;
}

QNetworkRequest QtTransport::webSocketRequest(const std::string& path,
                                              const std::vector<std::pair<std::string, std::string>>& query) const
{
    QUrl url = urlOf(path, query);
    url.setScheme(url.scheme() == QLatin1String("http") ? QStringLiteral("ws") : QStringLiteral("wss"));
    QNetworkRequest out(url);
    QSslConfiguration tls = m_tls;
    tls.setAllowedNextProtocols({QSslConfiguration::NextProtocolHttp1_1});
    out.setSslConfiguration(tls);
    out.setAttribute(proxyAttribute, QVariant::fromValue(m_calls.proxy()));
    out.setRawHeader("User-Agent", "skiff-desktop");
    if (const QByteArray bearer = authorization(); !bearer.isEmpty())
        out.setRawHeader("Authorization", bearer);
    if (!m_peerName.isEmpty())
        out.setPeerVerifyName(m_peerName);
    return out;
}

QNetworkProxy proxyOf(const QNetworkRequest& request)
{
    const QVariant proxy = request.attribute(proxyAttribute);
    return proxy.isValid() ? proxy.value<QNetworkProxy>() : QNetworkProxy(QNetworkProxy::DefaultProxy);
}

QNetworkReply* QtTransport::begin(QNetworkAccessManager& manager, const client::ApiRequest& request, int timeoutMsecs) const
{
    QNetworkRequest out(urlOf(request.path, request.query));
    out.setSslConfiguration(m_tls);
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, true);
    if (timeoutMsecs > 0)
        out.setTransferTimeout(timeoutMsecs);
    out.setRawHeader("Accept", QByteArray::fromStdString(request.accept));
    out.setRawHeader("User-Agent", "skiff-desktop");
    if (const QByteArray bearer = authorization(); !bearer.isEmpty())
        out.setRawHeader("Authorization", bearer);
    if (!m_peerName.isEmpty())
        out.setPeerVerifyName(m_peerName);
    if (!request.contentType.empty())
        out.setRawHeader("Content-Type", QByteArray::fromStdString(request.contentType));
    return manager.sendCustomRequest(out, QByteArray::fromStdString(request.method),
                                     QByteArray::fromStdString(request.body));
}

std::unique_ptr<client::Call> QtTransport::send(client::ApiRequest request,
                                                std::function<void(Result<client::ApiResponse>)> done)
{
    QNetworkReply* reply = begin(m_calls, request, SilenceMsecs);
    connect(reply, &QNetworkReply::finished, this, [this, reply, done = std::move(done)] {
        reply->deleteLater();
        if (httpStatus(*reply) == 0 || httpStatus(*reply) == ProxyRefusesUs) {
            done(transportError(*reply));
            return;
        }
        client::ApiResponse response;
        response.status = httpStatus(*reply);
        if (response.status == 401)
            emit unauthorized();
        response.contentType = reply->header(QNetworkRequest::ContentTypeHeader).toString().toStdString();
        response.body = std::make_shared<const std::string>(reply->readAll().toStdString());
        response.warnings = warningTexts(reply->rawHeader("Warning"));
        done(std::move(response));
    });
    return std::make_unique<ReplyCall>(reply);
}

std::unique_ptr<client::Call> QtTransport::stream(client::ApiRequest request, client::StreamSink sink)
{
    QNetworkReply* reply = begin(m_streams, request);
    const auto shared = std::make_shared<client::StreamSink>(std::move(sink));
    const QPointer<QNetworkReply> alive(reply); // a callback may end the call
    connect(reply, &QNetworkReply::metaDataChanged, this, [alive, shared] {
        if (const int status = httpStatus(*alive); status != 0 && shared->onStart)
            std::exchange(shared->onStart, nullptr)(status);
    });
    const auto drain = [alive, shared] {
        const QByteArray bytes = alive ? alive->readAll() : QByteArray();
        if (!bytes.isEmpty() && shared->onData)
            shared->onData(std::string_view(bytes.constData(), size_t(bytes.size())));
    };
    connect(reply, &QNetworkReply::readyRead, this, drain);
    connect(reply, &QNetworkReply::finished, this, [alive, shared, drain] {
        drain();
        if (!alive)
            return;
        alive->deleteLater();
        const bool clean = alive->error() == QNetworkReply::NoError || httpStatus(*alive) >= 400;
        if (shared->onEnd)
            shared->onEnd(clean ? Status() : Status(transportError(*alive)));
    });
    return std::make_unique<ReplyCall>(reply);
}

} // namespace skiff::session
