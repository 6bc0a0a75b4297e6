#include "cluster/store/sqlite/log_table.h"

namespace skiff::store::sqlite {

namespace {

Bytes bytesOf(std::string_view view)
{
    return std::make_shared<const std::string>(view);
}

} // namespace

Result<LogTable> LogTable::open(Database& database)
{
    LogTable table;
    SKIFF_TRY_ASSIGN(
        table.m_newest,
        database.prepare("SELECT revision, deleted FROM log WHERE key = ?1 ORDER BY revision DESC LIMIT 1"));
    SKIFF_TRY_ASSIGN(table.m_value, database.prepare("SELECT value FROM log WHERE revision = ?1"));
    SKIFF_TRY_ASSIGN(table.m_insert, database.prepare("INSERT INTO log VALUES(?1, ?2, ?3, ?4, ?5)"));
    SKIFF_TRY_ASSIGN(table.m_history,
                     database.prepare("SELECT l.revision, l.key, l.deleted, l.value, l.previous, p.value FROM log l"
                                      " LEFT JOIN log p ON p.revision = l.previous"
                                      " WHERE l.revision > ?1 AND l.revision <= ?2 AND substr(l.key, 1, ?3) = ?4"
                                      " ORDER BY l.revision LIMIT ?5"));
    SKIFF_TRY_ASSIGN(
        table.m_sweepScan,
        database.prepare("SELECT revision, previous, deleted FROM log WHERE revision > ?1 AND revision <= ?2"
                         " ORDER BY revision LIMIT ?3"));
    SKIFF_TRY_ASSIGN(table.m_delete, database.prepare("DELETE FROM log WHERE revision = ?1"));
    return table;
}

Result<Bytes> LogTable::valueAt(Revision revision)
{
    const ResetOnExit reset(m_value);
    m_value.bind(1, revision.value);
    SKIFF_TRY_ASSIGN(const bool row, m_value.step());
    if (!row)
        return Error{ErrorCode::DataLoss,
                     "store: the value of revision " + std::to_string(revision.value) + " is missing"};
    return bytesOf(m_value.blob(0));
}

Result<LogTable::State> LogTable::current(std::string_view key)
{
    const ResetOnExit reset(m_newest);
    m_newest.bind(1, key);
    SKIFF_TRY_ASSIGN(const bool row, m_newest.step());
    if (!row || m_newest.integer(1) != 0)
        return State{};
    const Revision revision{m_newest.integer(0)};
    SKIFF_TRY_ASSIGN(Bytes value, valueAt(revision));
    return State{revision, std::move(value)};
}

LogTable::Applied LogTable::judge(const Write& write, State before, Revision next)
{
    Applied applied;
    if (before.revision != write.expected) {
        if (before.revision.value != 0)
            applied.outcome.current = Entry{write.key, std::move(before.value), before.revision};
        return applied;
    }
    const bool deleted = write.value == nullptr;
    applied.outcome.accepted = true;
    applied.outcome.revision = next;
    applied.row = Row{write.key, write.value, next, before.revision};
    applied.event = Event{deleted ? Event::Type::Delete : Event::Type::Put,
                          Entry{write.key, deleted ? before.value : write.value, next}, before.value};
    return applied;
}

Status LogTable::insert(const Row& row)
{
    const bool deleted = row.value == nullptr;
    const ResetOnExit reset(m_insert);
    m_insert.bind(1, row.revision.value);
    m_insert.bind(2, std::string_view(row.key));
    m_insert.bind(3, row.previous.value);
    m_insert.bind(4, uint64_t(deleted));
    if (deleted)
        m_insert.bindNull(5);
    else
        m_insert.bind(5, std::string_view(*row.value));
    return m_insert.run();
}

Result<std::vector<Event>> LogTable::history(std::string_view prefix, Revision after, Revision upTo, size_t limit)
{
    std::vector<Event> events;
    const ResetOnExit reset(m_history);
    m_history.bind(1, after.value);
    m_history.bind(2, upTo.value);
    m_history.bind(3, uint64_t(prefix.size()));
    m_history.bind(4, prefix);
    m_history.bind(5, uint64_t(limit));
    while (true) {
        SKIFF_TRY_ASSIGN(const bool row, m_history.step());
        if (!row)
            return events;
        const bool deleted = m_history.integer(2) != 0;
        Bytes previous = m_history.integer(4) != 0 ? bytesOf(m_history.blob(5)) : nullptr;
        Bytes value = deleted ? previous : bytesOf(m_history.blob(3));
        events.push_back({deleted ? Event::Type::Delete : Event::Type::Put,
                          Entry{std::string(m_history.blob(1)), std::move(value), Revision{m_history.integer(0)}},
                          std::move(previous)});
    }
}

Result<Revision> LogTable::sweep(Revision from, Revision upTo, size_t limit)
{
    // A row in the range buries the one before it; a deletion leaves nothing, not even itself.
    std::vector<uint64_t> dead;
    size_t seen = 0;
    Revision reached = upTo;
    {
        const ResetOnExit reset(m_sweepScan);
        m_sweepScan.bind(1, from.value);
        m_sweepScan.bind(2, upTo.value);
        m_sweepScan.bind(3, uint64_t(limit));
        while (true) {
            SKIFF_TRY_ASSIGN(const bool row, m_sweepScan.step());
            if (!row)
                break;
            if (++seen == limit)
                reached = Revision{m_sweepScan.integer(0)};
            if (m_sweepScan.integer(1) != 0)
                dead.push_back(m_sweepScan.integer(1));
            if (m_sweepScan.integer(2) != 0)
                dead.push_back(m_sweepScan.integer(0));
        }
    }
    for (const uint64_t revision : dead) {
        m_delete.bind(1, revision);
        SKIFF_TRY(m_delete.run());
    }
    return reached;
}

} // namespace skiff::store::sqlite
