#pragma once

#include "app/model/start_timeline.h"

#include <QObject>
#include <QProcess>
#include <QStringList>

namespace skiff::session {

/// Starts, stops and deletes Skiff's own cluster by running `skiff` and reading the JSON lines it
/// prints. One command at a time; what is wanted while a status is asked for comes right after.
/// GUI thread.
class ClusterControl final : public QObject
{
    Q_OBJECT

public:
    enum class State { Unknown, Absent, Stopped, Starting, Running, Stopping, Deleting };

    /// `program` is the path of `skiff`; `startOptions` follow `skiff start` (tests give a network).
    ClusterControl(QString program, QString profile, QStringList startOptions, QObject* parent = nullptr);
    ~ClusterControl() override;

    State state() const { return m_state; }
    /// Why the state is Unknown; empty before the first answer, and when it is known.
    QString problem() const { return m_problem; }
    QString profile() const { return m_profile; }
    QString program() const { return m_program; }
    /// Where the running cluster's credentials are; empty when it does not run.
    QString kubeconfig() const { return m_kubeconfig; }
    const model::StartTimeline& timeline() const { return m_timeline; }
    bool busy() const { return m_process.state() != QProcess::NotRunning; }

    /// Asks `skiff status`; the answer comes by stateChanged(), again and again while it is that nothing is known.
    void refresh();
    void start();
    void stop();
    void remove();

signals:
    void stateChanged();
    void timelineChanged();
    /// A command other than `status` failed; `words` say what and how to fix it. After a failed start the timeline
    /// says it too.
    void failed(const QString& words);

private:
    void run(State during, const QStringList& arguments);
    void launch(State during, const QStringList& arguments);
    bool runWaiting();
    void readLines();
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void takeStatus();
    void setState(State state);
    void setUnknown(const QString& problem);

    const QString m_program;
    const QString m_profile;
    const QStringList m_startOptions;
    QProcess m_process;
    State m_state = State::Unknown;
    State m_during = State::Unknown; ///< what the running command does
    State m_waiting = State::Unknown;  ///< what runs next, when not Unknown
    QStringList m_waitingArguments;
    QString m_problem;
    QString m_kubeconfig;
    QByteArray m_rest;               ///< the begin of a line
    QByteArray m_lastObject;         ///< the last whole line
    model::StartTimeline m_timeline;
};

} // namespace skiff::session
