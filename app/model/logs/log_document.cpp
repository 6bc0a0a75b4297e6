#include "app/model/logs/log_document.h"

#include <algorithm>

namespace skiff::model::logs {

void LogDocument::apply(const LogUpdate& update)
{
    m_last = {.firstNumber = update.firstNumber,
              .lineCount = update.lineCount,
              .droppedCount = update.droppedCount,
              .gaveUpCount = update.gaveUpCount,
              .bytes = update.bytes};
    const auto foundIn = [](auto begin, auto end) {
        return int(std::count_if(begin, end, [](const LogRow& row) { return row.found; }));
    };
    if (update.reset) {
        emit aboutToReset();
        m_rows.assign(update.rows.begin(), update.rows.end());
        m_found = foundIn(m_rows.begin(), m_rows.end());
        emit wasReset();
        return;
    }
    const int old = rowOfNumber(update.firstNumber);
    if (old > 0) {
        emit aboutToDrop(old);
        m_found -= foundIn(m_rows.begin(), m_rows.begin() + old);
        m_rows.erase(m_rows.begin(), m_rows.begin() + old);
        emit dropped(old);
    }
    if (!update.rows.empty()) {
        emit aboutToAppend(int(update.rows.size()));
        m_rows.insert(m_rows.end(), update.rows.begin(), update.rows.end());
        m_found += foundIn(update.rows.begin(), update.rows.end());
        emit appended(int(update.rows.size()));
    }
}

int LogDocument::rowAt(LogTime time) const
{
    const auto it = std::lower_bound(m_rows.begin(), m_rows.end(), time,
                                     [](const LogRow& row, LogTime t) { return row.time() < t; });
    return int(it - m_rows.begin());
}

int LogDocument::rowOfNumber(uint64_t number) const
{
    const auto it = std::lower_bound(m_rows.begin(), m_rows.end(), number,
                                     [](const LogRow& row, uint64_t n) { return row.number() < n; });
    return int(it - m_rows.begin());
}

} // namespace skiff::model::logs
