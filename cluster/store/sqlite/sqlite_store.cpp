#include "cluster/store/sqlite/sqlite_store.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/base/mutex.h"
#include "cluster/store/sqlite/folder_lock.h"
#include "cluster/store/sqlite/readers.h"
#include "cluster/store/sqlite/watches.h"
#include "cluster/store/sqlite/writer.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include <pthread.h>

#include <fmt/core.h>

namespace skiff::store {

namespace {

using namespace sqlite;

/// Writes in one transaction: bounds how long the first of them waits for the last.
constexpr size_t groupLimit = 256;
/// Writes that may wait; one more is refused, because the disk is far behind.
constexpr size_t queueLimit = 20'000;

std::optional<Error> problemOf(const Write& write)
{
    if (write.key.empty())
        return Error{ErrorCode::InvalidArgument, "store: a write needs a key"};
    if (!write.value && write.expected.value == 0)
        return Error{ErrorCode::InvalidArgument, "store: deleting " + write.key + " needs the revision it is at"};
    return std::nullopt;
}

class SqliteStore final : public Store
{
public:
    SqliteStore(FolderLock lock, std::unique_ptr<Writer> writer, std::string path, const std::string& vfs);
    ~SqliteStore() override;

    Result<std::optional<Entry>> get(std::string_view key) override;
    Result<RangeResult> range(const Range& range) override;
    void write(Write write, std::function<void(Result<WriteOutcome>)> done) override;
    Result<std::unique_ptr<Watch>> watch(std::string prefix, Revision after, WatchSink sink) override;
    Revision revision() const override { return Revision{m_visible.load()}; }
    Status compact(Revision revision) override;
    Revision compacted() const override { return Revision{m_compacted.load()}; }

private:
    struct Refusal
    {
        Error error;
        std::function<void(Result<WriteOutcome>)> done;
    };
    struct Compaction
    {
        Revision revision;
        std::promise<Status> done;
    };
    /// What other threads have asked for since the store's thread last looked.
    struct Inbox
    {
        std::vector<QueuedWrite> writes;
        std::vector<Refusal> refusals;
        std::vector<std::shared_ptr<WatchState>> watches;
        std::vector<std::unique_ptr<Compaction>> compactions;
        std::vector<std::promise<Status>> settlings; ///< for what is in memory only to be in the database

        bool empty() const
        {
            return writes.empty() && refusals.empty() && watches.empty() && compactions.empty() && settlings.empty();
        }
    };

    void run();
    /// False when the store stops and nothing is left to do.
    bool waitForWork(Inbox& work);
    void commit(std::vector<QueuedWrite> group);
    void compactNow(Compaction& compaction);
    /// Has readers find every write that is visible. Any thread.
    Status settle();
    Status settleNow();
    bool expired(Revision revision) const;

    const FolderLock m_lock;
    const std::unique_ptr<Writer> m_writer; ///< used by the store's thread only, once it runs
    Readers m_readers;
    Watches m_watches; ///< the store's thread only
    std::atomic<uint64_t> m_visible;
    std::atomic<uint64_t> m_compacted;
    std::atomic<bool> m_unsettled{false}; ///< some visible writes are in memory only; set before they are visible

    Mutex m_mutex;
    std::condition_variable m_wake;
    Inbox m_inbox SKIFF_GUARDED_BY(m_mutex);
    bool m_stopping SKIFF_GUARDED_BY(m_mutex) = false;
    std::thread m_thread;
};

SqliteStore::SqliteStore(FolderLock lock, std::unique_ptr<Writer> writer, std::string path, const std::string& vfs)
    : m_lock(std::move(lock)),
      m_writer(std::move(writer)),
      m_readers(std::move(path), vfs),
      m_visible(m_writer->last().value),
      m_compacted(m_writer->compacted().value)
{
    m_thread = std::thread([this] { run(); });
    ::pthread_setname_np(m_thread.native_handle(), "store");
}

SqliteStore::~SqliteStore()
{
    {
        const MutexLock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

bool SqliteStore::expired(Revision revision) const
{
    return revision.value < m_compacted.load() || m_writer->revisions().inGap(revision.value);
}

Status SqliteStore::settle()
{
    if (!m_unsettled)
        return {};
    if (std::this_thread::get_id() == m_thread.get_id())
        return settleNow();
    std::future<Status> done;
    {
        const MutexLock lock(m_mutex);
        done = m_inbox.settlings.emplace_back().get_future();
    }
    m_wake.notify_one();
    return done.get();
}

Status SqliteStore::settleNow()
{
    SKIFF_TRY(m_writer->writeDown());
    m_unsettled = false;
    return {};
}

Result<std::optional<Entry>> SqliteStore::get(std::string_view key)
{
    SKIFF_TRY(settle());
    return m_readers.get(key);
}

Result<RangeResult> SqliteStore::range(const Range& asked)
{
    if (asked.at > revision())
        return Error{ErrorCode::InvalidArgument, fmt::format("store: revision {} is in the future, {} is the last",
                                                             asked.at.value, revision().value)};
    if (asked.at.value != 0 && expired(asked.at))
        return Error{ErrorCode::Expired, fmt::format("store: revision {} is compacted", asked.at.value)};
    Range range = asked;
    while (true) {
        if (asked.at.value == 0)
            range.at = revision();
        SKIFF_TRY(settle());
        auto result = m_readers.range(range, [&] { return range.at >= compacted(); });
        // "Now" was compacted between the two lines above: a newer now will do.
        const bool overtaken = !result.ok() && result.error().code == ErrorCode::Expired && asked.at.value == 0;
        if (!overtaken)
            return result;
    }
}

void SqliteStore::write(Write write, std::function<void(Result<WriteOutcome>)> done)
{
    std::optional<Error> refusal = problemOf(write);
    bool wake = false;
    {
        const MutexLock lock(m_mutex);
        wake = m_inbox.empty();
        if (!refusal && m_inbox.writes.size() >= queueLimit)
            refusal = Error{ErrorCode::ResourceExhausted, "store: too many writes are waiting for the disk"};
        if (refusal)
            m_inbox.refusals.push_back({std::move(*refusal), std::move(done)});
        else
            m_inbox.writes.push_back({std::move(write), std::move(done)});
    }
    if (wake)
        m_wake.notify_one();
}

Result<std::unique_ptr<Watch>> SqliteStore::watch(std::string prefix, Revision after, WatchSink sink)
{
    if (expired(after))
        return Error{ErrorCode::Expired, fmt::format("store: revision {} is compacted", after.value)};
    auto state = std::make_shared<WatchState>(std::move(prefix), after, std::move(sink));
    {
        const MutexLock lock(m_mutex);
        m_inbox.watches.push_back(state);
    }
    m_wake.notify_one();
    return std::unique_ptr<Watch>(std::make_unique<WatchHandle>(std::move(state)));
}

Status SqliteStore::compact(Revision to)
{
    if (to > revision())
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("store: cannot compact revision {}, it is in the future", to.value)};
    auto compaction = std::make_unique<Compaction>(Compaction{to, {}});
    auto done = compaction->done.get_future();
    {
        const MutexLock lock(m_mutex);
        m_inbox.compactions.push_back(std::move(compaction));
    }
    m_wake.notify_one();
    return done.get();
}

bool SqliteStore::waitForWork(Inbox& work)
{
    MutexLock lock(m_mutex);
    const bool busy = m_writer->sweepPending() || m_watches.anyCatchingUp();
    while (!busy && m_inbox.empty() && !m_stopping)
        m_wake.wait(lock.native());
    if (m_stopping && m_inbox.empty())
        return false;
    work = std::move(m_inbox);
    m_inbox = {};
    return true;
}

void SqliteStore::run()
{
    Inbox work;
    while (waitForWork(work)) {
        for (Refusal& refusal : work.refusals)
            refusal.done(std::move(refusal.error));
        for (auto& watch : work.watches)
            m_watches.add(std::move(watch));
        const bool mustSettle = m_watches.anyCatchingUp() || !work.settlings.empty();
        const Status settled = mustSettle ? settleNow() : Status();
        for (auto& settling : work.settlings)
            settling.set_value(settled);
        if (!settled.ok())
            m_watches.endCatchingUp(settled.error());
        if (m_watches.anyCatchingUp())
            m_watches.catchUp(m_writer->log(), revision(), [this](Revision position) { return expired(position); });
        for (size_t begin = 0; begin < work.writes.size(); begin += groupLimit) {
            const auto first = work.writes.begin() + ptrdiff_t(begin);
            const auto last = work.writes.begin() + ptrdiff_t(std::min(begin + groupLimit, work.writes.size()));
            commit({std::make_move_iterator(first), std::make_move_iterator(last)});
        }
        for (auto& compaction : work.compactions)
            compactNow(*compaction);
        if (m_writer->sweepPending())
            m_writer->sweepStep();
        m_writer->checkpointIfLong();
    }
    m_watches.endAll({ErrorCode::Cancelled, "store: closing"});
    if (const Status status = m_writer->close(); !status.ok())
        log::warning("store", "not closed cleanly, revisions will be skipped: {}", status.error().message);
}

void SqliteStore::commit(std::vector<QueuedWrite> group)
{
    Writer::Committed committed = m_writer->commit(group);
    const bool failed = !committed.outcomes.front().ok();
    if (failed && group.size() > 1) {
        // One write may be at fault (too large for what is left of the disk): the others shall not suffer.
        for (QueuedWrite& queued : group) {
            std::vector<QueuedWrite> alone;
            alone.push_back(std::move(queued));
            commit(std::move(alone));
        }
        return;
    }
    m_unsettled = m_writer->hasUnwritten();
    if (!committed.events.empty()) {
        m_visible = m_writer->last().value;
        m_watches.publish(committed.events, revision());
    }
    for (size_t i = 0; i < group.size(); ++i)
        group[i].done(std::move(committed.outcomes[i]));
}

void SqliteStore::compactNow(Compaction& compaction)
{
    Status status;
    if (compaction.revision > compacted()) {
        status = m_writer->compact(compaction.revision);
        if (status.ok())
            m_compacted = compaction.revision.value;
    }
    compaction.done.set_value(std::move(status));
}

} // namespace

Result<std::unique_ptr<Store>> openSqliteStore(SqliteOptions options)
{
    SKIFF_TRY(file::makeFolders(options.folder));
    SKIFF_TRY_ASSIGN(FolderLock lock, FolderLock::take(options.folder + "/store.lock"));
    const std::string path = options.folder + "/store.db";
    SKIFF_TRY_ASSIGN(std::unique_ptr<Writer> writer, Writer::open(path, options));
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(lock), std::move(writer), path, options.vfs));
}

} // namespace skiff::store
