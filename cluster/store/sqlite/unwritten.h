#pragma once

#include "cluster/store/sqlite/log_table.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace skiff::store::sqlite {

/// Writes that were acknowledged from memory and are in the log only later: with the next synced group, before
/// anybody reads the database, or when there are many. What is lost of them with the process is a gap of revisions,
/// as after any crash. On the store's thread.
class Unwritten
{
public:
    bool empty() const { return m_writes.empty(); }
    size_t size() const { return m_writes.size(); }

    /// What stands at `key` by the writes here; nothing when they do not touch it.
    std::optional<LogTable::State> find(std::string_view key) const;
    void add(LogTable::Row row);
    /// Puts all into the log, inside a transaction of the caller. They stay here until clear().
    Status writeTo(LogTable& log) const;
    void clear();

private:
    std::vector<LogTable::Row> m_writes;                   ///< in the order of revisions
    std::unordered_map<std::string, size_t> m_newestOfKey; ///< places in m_writes
};

} // namespace skiff::store::sqlite
