#pragma once

#include "app/session/api_socket.h"
#include "app/session/forward/pod_link.h"

namespace skiff::session {

/// A pod's port over a WebSocket with v4.channel.k8s.io: channel 0 carries data, 1 the text of an error;
/// the first message of each is the port's number. There is no word for the end of one way, and none
/// to make the pod wait. GUI thread.
class ChannelLink final : public PodLink
{
    Q_OBJECT

public:
    explicit ChannelLink(const QNetworkRequest& request);

    void send(const QByteArray& bytes) override;
    bool finish() override { return false; }
    qint64 bytesToWrite() const override { return m_socket.bytesToWrite(); }
    void setPaused(bool) override {}

private:
    void onMessage(const QByteArray& message);
    void onEnded(const QString& refusal);

    ApiSocket m_socket;
    bool m_portTold[2] = {false, false}; ///< per channel: its first two bytes have come
    QByteArray m_error;
};

} // namespace skiff::session
