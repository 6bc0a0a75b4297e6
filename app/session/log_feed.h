#pragma once

#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Follows one container's log: the last lines first, then what comes. Goes on after an interruption
/// without repeating a line. Lines come in batches at most ten times a second. GUI thread.
class LogFeed final : public QObject
{
    Q_OBJECT

public:
    /// `podPath` is the pod's path in the API. With `previous` the log of the container before its
    /// last restart is read, which ends.
    LogFeed(client::Transport& transport, QString podPath, QString container, bool previous = false,
            QObject* parent = nullptr);
    ~LogFeed() override;

    void start();
    QString container() const { return m_container; }

signals:
    void lines(const QStringList& lines);
    /// The log has ended, or cannot be read: `problem` is empty or says why.
    void ended(const QString& problem);

private:
    void open();
    void onData(std::string_view bytes);
    void onEnd(const Status& status);
    void flush();

    client::Transport& m_transport;
    const QString m_podPath;
    const QString m_container;
    const bool m_previous;
    int m_httpStatus = 0;
    QByteArray m_rest;          ///< the begin of a line whose end has not come
    QByteArray m_lastTime;      ///< timestamp of the last whole line
    bool m_resuming = false;    ///< lines up to m_lastTime were shown already
    QStringList m_lines;
    Backoff m_backoff;
    QTimer m_flush;
    QTimer m_retry;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
