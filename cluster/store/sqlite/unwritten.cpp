#include "cluster/store/sqlite/unwritten.h"

namespace skiff::store::sqlite {

std::optional<LogTable::State> Unwritten::find(std::string_view key) const
{
    const auto found = m_newestOfKey.find(std::string(key));
    if (found == m_newestOfKey.end())
        return std::nullopt;
    const LogTable::Row& newest = m_writes[found->second];
    return newest.value ? LogTable::State{newest.revision, newest.value} : LogTable::State{};
}

void Unwritten::add(LogTable::Row row)
{
    m_newestOfKey[row.key] = m_writes.size();
    m_writes.push_back(std::move(row));
}

Status Unwritten::writeTo(LogTable& log) const
{
    for (const LogTable::Row& row : m_writes)
        SKIFF_TRY(log.insert(row));
    return {};
}

void Unwritten::clear()
{
    m_writes.clear();
    m_newestOfKey.clear();
}

} // namespace skiff::store::sqlite
