#include "cluster/store/sqlite/writer.h"

#include "cluster/base/log.h"
#include "cluster/store/sqlite/schema.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

namespace skiff::store::sqlite {

namespace {

constexpr int syncFailedStatus = 74;  // EX_IOERR
constexpr int checkpointPages = 1000; // 4 MB
constexpr size_t sweepPiece = 500;
/// Bounds memory, and how long the transaction is that brings them all into the database.
constexpr size_t mostUnwritten = 256;

} // namespace

Writer::Writer(Database database, Revisions revisions, const SqliteOptions& options)
    : m_database(std::move(database)), m_revisions(std::move(revisions)), m_onSyncFailure(options.onSyncFailure)
{}

Result<std::unique_ptr<Writer>> Writer::open(const std::string& path, const SqliteOptions& options)
{
    SKIFF_TRY_ASSIGN(Database database, Database::open(path, Database::Mode::ReadWrite, options.vfs));
    Revisions revisions(options.folder + "/revision", options.reservedBlock);
    std::unique_ptr<Writer> writer(new Writer(std::move(database), std::move(revisions), options));
    if (Status status = writer->prepare(options); !status.ok())
        return status.error().in("store " + path);
    return writer;
}

Status Writer::prepare(const SqliteOptions& options)
{
    SKIFF_TRY(prepareSchema(m_database));
    if (options.maximumBytes != 0) {
        SKIFF_TRY_ASSIGN(const uint64_t pageSize, m_database.number("PRAGMA page_size"));
        SKIFF_TRY(m_database.execute(fmt::format("PRAGMA max_page_count={}", options.maximumBytes / pageSize).c_str()));
    }
    SKIFF_TRY(m_revisions.open(m_database, options.minimumRevision));
    SKIFF_TRY_ASSIGN(m_compacted.value, readMeta(m_database, "compacted"));
    SKIFF_TRY_ASSIGN(m_swept.value, readMeta(m_database, "swept"));
    SKIFF_TRY_ASSIGN(m_log, LogTable::open(m_database));
    SKIFF_TRY_ASSIGN(m_begin, m_database.prepare("BEGIN IMMEDIATE"));
    SKIFF_TRY_ASSIGN(m_commit, m_database.prepare("COMMIT"));
    SKIFF_TRY_ASSIGN(m_rollBack, m_database.prepare("ROLLBACK"));
    return {};
}

Status Writer::begin(bool synced)
{
    // NORMAL: the commit is in the log file, where readers and a restart find it, but no sync is waited for.
    if (synced != m_synced)
        SKIFF_TRY(m_database.execute(synced ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    m_synced = synced;
    return m_begin->run();
}

void Writer::endProcess(const Error& error)
{
    if (m_onSyncFailure)
        m_onSyncFailure(error);
    log::error("store", "a sync failed, so what is on disk is unknown; ending: {}", error.message);
    std::_Exit(syncFailedStatus);
}

Status Writer::finish(Status status)
{
    if (status.ok())
        status = m_commit->run();
    if (status.ok())
        return status;
    if (m_database.syncFailed())
        endProcess(status.error());
    if (m_database.inTransaction()) {
        if (const Status undone = m_rollBack->run(); !undone.ok())
            log::error("store", "cannot undo a transaction: {}", undone.error().message);
    }
    m_revisions.rollBack();
    return status;
}

Writer::Committed Writer::commit(const std::vector<QueuedWrite>& group)
{
    Committed result;
    result.outcomes.reserve(group.size());
    if (Status status = mayStayInMemory(group) ? keepInMemory(group, result) : applyAll(group, result); !status.ok()) {
        result.events.clear();
        result.outcomes.assign(group.size(), Result<WriteOutcome>(status.error()));
    }
    return result;
}

bool Writer::mayStayInMemory(const std::vector<QueuedWrite>& group) const
{
    // A new promise must be on disk before a number out of it is shown.
    return m_unwritten.size() < mostUnwritten && !m_revisions.nearlyUsedUp(group.size()) &&
           std::all_of(group.begin(), group.end(),
                       [](const QueuedWrite& queued) { return queued.write.durability == Durability::Memory; });
}

Status Writer::keepInMemory(const std::vector<QueuedWrite>& group, Committed& result)
{
    for (const QueuedWrite& queued : group) {
        auto before = m_unwritten.find(queued.write.key);
        if (!before) {
            SKIFF_TRY_ASSIGN(before, m_log->current(queued.write.key));
        }
        LogTable::Applied applied = LogTable::judge(queued.write, std::move(*before), Revision{m_revisions.last() + 1});
        if (applied.row) {
            m_unwritten.add(std::move(*applied.row));
            m_revisions.commit(m_revisions.last() + 1);
            result.events.push_back(std::move(*applied.event));
        }
        result.outcomes.emplace_back(std::move(applied.outcome));
    }
    return {};
}

Status Writer::applyAll(const std::vector<QueuedWrite>& group, Committed& result)
{
    const bool wantsSync = std::any_of(group.begin(), group.end(), [](const QueuedWrite& queued) {
        return queued.write.durability == Durability::Synced;
    });
    SKIFF_TRY(begin(wantsSync || m_revisions.nearlyUsedUp(group.size())));
    uint64_t last = m_revisions.last();
    Status status = [&]() -> Status {
        SKIFF_TRY(m_revisions.prepare(m_database, group.size()));
        SKIFF_TRY(m_unwritten.writeTo(*m_log));
        for (const QueuedWrite& queued : group) {
            SKIFF_TRY_ASSIGN(LogTable::State before, m_log->current(queued.write.key));
            LogTable::Applied applied = LogTable::judge(queued.write, std::move(before), Revision{last + 1});
            if (applied.row) {
                SKIFF_TRY(m_log->insert(*applied.row));
                ++last;
                result.events.push_back(std::move(*applied.event));
            }
            result.outcomes.emplace_back(std::move(applied.outcome));
        }
        return {};
    }();
    SKIFF_TRY(finish(std::move(status)));
    m_unwritten.clear();
    m_revisions.commit(last);
    return {};
}

Status Writer::writeDown()
{
    if (m_unwritten.empty())
        return {};
    SKIFF_TRY(begin(false));
    SKIFF_TRY(finish(m_unwritten.writeTo(*m_log)));
    m_unwritten.clear();
    return {};
}

Status Writer::compact(Revision revision)
{
    SKIFF_TRY(writeDown());
    SKIFF_TRY(begin(true));
    SKIFF_TRY(finish(writeMeta(m_database, "compacted", revision.value)));
    m_compacted = revision;
    m_sweepFailed = false;
    return {};
}

void Writer::sweepStep()
{
    Revision reached;
    // Losing a sweep to a power cut is harmless: it is done again.
    Status status = begin(false);
    if (status.ok()) {
        status = finish([&]() -> Status {
            SKIFF_TRY_ASSIGN(reached, m_log->sweep(m_swept, m_compacted, sweepPiece));
            SKIFF_TRY(m_database.execute(fmt::format("DELETE FROM gaps WHERE last < {}", reached.value).c_str()));
            return writeMeta(m_database, "swept", reached.value);
        }());
    }
    if (status.ok()) {
        m_swept = reached;
        return;
    }
    // Try again with the next compaction, not in a loop.
    log::warning("store", "compaction stopped at revision {}: {}", m_swept.value, status.error().message);
    m_sweepFailed = true;
}

void Writer::checkpointIfLong()
{
    if (m_database.pagesInLog() < checkpointPages)
        return;
    const Status status = m_database.checkpoint();
    if (!status.ok() && m_database.syncFailed())
        endProcess(status.error());
    if (!status.ok())
        log::warning("store", "the write-ahead log stays long: {}", status.error().message);
}

Status Writer::close()
{
    SKIFF_TRY(writeDown());
    SKIFF_TRY(begin(true));
    SKIFF_TRY(finish(m_revisions.close(m_database)));
    return {};
}

} // namespace skiff::store::sqlite
