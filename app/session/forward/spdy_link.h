#pragma once

#include "app/session/forward/pod_link.h"
#include "app/session/forward/upgrade_call.h"
#include "cluster/net/spdy/session.h"

namespace skiff::session {

/// A pod's port over "portforward.k8s.io": a SPDY session with a stream for the data and one on which
/// the node says why there is no connection. GUI thread.
class SpdyLink final : public PodLink
{
    Q_OBJECT

public:
    /// With `tunnel` the session runs inside a WebSocket.
    SpdyLink(const QNetworkRequest& request, int port, bool tunnel);
    ~SpdyLink() override;

    void send(const QByteArray& bytes) override;
    bool finish() override;
    qint64 bytesToWrite() const override { return m_waiting; }
    void setPaused(bool paused) override;

private:
    void onAnswer(Result<UpgradeAnswer> answer);
    void startSession(std::shared_ptr<net::ByteStream> stream);
    void listenForErrors();
    void listenForData();
    void endIfOver();
    void end(const QString& problem);

    const int m_port;
    const bool m_tunnel;
    std::string m_key; ///< of the WebSocket's handshake
    std::unique_ptr<UpgradeCall> m_call;
    std::shared_ptr<net::spdy::Session> m_session;
    std::shared_ptr<net::spdy::Stream> m_errors;
    std::shared_ptr<net::spdy::Stream> m_data;
    QByteArray m_error;
    qint64 m_waiting = 0;
    bool m_errorsOver = false;
    bool m_podDone = false;
    bool m_weDone = false;
    bool m_ended = false;
};

} // namespace skiff::session
