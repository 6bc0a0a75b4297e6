#pragma once

#include "app/session/api_socket.h"

#include <QByteArray>
#include <QNetworkRequest>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>

namespace skiff::session {

/// What is run where.
struct ExecTarget
{
    QString podPath; ///< "/api/v1/namespaces/shop/pods/web-1"
    QString container;
    QStringList command; ///< empty: attach to what the container runs
    bool standardInput = true;
    bool terminal = true;
};

/// How a command in a container ended.
struct ExecEnd
{
    enum class Kind
    {
        Finished,  ///< the program ended by itself
        NoProgram, ///< there is no such program in the container
        Refused,   ///< the server or the runtime did not start it
        Lost       ///< the connection broke
    };

    Kind kind = Kind::Finished;
    int exitCode = 0;
    QString words; ///< why, for people; empty when it finished with 0
};

/// One command run in a container (exec), or the container's own program (attach), over a WebSocket
/// with v5.channel.k8s.io where the server has it, else v4. Bytes in and out, window size, half-close;
/// says once how it ended. GUI thread.
class ExecSession final : public QObject
{
    Q_OBJECT

public:
    /// Makes the request of a WebSocket to path and query, with TLS and credentials.
    using Opener = std::function<QNetworkRequest(const std::string& path,
                                                 const std::vector<std::pair<std::string, std::string>>& query)>;

    ExecSession(Opener opener, ExecTarget target, QObject* parent = nullptr);
    ~ExecSession() override;

    void start();
    bool open() const { return m_socket && m_socket->open(); }
    /// "v5.channel.k8s.io" or v4; empty while not connected.
    QString protocol() const;

    void send(const QByteArray& bytes);
    /// Nothing more is typed; only v5 can say so. False: it cannot.
    bool closeInput();
    void resize(int rows, int columns);

signals:
    void opened();
    void output(const QByteArray& bytes);
    void errorOutput(const QByteArray& bytes);
    void ended(const skiff::session::ExecEnd& end);

private:
    void onMessage(const QByteArray& message);
    void onClosed(const QString& refusal);
    void takeStatus(const QByteArray& json);
    void finish(ExecEnd end);

    const Opener m_opener;
    const ExecTarget m_target;
    std::unique_ptr<ApiSocket> m_socket;
    QTimer m_alive; ///< pings: a connection that is gone is noticed, one that idles is kept
    bool m_ended = false;
    bool m_pongMissing = false;
    bool m_wroteOutput = false;
    int m_rows = 0;
    int m_columns = 0;
    std::unique_ptr<ExecEnd> m_status; ///< what the server said before closing
};

/// What a Status on the error channel means. Pure.
ExecEnd readExecStatus(const QByteArray& json);

} // namespace skiff::session
