#pragma once

#include "app/model/resource_kind.h"
#include "app/session/forward/forward_connection.h"
#include "app/session/pod_set.h"
#include "app/session/qt_transport.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTcpServer>

#include <functional>

namespace skiff::session {

/// What is forwarded from where to where; what is saved.
struct ForwardSpec
{
    QString id;
    QString name; ///< the user's; may be empty
    QString context;
    model::ObjectRef target;     ///< a pod, service or workload
    int remotePort = 0;          ///< of the service, or of the pod
    int localPort = 0;           ///< 0: any free one, chosen at the first start and kept
    bool everyInterface = false; ///< else the loopback interface only
    bool autoStart = false;      ///< with the cluster
    bool https = false;          ///< how a browser speaks to it

    QJsonObject toJson() const;
    static ForwardSpec fromJson(const QJsonObject& json);
};

/// A ready pod's port behind what the user asked for; 0: there is none. Pure.
int podPort(const ForwardSpec& spec, data::Node service, const PodInfo& pod);
/// A port near `wanted` that nobody listens on.
int freePort(int wanted);

/// Listens on a local port and carries each connection to a ready pod of its target: the next
/// connection after a pod went reaches another one. GUI thread.
class Forward final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Stopped,
        Waiting,
        Ready,
        Failed
    };

    Forward(ForwardSpec spec, QObject* parent = nullptr);
    ~Forward() override;

    const ForwardSpec& spec() const { return m_spec; }
    /// Only while stopped.
    void setSpec(ForwardSpec spec);

    /// `transport` must live until stop().
    void start(QtTransport& transport);
    void stop();

    State state() const { return m_state; }
    bool running() const { return m_server != nullptr; }
    /// Why it waits or failed, or what went wrong last, in the language of now; empty while all is well.
    QString words() const { return m_words ? m_words() : QString(); }
    /// A free port when the wanted one is taken; else 0.
    int suggestedPort() const { return m_suggested; }
    QString pod() const { return m_pod; }
    /// "127.0.0.1:8080".
    QString address() const;
    QUrl url() const;
    /// What the server was found to speak; the next connection begins with it.
    ForwardProtocol protocol() const { return m_protocol; }
    int connectionCount() const { return int(m_connections.size()); }
    qint64 bytesOut() const { return m_out; }
    qint64 bytesIn() const { return m_in; }
    /// Bytes in a second, both ways, of the last seconds.
    qint64 rate() const { return m_rate; }

signals:
    void changed();

private:
    using Words = std::function<QString()>; ///< the language may change while they are on screen

    void onPods();
    Words wordsOfPods() const;
    void onConnection(std::unique_ptr<LocalSocket> local);
    void carry(std::unique_ptr<LocalSocket> local, const PodInfo& pod);
    const PodInfo* chosenPod() const;
    int portOf(const PodInfo& pod) const;
    void fail(Words words);
    void measure();

    ForwardSpec m_spec;
    QtTransport* m_transport = nullptr;
    std::unique_ptr<PodSet> m_pods;
    std::unique_ptr<QTcpServer> m_server;
    std::vector<ForwardConnection*> m_connections; ///< our children
    ForwardProtocol m_protocol = ForwardProtocol::Tunnel;
    State m_state = State::Stopped;
    Words m_words;
    int m_suggested = 0;
    QString m_pod;
    qint64 m_out = 0;
    qint64 m_in = 0;
    qint64 m_rate = 0;
    qint64 m_measured = 0;
    QTimer m_meter;
};

} // namespace skiff::session
