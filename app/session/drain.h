#pragma once

#include "app/model/actions/drain_plan.h"
#include "app/model/resource_kind.h"
#include "app/session/caller.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace skiff::session {

/// Drains a node: cordons it, evicts its pods through the API and waits until they are gone. An
/// eviction that a disruption budget refuses is tried again until it is allowed or the drain is cancelled. GUI thread.
class Drain final : public QObject
{
    Q_OBJECT

public:
    /// How far one pod is.
    struct Row
    {
        enum class State
        {
            Waiting,
            Evicting,
            Refused,
            Leaving,
            Gone,
            Kept,
            Failed
        };
        model::DrainPod pod;
        State state = State::Waiting;
        QString words; ///< the server's, when it refused or failed
    };
    enum class State
    {
        Planning,
        Running,
        Done,
        Failed,
        Cancelled
    };

    /// `evictionVersion` is the catalog's.
    Drain(client::Transport& transport, model::ObjectRef node, QString evictionVersion, QObject* parent = nullptr);

    /// Reads which pods are there, also anew after an end; planned() follows. Nothing changes yet.
    void plan();
    /// Begins.
    void start();
    /// Stops asking; what was evicted stays so, and the node stays cordoned.
    void cancel();

    const model::ObjectRef& node() const { return m_node; }
    State state() const { return m_state; }
    const std::vector<Row>& rows() const { return m_rows; }
    QString problem() const { return m_problem; }
    /// Of those to be evicted: how many are gone.
    int gone() const;
    int toEvict() const;

    static constexpr int RetryMsecs = 5'000; ///< after a budget's refusal, as kubectl
    static constexpr int PollMsecs = 1'000;  ///< while pods leave

signals:
    void planned();
    void changed();

private:
    Row* rowOf(const QString& uid);
    void evict(const QString& uid);
    void onEvicted(const QString& uid, const Caller::Answer& answer);
    void look();
    void readPods(std::function<void(const std::vector<model::DrainPod>&)> then);
    void add(const model::DrainPod& pod);
    void finishIfDone();
    void fail(const QString& problem);

    Caller m_caller;
    const model::ObjectRef m_node;
    const QString m_evictionVersion;
    State m_state = State::Planning;
    QString m_problem;
    std::vector<Row> m_rows;
    QTimer m_poll;
    bool m_looking = false; ///< a list is under way
};

} // namespace skiff::session
