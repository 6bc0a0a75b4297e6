#pragma once

#include "cluster/store/sqlite/database.h"
#include "cluster/store/store.h"

#include <optional>
#include <vector>

namespace skiff::store::sqlite {

/// The statements that change table log, on the writing connection. On the store's thread, inside
/// a transaction of the caller.
class LogTable
{
public:
    static Result<LogTable> open(Database& database);

    /// What stands at a key.
    struct State
    {
        Revision revision; ///< 0: no such key
        Bytes value;
    };
    /// One accepted write.
    struct Row
    {
        std::string key;
        Bytes value; ///< nullptr: deleted
        Revision revision;
        Revision previous; ///< 0: the key was not there
    };

    struct Applied
    {
        WriteOutcome outcome;
        std::optional<Event> event; ///< when accepted
        std::optional<Row> row;     ///< when accepted
    };
    Result<State> current(std::string_view key);
    /// Compares with `before` and says what becomes of a write that takes number `next` when it is accepted.
    static Applied judge(const Write& write, State before, Revision next);
    Status insert(const Row& row);

    /// Events of keys with `prefix` in (after, upTo], at most `limit`, in order.
    Result<std::vector<Event>> history(std::string_view prefix, Revision after, Revision upTo, size_t limit);

    /// Deletes what `upTo` has made unreachable in (from, upTo], looking at no more than `limit`
    /// rows. Returns how far it got; `upTo` when it is through.
    Result<Revision> sweep(Revision from, Revision upTo, size_t limit);

private:
    Result<Bytes> valueAt(Revision revision);

    Statement m_newest;
    Statement m_value;
    Statement m_insert;
    Statement m_history;
    Statement m_sweepScan;
    Statement m_delete;
};

} // namespace skiff::store::sqlite
