#pragma once

#include "cluster/client/transport.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Notices that a server has stopped answering, even when its connections stay open, and that it is
/// back: one short call every few seconds while somebody looks, sooner when something broke off. GUI thread.
class ConnectionWatch final : public QObject
{
    Q_OBJECT

public:
    enum class State { Unknown, Alive, Lost };

    explicit ConnectionWatch(client::Transport& transport, QObject* parent = nullptr);
    ~ConnectionWatch() override;

    /// Watches while the cluster is on screen; without a look nothing is asked.
    void setWatching(bool watching);
    /// Something broke off, or the user wants to know: asks now.
    void check();

    State state() const { return m_state; }
    /// Why the server is lost, for people.
    QString problem() const { return m_problem; }
    /// Seconds since it was noticed.
    int secondsLost() const;
    /// Seconds until it is asked again; 0 while it is being asked.
    int secondsToNext() const;
    /// How long the last answer took; -1 before the first.
    int latencyMsecs() const { return m_latency; }

    static constexpr int IntervalMsecs = 10'000; ///< between calls while all is well
    static constexpr int PatienceMsecs = 5'000;  ///< an answer later than that counts as none

signals:
    void stateChanged();
    /// Once a second while the server is lost.
    void ticked();
    void measured();
    /// The server is back: what was open before is to be opened anew.
    void recovered();

private:
    void ask();
    void onAnswer(const Result<client::ApiResponse>& response);
    void lose(const QString& problem);

    client::Transport& m_transport;
    State m_state = State::Unknown;
    QString m_problem;
    bool m_watching = false;
    int m_latency = -1;
    int m_failures = 0;
    QElapsedTimer m_asked;
    QElapsedTimer m_lostSince;
    QTimer m_next;
    QTimer m_patience;
    QTimer m_tick;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
