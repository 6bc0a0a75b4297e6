#pragma once

#include "app/model/resource_kind.h"
#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"
#include "cluster/client/watch_decoder.h"
#include "cluster/data/document.h"

#include <QMap>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace skiff::session {

struct ContainerInfo
{
    enum class Kind
    {
        Init,
        Regular,
        Ephemeral
    };
    enum class State
    {
        Waiting,
        Running,
        Ended
    };

    QString name;
    Kind kind = Kind::Regular;
    State state = State::Waiting;
    QString id; ///< of the running or last instance; changes with every restart
    int restarts = 0;
    bool tty = false;
    bool standardInput = false;
};

struct PodPort
{
    QString name;
    int number = 0;
};

struct PodInfo
{
    QString name;
    QString uid;
    QString created; ///< RFC 3339: sorts as text
    bool ready = false;
    bool deleting = false;
    bool ended = false;                    ///< Succeeded or Failed
    std::vector<ContainerInfo> containers; ///< init, regular, ephemeral
    std::vector<PodPort> ports;

    const ContainerInfo* container(const QString& name) const;
};

PodInfo readPod(data::Node pod);

/// The label selector of a workload or service as a query says it; nothing when it selects nothing.
std::optional<QString> selectorOf(data::Node object);

/// Keeps the pods of a target up to date: a pod by itself, or whatever a workload or service
/// selects. Lists, then watches; goes on after an interruption. GUI thread.
class PodSet final : public QObject
{
    Q_OBJECT

public:
    PodSet(client::Transport& transport, model::ObjectRef target, QObject* parent = nullptr);
    ~PodSet() override;

    void start();
    const model::ObjectRef& target() const { return m_target; }
    /// By name.
    const QMap<QString, PodInfo>& pods() const { return m_pods; }
    /// The list has been read at least once.
    bool known() const { return m_known; }
    /// What keeps us from knowing, for people; empty while all is well.
    QString problem() const;
    /// The target itself as read at the start, for services' ports; may be null.
    const std::shared_ptr<const data::Document>& object() const { return m_object; }

signals:
    void changed();

private:
    void resolve();
    void list();
    void onListed(const Result<client::ApiResponse>& response);
    void watch();
    void onEvent(const client::WatchEvent& event);
    void onWatchEnd(const Status& status);
    void fail(const QString& problem);
    client::ApiRequest podsRequest() const;

    client::Transport& m_transport;
    const model::ObjectRef m_target;
    std::shared_ptr<const data::Document> m_object;
    QString m_selectorName; ///< "labelSelector" or "fieldSelector"
    QString m_selector;
    QMap<QString, PodInfo> m_pods;
    bool m_known = false;
    bool m_tooOld = false;
    int m_httpStatus = 0;
    bool m_selectsNothing = false;
    QString m_problem;
    std::string m_resourceVersion;
    client::WatchDecoder m_decoder;
    Backoff m_backoff;
    QTimer m_retry;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
