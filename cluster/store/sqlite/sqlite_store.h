#pragma once

#include "cluster/store/store.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace skiff::store {

/// Where a SQLite store lives and how it behaves.
struct SqliteOptions
{
    std::string folder; ///< made when absent (0700); one store per folder
    /// Revisions start above this. Whoever restores an old copy of the whole folder (a snapshot of
    /// the machine) passes the highest revision ever seen, since the folder then cannot know it.
    uint64_t minimumRevision = 0;
    uint64_t reservedBlock = 10'000; ///< revisions promised to disk at a time
    uint64_t maximumBytes = 0;       ///< size of the database file; writes beyond: ResourceExhausted. 0: the disk's
    std::string vfs;                 ///< SQLite's operating-system layer; empty: the default one
    /// Called on the store's thread when a sync failed and what is on disk is unknown. Must not
    /// return; empty: log and end the process with status 74.
    std::function<void(const Error&)> onSyncFailure;
};

/// Opens or makes the store in `options.folder`:
///   store.db (+ -wal, -shm)  SQLite in WAL mode    store.lock  held while open    revision  the highest one promised
/// PermissionDenied, ResourceExhausted (disk full), Unavailable (another process has it open),
/// DataLoss (no database, damaged), Unsupported (written by a newer level, or by another program).
///
/// One thread of its own ("store") writes, delivers watches and calls back. Its destructor
/// finishes what was queued, ends watches with Cancelled and closes cleanly.
Result<std::unique_ptr<Store>> openSqliteStore(SqliteOptions options);

} // namespace skiff::store
