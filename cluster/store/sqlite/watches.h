#pragma once

#include "cluster/store/sqlite/log_table.h"
#include "cluster/store/store.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace skiff::store::sqlite {

/// One watch, shared by the store and the handle its user holds. A watch is a position in the log:
/// nothing is queued for it. Fields but the mutex's belong to the store's thread.
class WatchState
{
public:
    WatchState(std::string prefix, Revision after, WatchSink sink)
        : m_prefix(std::move(prefix)), m_position(after), m_sink(std::move(sink))
    {}

    const std::string& prefix() const { return m_prefix; }
    Revision position() const { return m_position; }

    /// Hands over what is behind the position. False when the watch is over.
    bool give(const std::vector<Event>& events, Revision progress);
    void end(Error error);

    /// The user's side: after it no callback runs. From a callback of this watch it is allowed too.
    void stop();
    bool over() const;

private:
    const std::string m_prefix;
    Revision m_position;
    mutable std::recursive_mutex m_mutex; ///< held during callbacks; recursive for stop() inside one
    WatchSink m_sink;
    bool m_over = false;
    bool m_calling = false;
};

/// All watches of a store. On the store's thread.
class Watches
{
public:
    /// Takes a new watch; it catches up in later steps.
    void add(std::shared_ptr<WatchState> watch) { m_catchingUp.push_back(std::move(watch)); }

    /// A committed group, in order: to every watch that is up to date.
    void publish(const std::vector<Event>& events, Revision progress);

    bool anyCatchingUp() const { return !m_catchingUp.empty(); }
    /// Reads a bounded piece of history for each watch that is behind, so that writes wait little.
    /// `visible` is the last revision; `expired` says whether a position is no longer served.
    void catchUp(LogTable& log, Revision visible, const std::function<bool(Revision)>& expired);

    void endCatchingUp(const Error& error);
    void endAll(const Error& error);

private:
    std::vector<std::shared_ptr<WatchState>> m_live;
    std::vector<std::shared_ptr<WatchState>> m_catchingUp;
};

/// What Store::watch() returns.
class WatchHandle final : public Watch
{
public:
    explicit WatchHandle(std::shared_ptr<WatchState> state) : m_state(std::move(state)) {}
    ~WatchHandle() override { m_state->stop(); }

private:
    std::shared_ptr<WatchState> m_state;
};

} // namespace skiff::store::sqlite
