#pragma once

#include "app/model/logs/log_worker.h"

#include <QObject>

#include <deque>

namespace skiff::model::logs {

/// The rows a view shows, as the engine gave them. GUI thread.
class LogDocument final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void apply(const LogUpdate& update);

    int rowCount() const { return int(m_rows.size()); }
    const LogRow& row(int index) const { return m_rows[size_t(index)]; }
    /// The first row that is not before `time`; rowCount() when there is none.
    int rowAt(LogTime time) const;
    /// The first row with this line number or a later one.
    int rowOfNumber(uint64_t number) const;

    uint64_t lineCount() const { return m_last.lineCount; }
    uint64_t droppedCount() const { return m_last.droppedCount; }
    uint64_t gaveUpCount() const { return m_last.gaveUpCount; }
    size_t bytes() const { return m_last.bytes; }
    int foundCount() const { return m_found; }

signals:
    void aboutToReset();
    /// Everything may be different.
    void wasReset();
    void aboutToDrop(int count);
    /// `count` rows went at the front.
    void dropped(int count);
    void aboutToAppend(int count);
    void appended(int count);

private:
    std::deque<LogRow> m_rows;
    LogUpdate m_last; ///< without its rows
    int m_found = 0;
};

} // namespace skiff::model::logs
