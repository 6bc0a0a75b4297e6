#pragma once

#include "app/model/resource_table_model.h"
#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"
#include "cluster/client/watch_decoder.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Keeps a ResourceTableModel true to the server: lists as a table, then watches; lists again when
/// the watch is too old; retries with growing delays. Changes reach the model at most ten times a
/// second. GUI thread.
class TableFeed final : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Loading, Live, Retrying };

    /// `fieldSelector` may be empty: all objects.
    TableFeed(client::Transport& transport, QString path, QString fieldSelector, model::ResourceTableModel& model,
              QObject* parent = nullptr);
    ~TableFeed() override;

    void start();
    void stop();
    /// While retrying: at once instead of after the delay.
    void retryNow();
    State state() const { return m_state; }
    /// What went wrong last, for people; empty while all is well.
    QString problem() const { return m_problem; }

signals:
    void stateChanged();

private:
    client::ApiRequest request() const;
    void list();
    void onListed(const Result<client::ApiResponse>& response);
    void watch();
    void onWatchEnd(const Status& status);
    void onEvent(const client::WatchEvent& event);
    void flush();
    void retry();
    void setState(State state, const QString& problem = {});

    client::Transport& m_transport;
    const QString m_path;
    const QString m_fieldSelector;
    model::ResourceTableModel& m_model;
    State m_state = State::Stopped;
    QString m_problem;
    QString m_resourceVersion;
    bool m_tooOld = false;
    client::WatchDecoder m_decoder;
    model::TableChanges m_changes;
    Backoff m_backoff;
    QTimer m_flush;
    QTimer m_retry;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
