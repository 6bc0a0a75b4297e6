#pragma once

#include "app/model/logs/log_engine.h"
#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Which part of a log is wanted.
struct LogRange
{
    bool previous = false; ///< of the instance before the last restart
    bool follow = true;
    int lastLines = 1000;    ///< 0: all
    qint64 sinceSeconds = 0; ///< 0: from the begin

    bool operator==(const LogRange&) const = default;
};

/// Carries one container's log from the server into a LogEngine. Goes on after an interruption where
/// it was; waits when the engine is behind. GUI thread.
class LogStream final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Idle,
        Opening,
        Live,
        Waiting,
        Ended,
        Failed
    };

    /// `podPath` is the pod's path in the API; `source` its number in the engine.
    LogStream(client::Transport& transport, model::logs::LogEngine& engine, int source, const QString& podPath,
              const QString& container, LogRange range, QObject* parent = nullptr);
    ~LogStream() override;

    /// Begins, or goes on after an end (a container that was started again).
    void open();
    State state() const { return m_state; }
    /// Why it failed or waits; empty while all is well.
    QString problem() const { return m_problem; }

signals:
    void stateChanged();

private:
    void onStart(int status);
    void onData(std::string_view bytes);
    void onEnd(const Status& status);
    void noteTime(QByteArrayView bytes);
    void again(const QString& problem);
    void setState(State state, const QString& problem = {});

    client::Transport& m_transport;
    model::logs::LogEngine& m_engine;
    const int m_source;
    const QString m_podPath;
    const QString m_container;
    const LogRange m_range;
    State m_state = State::Idle;
    QString m_problem;
    bool m_opened = false; ///< once before: the next time it is resumed
    int m_httpStatus = 0;
    QByteArray m_refusal;  ///< the answer's body when it is no log
    QByteArray m_lineHead; ///< how the unfinished line begins
    QByteArray m_lastTime; ///< as the server wrote it, of the last whole line
    Backoff m_backoff;
    QTimer m_retry;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
