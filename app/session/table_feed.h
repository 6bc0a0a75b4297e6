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
/// second. What the server refuses (no permission, no such kind) is asked again after a minute. GUI thread.
class TableFeed final : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Loading, Live, Retrying, Refused };

    /// What is listed and watched.
    struct Source
    {
        QString path;
        QString fieldSelector = {}; ///< empty: all objects
        QStringList labels = {};    ///< each a column more
        QString nameSpace = {};     ///< when the model holds other namespaces too: the one of `path`
    };

    TableFeed(client::Transport& transport, Source source, model::ResourceTableModel& model, QObject* parent = nullptr);
    ~TableFeed() override;

    void start();
    void stop();
    /// While retrying or refused: at once instead of after the delay.
    void retryNow();
    /// The connection has been away: what is open may never end by itself, so it is opened anew.
    void reconnect();
    State state() const { return m_state; }
    /// What went wrong last, for people; empty while all is well.
    QString problem() const { return m_problem; }

signals:
    void stateChanged();
    /// A call or watch broke off: whoever watches over the connection may want to look.
    void interrupted();

private:
    client::ApiRequest request() const;
    void list();
    void decode(const std::shared_ptr<const std::string>& body);
    void onDecoded(const Result<model::Table>& table);
    void fail(const QString& problem);
    void onListed(const Result<client::ApiResponse>& response);
    void watch();
    void onWatchEnd(const Status& status);
    void onEvent(const client::WatchEvent& event);
    void flush();
    void retry();
    void setState(State state, const QString& problem = {});

    client::Transport& m_transport;
    const Source m_source;
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
    std::shared_ptr<int> m_alive = std::make_shared<int>(); ///< new with each list: an answer decoded for an older one is dropped
};

} // namespace skiff::session
