#pragma once

#include "cluster/base/result.h"
#include "cluster/net/http.h"

#include <QByteArray>
#include <QNetworkRequest>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <memory>

namespace skiff::session {

/// How a server answered the wish to switch protocols.
struct UpgradeAnswer
{
    int status = 0;
    net::Headers headers;
    QByteArray body;                        ///< of a refusal, as far as it came
    std::unique_ptr<QTcpSocket> connection; ///< with status 101

    /// The server's own words of a refusal.
    QString refusal() const;
};

/// Asks an API server to switch a connection to another protocol (HTTP/1.1, 101). Here because
/// QWebSocket offers no protocol whose name has a slash, and nothing else of Qt upgrades. Deleting it
/// gives up. GUI thread.
class UpgradeCall final : public QObject
{
    Q_OBJECT

public:
    /// Address, credentials and TLS are those of `request`, as QtTransport makes one for a WebSocket;
    /// `headers` say what is wished. `done` is called once, through the event loop.
    UpgradeCall(const QNetworkRequest& request, const QByteArray& method, const net::Headers& headers,
                std::function<void(Result<UpgradeAnswer>)> done, QObject* parent = nullptr);
    ~UpgradeCall() override;

private:
    void read();
    void readBody();
    void end(Result<UpgradeAnswer> result);

    std::function<void(Result<UpgradeAnswer>)> m_done;
    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_head;
    UpgradeAnswer m_answer;
    bool m_headRead = false;
    QTimer m_limit;
};

} // namespace skiff::session
