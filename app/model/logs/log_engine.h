#pragma once

#include "app/model/logs/log_worker.h"

#include <QObject>
#include <QThread>

namespace skiff::model::logs {

/// The log of many containers as one: takes bytes as they come from the server, gives rows in the
/// order of time. All work is done on a thread of its own; calls only hand over. GUI thread.
class LogEngine final : public QObject
{
    Q_OBJECT

public:
    explicit LogEngine(const Clock& clock, LogWorker::Options options = {}, QObject* parent = nullptr);
    ~LogEngine() override;

    /// A source is one container of one pod, numbered by the caller. `resumed`: its stream broke
    /// off and begins again at the last line's time; what was given out already is not repeated.
    void openSource(int source, bool resumed = false);
    void sourceStarted(int source);
    void feed(int source, QByteArrayView bytes);
    void closeSource(int source);

    void setView(const LogView& view);
    void clear();
    void save(const QString& path, bool times, const QHash<int, QString>& names);

    /// Bytes fed and not yet worked off; whoever feeds should pause above Congested.
    qint64 waitingBytes() const { return m_worker->waitingBytes.load(); }
    static constexpr qint64 Congested = 32 << 20;

signals:
    void updated(const std::shared_ptr<const skiff::model::logs::LogUpdate>& update);
    void saved(const QString& problem);

private:
    template <typename Action>
    void post(Action action)
    {
        QMetaObject::invokeMethod(m_worker, std::move(action), Qt::QueuedConnection);
    }

    QThread m_thread;
    LogWorker* m_worker; ///< lives on m_thread, deleted as it ends
};

} // namespace skiff::model::logs
