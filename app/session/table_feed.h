#pragma once

#include "app/model/resource_table_model.h"
#include "app/session/table_reader.h"
#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Keeps a ResourceTableModel true to the server: lists as a table, a page at a time, then watches; lists again when
/// the watch is too old; retries with growing delays. Changes reach the model about ten times a
/// second, and never so many at once that the window would stand still. What the server refuses (no permission, no such
/// kind) is asked again after a minute. GUI thread.
class TableFeed final : public QObject
{
    Q_OBJECT

public:
    static constexpr int FirstPage = 500; ///< rows: a window full comes at once
    static constexpr int PageSize = 1000;
    static constexpr size_t MostAtOnce = 1000; ///< changed rows that the model takes in one turn

    enum class State
    {
        Stopped,
        Loading,
        Live,
        Retrying,
        Refused
    };

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
    /// The server may show the kind in other columns now: everything is listed anew, rows stay meanwhile.
    void relist();
    State state() const { return m_state; }
    /// What went wrong last, for people; empty while all is well.
    QString problem() const { return m_problem; }
    /// Refused since the server does not take our credentials.
    bool unauthorized() const { return m_state == State::Refused && m_unauthorized; }

signals:
    void stateChanged();
    /// A call or watch broke off: whoever watches over the connection may want to look.
    void interrupted();

private:
    client::ApiRequest request() const;
    void list();
    void listPage(const QString& more);
    void onPage(const Result<model::Table>& page);
    void fail(const QString& problem);
    void onListed(const Result<client::ApiResponse>& response);
    void watch();
    void onWatchEnd(const Status& status, bool tooOld);
    void flush();
    void retry();
    void setState(State state, const QString& problem = {});

    client::Transport& m_transport;
    const Source m_source;
    model::ResourceTableModel& m_model;
    State m_state = State::Stopped;
    bool m_unauthorized = false;
    QString m_problem;
    QString m_resourceVersion; ///< of the list; empty: list before the next watch
    QString m_pageVersion;     ///< of the list's first page
    QSet<QString> m_listed;    ///< uids on the pages so far
    bool m_paged = true;
    bool m_refused = false; ///< the watch, with a status
    TableReader m_reader;
    Backoff m_backoff;
    QTimer m_flush;
    QTimer m_retry;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
