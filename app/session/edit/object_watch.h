#pragma once

#include "app/model/resource_kind.h"
#include "app/session/edit/object_ptr.h"
#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"
#include "cluster/client/watch_decoder.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Keeps one object as the server has it: reads it whole, then watches; reads again whenever the watch ends.
/// Where watching is not allowed that makes it a slow poll. Owned by who wants to know; GUI thread.
class ObjectWatch final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Loading,
        Live,
        Gone,     ///< deleted; watched on, it may come again
        Retrying, ///< no answer: what is known may be old
        Refused   ///< the server does not let us read it
    };

    ObjectWatch(client::Transport& transport, model::ObjectRef object, QObject* parent = nullptr);
    ~ObjectWatch() override;

    void start();
    void stop();
    /// Reads at once: the connection has been away, or a write says that we are behind.
    void refresh();

    State state() const { return m_state; }
    /// Why it is Retrying or Refused, for people.
    const QString& problem() const { return m_problem; }
    /// As it was when last seen, also when it is gone; holds null before the first
    /// answer.
    const ObjectPtr& object() const { return m_object; }
    /// True when it is so large that work on it is for another thread: see off_thread.h.
    bool isLarge() const { return m_large; }
    /// What a write has just answered is newer than what we know.
    void adopt(ObjectPtr object);

signals:
    /// A newer object, or the state is another.
    void changed();

private:
    void read();
    void onRead(const Result<client::ApiResponse>& response);
    void onObject(Result<data::Value> object);
    void watch();
    void onEvent(const client::WatchEvent& event);
    void onNews(client::WatchEventType type, Result<data::Value> object);
    void retryLater();
    void onEnd(const Status& status);
    void take(ObjectPtr object);
    void set(State state, const QString& problem = {});

    client::Transport& m_transport;
    const model::ObjectRef m_ref;
    State m_state = State::Loading;
    QString m_problem;
    ObjectPtr m_object = std::make_shared<const data::Value>();
    bool m_large = false;
    std::shared_ptr<int> m_turn; ///< new with each read: what is still being parsed for an older one is dropped
    std::string m_version;       ///< where the watch goes on
    client::WatchDecoder m_decoder;
    Backoff m_backoff;
    QTimer m_retry;
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::session
