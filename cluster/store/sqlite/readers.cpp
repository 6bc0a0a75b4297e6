#include "cluster/store/sqlite/readers.h"

namespace skiff::store::sqlite {

namespace {

/// Connections kept for the next call; more are opened while more calls run at once.
constexpr size_t maximumIdle = 4;

constexpr const char* readerSettings = "PRAGMA cache_size=-512; PRAGMA query_only=1;";

} // namespace

/// A reader for the length of one call.
class Readers::Loan
{
public:
    static Result<Loan> take(Readers& pool)
    {
        {
            const MutexLock lock(pool.m_mutex);
            if (!pool.m_idle.empty()) {
                Loan loan(pool, std::move(pool.m_idle.back()));
                pool.m_idle.pop_back();
                return loan;
            }
        }
        SKIFF_TRY_ASSIGN(std::unique_ptr<Reader> reader, pool.open());
        return Loan(pool, std::move(reader));
    }

    Loan(Loan&&) noexcept = default;
    ~Loan()
    {
        if (!m_reader)
            return;
        const MutexLock lock(m_pool->m_mutex);
        if (m_pool->m_idle.size() < maximumIdle)
            m_pool->m_idle.push_back(std::move(m_reader));
    }

    Reader& operator*() { return *m_reader; }
    Reader* operator->() { return m_reader.get(); }

private:
    Loan(Readers& pool, std::unique_ptr<Reader> reader) : m_pool(&pool), m_reader(std::move(reader)) {}

    Readers* m_pool;
    std::unique_ptr<Reader> m_reader;
};

Result<std::unique_ptr<Readers::Reader>> Readers::open()
{
    SKIFF_TRY_ASSIGN(Database database, Database::open(m_path, Database::Mode::ReadOnly, m_vfs));
    auto reader = std::make_unique<Reader>(Reader{std::move(database), {}, {}, {}, {}, {}});
    Database& db = reader->database;
    SKIFF_TRY(db.execute(readerSettings));
    SKIFF_TRY_ASSIGN(reader->newest, db.prepare("SELECT revision, deleted, value FROM log WHERE key = ?1"
                                                " ORDER BY revision DESC LIMIT 1"));
    SKIFF_TRY_ASSIGN(reader->scan, db.prepare("SELECT key, revision, deleted FROM log WHERE key >= ?1"
                                              " ORDER BY key, revision DESC"));
    SKIFF_TRY_ASSIGN(reader->value, db.prepare("SELECT value FROM log WHERE revision = ?1"));
    SKIFF_TRY_ASSIGN(reader->begin, db.prepare("BEGIN"));
    SKIFF_TRY_ASSIGN(reader->end, db.prepare("COMMIT"));
    return reader;
}

Result<std::optional<Entry>> Readers::get(std::string_view key)
{
    SKIFF_TRY_ASSIGN(Loan reader, Loan::take(*this));
    const ResetOnExit reset(reader->newest);
    reader->newest.bind(1, key);
    SKIFF_TRY_ASSIGN(const bool row, reader->newest.step());
    if (!row || reader->newest.integer(1) != 0)
        return std::optional<Entry>();
    return std::optional<Entry>(Entry{std::string(key), std::make_shared<const std::string>(reader->newest.blob(2)),
                                      Revision{reader->newest.integer(0)}});
}

Result<RangeResult> Readers::range(const Range& range, const std::function<bool()>& stillThere)
{
    SKIFF_TRY_ASSIGN(Loan reader, Loan::take(*this));
    SKIFF_TRY(reader->begin.run());
    // The transaction's first read fixes the snapshot: the scan below sees no later sweep.
    reader->value.bind(1, uint64_t(0));
    Result<RangeResult> result = Error{ErrorCode::Expired, "store: the revision is compacted"};
    if (Status fixed = reader->value.run(); !fixed.ok())
        result = std::move(fixed).error();
    else if (stillThere())
        result = scan(*reader, range);
    SKIFF_TRY(reader->end.run());
    return result;
}

Result<RangeResult> Readers::scan(Reader& reader, const Range& range)
{
    RangeResult result;
    result.revision = range.at;
    // The smallest key that may be in the answer: the one after "k" is "k\0".
    std::string start = range.after >= range.prefix && !range.after.empty() ? range.after + '\0' : range.prefix;
    const ResetOnExit reset(reader.scan);
    reader.scan.bind(1, std::string_view(start));
    std::string key;
    bool decided = false; // the state of `key` at the revision is known
    while (true) {
        SKIFF_TRY_ASSIGN(const bool row, reader.scan.step());
        if (!row || !reader.scan.blob(0).starts_with(range.prefix))
            return result;
        if (reader.scan.blob(0) != key) {
            key = reader.scan.blob(0);
            decided = false;
        }
        const Revision revision{reader.scan.integer(1)};
        if (decided || revision > range.at)
            continue;
        decided = true;
        if (reader.scan.integer(2) != 0)
            continue;
        if (range.limit != 0 && result.entries.size() == range.limit) {
            result.more = true;
            ++result.remaining;
            continue;
        }
        const ResetOnExit resetValue(reader.value);
        reader.value.bind(1, revision.value);
        SKIFF_TRY_ASSIGN(const bool found, reader.value.step());
        if (!found)
            return Error{ErrorCode::DataLoss, "store: a value of key " + key + " is missing"};
        result.entries.push_back({key, std::make_shared<const std::string>(reader.value.blob(0)), revision});
    }
}

} // namespace skiff::store::sqlite
