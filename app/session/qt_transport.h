#pragma once

#include "app/session/identity.h"
#include "cluster/client/transport.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QSslConfiguration>

#include <memory>

namespace skiff::session {

/// The console's client::Transport: calls over QNetworkAccessManager with HTTP/2 where the server
/// offers it. Watches and logs have a manager of their own, so that they cannot use up the few
/// connections that calls need. GUI thread; callbacks come through its event loop.
class QtTransport final : public QObject, public client::Transport
{
    Q_OBJECT

public:
    explicit QtTransport(const Identity& identity, QObject* parent = nullptr);

    std::unique_ptr<client::Call> send(client::ApiRequest request,
                                       std::function<void(Result<client::ApiResponse>)> done) override;
    std::unique_ptr<client::Call> stream(client::ApiRequest request, client::StreamSink sink) override;

    /// Credentials that a plug-in has renewed; calls from now on use them.
    void setCredentials(const Identity& identity);

    /// What a WebSocket to `path` with `query` (both as in ApiRequest) is opened with: address (wss), credentials, TLS.
    QNetworkRequest webSocketRequest(const std::string& path,
                                     const std::vector<std::pair<std::string, std::string>>& query) const;

signals:
    /// A call was refused because the credentials are not good any more.
    void unauthorized();

private:
    QUrl urlOf(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query) const;
    QByteArray authorization() const;
    QNetworkReply* begin(QNetworkAccessManager& manager, const client::ApiRequest& request, int timeoutMsecs = 0) const;

    QUrl m_server;
    QByteArray m_authorization;
    QString m_tokenFile;
    QString m_peerName;
    mutable QByteArray m_fileToken; ///< of m_tokenFile
    mutable QElapsedTimer m_fileRead;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_calls;
    QNetworkAccessManager m_streams;
};

/// Over which proxy a request of webSocketRequest() goes: sockets do not ask it.
QNetworkProxy proxyOf(const QNetworkRequest& request);

} // namespace skiff::session
