#pragma once

#include "app/model/logs/log_chunk.h"
#include "app/model/logs/log_merge.h"
#include "app/model/logs/log_pattern.h"
#include "cluster/base/clock.h"

#include <QMetaType>
#include <QObject>
#include <QStringList>

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <vector>

class QTimer;

namespace skiff::model::logs {

/// What the reader wants to see of the log.
struct LogView
{
    LogPattern include; ///< empty: all
    LogPattern exclude; ///< empty: none
    LogPattern search;  ///< marks rows, hides none
    QList<int> hiddenSources;

    bool operator==(const LogView&) const = default;
};

/// What has changed since the last one; at most ten a second.
struct LogUpdate
{
    bool reset = false;       ///< the rows replace all that were there
    std::vector<LogRow> rows; ///< new at the end
    uint64_t firstNumber = 0; ///< lines before this are dropped, the ring is full
    uint64_t lineCount = 0;   ///< all that are kept, hidden ones too
    uint64_t droppedCount = 0;
    uint64_t gaveUpCount = 0; ///< lines that a pattern was too costly for; they are shown
    size_t bytes = 0;
};

/// Does the log's work on a thread of its own: cuts, orders, decodes, keeps and filters lines. Its
/// slots run on that thread; see LogEngine.
class LogWorker final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        size_t ringBytes = 48u << 20;
        Duration window = std::chrono::milliseconds(400);
        Duration patience = std::chrono::seconds(2);
    };

    LogWorker(const Clock& clock, Options options);
    ~LogWorker() override;

    void openSource(int source, bool resumed);
    void sourceStarted(int source);
    void feed(int source, const QByteArray& bytes);
    void closeSource(int source);
    void setView(const LogView& view);
    void clear();
    /// Writes what is shown; `names` by source, empty: no prefix.
    void save(const QString& path, bool times, const QHash<int, QString>& names);

    /// Raised by each setView() before it is posted, so that a scan of the whole ring can stop early.
    std::atomic<int> newestView{0};
    std::atomic<qint64> waitingBytes{0}; ///< fed and not yet worked off

signals:
    void updated(const std::shared_ptr<const skiff::model::logs::LogUpdate>& update);
    void saved(const QString& problem);

private:
    void settle();
    void keep(SourceLine&& line);
    void drop();
    bool shows(const QString& text, int source, bool& found);
    void scan();
    void flushSoon();
    void flush();

    const Clock& m_clock;
    const Options m_options;
    std::map<int, LogReader> m_readers;
    LogMerge m_merge;
    std::deque<std::shared_ptr<LogChunk>> m_chunks;
    size_t m_bytes = 0; ///< of all chunks but the last
    uint64_t m_nextNumber = 0;
    uint64_t m_gaveUp = 0;
    LogView m_view;
    int m_viewNumber = 0;
    LogUpdate m_pending;
    bool m_changed = false;
    QTimer* m_settle;
    QTimer* m_flush;
};

} // namespace skiff::model::logs

Q_DECLARE_METATYPE(std::shared_ptr<const skiff::model::logs::LogUpdate>)
