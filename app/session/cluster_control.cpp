#include "app/session/cluster_control.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace skiff::session {

ClusterControl::ClusterControl(QString program, QString profile, QStringList startOptions, QObject* parent)
    : QObject(parent), m_program(std::move(program)), m_profile(std::move(profile)),
      m_startOptions(std::move(startOptions))
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ClusterControl::readLines);
    connect(&m_process, &QProcess::finished, this, &ClusterControl::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_waiting = State::Unknown;
        const QString words = tr("The program %1 cannot be run. Install Skiff completely.").arg(m_program);
        if (m_during == State::Starting)
            m_timeline.finish(false, words);
        setUnknown(words);
        if (m_during != State::Unknown)
            emit failed(words);
    });
}

ClusterControl::~ClusterControl()
{
    m_process.disconnect(this);
    if (!busy())
        return;
    // skiff leaves nothing half made when it is asked to end.
    m_process.terminate();
    m_process.waitForFinished(10'000);
}

void ClusterControl::refresh()
{
    run(State::Unknown, {QStringLiteral("status")});
}

void ClusterControl::start()
{
    run(State::Starting, QStringList{QStringLiteral("start")} + m_startOptions);
}

void ClusterControl::stop()
{
    run(State::Stopping, {QStringLiteral("stop")});
}

void ClusterControl::remove()
{
    run(State::Deleting, {QStringLiteral("delete")});
}

void ClusterControl::run(State during, const QStringList& arguments)
{
    if (!busy()) {
        launch(during, arguments);
    } else if (m_during == State::Unknown && during != State::Unknown) {
        m_waiting = during;
        m_waitingArguments = arguments;
    }
}

void ClusterControl::launch(State during, const QStringList& arguments)
{
    m_during = during;
    m_rest.clear();
    m_lastObject.clear();
    if (during == State::Starting) {
        m_timeline = model::StartTimeline::begun();
        emit timelineChanged();
    }
    if (during != State::Unknown)
        setState(during);
    m_process.start(m_program, arguments + QStringList{QStringLiteral("-p"), m_profile, QStringLiteral("-o"),
                                                       QStringLiteral("json")});
}

bool ClusterControl::runWaiting()
{
    if (m_waiting == State::Unknown)
        return false;
    launch(std::exchange(m_waiting, State::Unknown), std::exchange(m_waitingArguments, {}));
    return true;
}

void ClusterControl::readLines()
{
    m_rest += m_process.readAllStandardOutput();
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        m_lastObject = m_rest.left(end);
        m_rest.remove(0, end + 1);
        if (m_during == State::Starting && m_timeline.take(QJsonDocument::fromJson(m_lastObject).object()))
            emit timelineChanged();
    }
}

void ClusterControl::onFinished(int exitCode, QProcess::ExitStatus status)
{
    readLines();
    const bool succeeded = status == QProcess::NormalExit && exitCode == 0;
    const QJsonObject last = QJsonDocument::fromJson(m_lastObject).object();
    QString words;
    if (!succeeded) {
        words = last.value(QLatin1String("message")).toString();
        if (words.isEmpty())
            words = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
        if (words.isEmpty())
            words = tr("skiff ended with exit code %1.").arg(exitCode);
    }
    const State during = m_during;
    if (during == State::Unknown) {
        if (runWaiting())
            return;
        if (succeeded)
            takeStatus();
        else
            setUnknown(words);
        return;
    }
    if (during == State::Starting) {
        m_timeline.finish(succeeded, words);
        emit timelineChanged();
    }
    if (!succeeded)
        emit failed(words);
    // What it is now, `skiff` knows best.
    refresh();
}

void ClusterControl::takeStatus()
{
    const QJsonObject status = QJsonDocument::fromJson(m_lastObject).object();
    const QString state = status.value(QLatin1String("state")).toString();
    m_kubeconfig = status.value(QLatin1String("kubeconfig")).toString();
    if (state == QLatin1String("running") || state == QLatin1String("starting") || state == QLatin1String("degraded"))
        setState(State::Running);
    else if (state == QLatin1String("stopped"))
        setState(State::Stopped);
    else if (state == QLatin1String("absent"))
        setState(State::Absent);
    else if (state == QLatin1String("paused"))
        setUnknown(tr("The cluster is paused and does not answer. This lets it go on:") +
                   QStringLiteral("\n  skiff unpause -p %1").arg(m_profile));
    else
        setUnknown(tr("\"skiff status\" said nothing that is understood here: %1").arg(QString::fromUtf8(m_lastObject)));
}

void ClusterControl::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    m_problem.clear();
    emit stateChanged();
}

void ClusterControl::setUnknown(const QString& problem)
{
    m_state = State::Unknown;
    m_problem = problem;
    emit stateChanged();
}

} // namespace skiff::session
