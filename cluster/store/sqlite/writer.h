#pragma once

#include "cluster/store/sqlite/log_table.h"
#include "cluster/store/sqlite/revisions.h"
#include "cluster/store/sqlite/sqlite_store.h"
#include "cluster/store/sqlite/unwritten.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::store::sqlite {

/// A write and who waits for it.
struct QueuedWrite
{
    Write write;
    std::function<void(Result<WriteOutcome>)> done;
};

/// The writing connection: commits groups of writes, compacts, checkpoints. On the store's thread.
class Writer
{
public:
    /// Opens the database file, repairing nothing: see openSqliteStore() for the errors.
    static Result<std::unique_ptr<Writer>> open(const std::string& path, const SqliteOptions& options);

    struct Committed
    {
        std::vector<Result<WriteOutcome>> outcomes; ///< one for each write
        std::vector<Event> events;
    };
    /// All in one synced transaction; in none when all may stay in memory. When the group fails, each outcome is the
    /// error and nothing has changed.
    Committed commit(const std::vector<QueuedWrite>& group);
    /// Writes are acknowledged that the database does not have yet.
    bool hasUnwritten() const { return !m_unwritten.empty(); }
    /// Brings them there, without a sync: readers see them, a power cut may lose them.
    Status writeDown();

    /// Persists that history up to `revision` is forgotten; sweepStep() then deletes it.
    Status compact(Revision revision);
    bool sweepPending() const { return m_swept < m_compacted && !m_sweepFailed; }
    void sweepStep();

    /// After a commit's answers are out: keeps the write-ahead log short.
    void checkpointIfLong();
    /// Nothing is written after it.
    Status close();

    Revision last() const { return Revision{m_revisions.last()}; }
    Revision compacted() const { return m_compacted; }
    const Revisions& revisions() const { return m_revisions; }
    LogTable& log() { return *m_log; }

private:
    Writer(Database database, Revisions revisions, const SqliteOptions& options);

    Status prepare(const SqliteOptions& options);
    bool mayStayInMemory(const std::vector<QueuedWrite>& group) const;
    Status keepInMemory(const std::vector<QueuedWrite>& group, Committed& result);
    Status applyAll(const std::vector<QueuedWrite>& group, Committed& result);
    Status begin(bool synced);
    /// Commits when `status` is ok, else undoes; returns what became of it.
    Status finish(Status status);
    [[noreturn]] void endProcess(const Error& error);

    Database m_database; ///< closed after its statements
    Revisions m_revisions;
    std::optional<LogTable> m_log;
    Unwritten m_unwritten;
    std::optional<Statement> m_begin;
    std::optional<Statement> m_commit;
    std::optional<Statement> m_rollBack;
    std::function<void(const Error&)> m_onSyncFailure;
    Revision m_compacted;
    Revision m_swept;
    bool m_sweepFailed = false; ///< until the next compaction
    bool m_synced = true;       ///< what the connection is set to
};

} // namespace skiff::store::sqlite
