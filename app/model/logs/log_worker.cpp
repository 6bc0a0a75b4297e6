#include "app/model/logs/log_worker.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QHash>
#include <QSaveFile>
#include <QTimer>

namespace skiff::model::logs {

namespace {

constexpr size_t ChunkLines = 1024;
constexpr size_t ChunkBytes = 256 * 1024;
constexpr size_t MergeBytes = 16u << 20;
constexpr int FlushMsecs = 100;
constexpr int SettleMsecs = 50;
constexpr size_t ScanStep = 1000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::logs::LogWorker)
};

} // namespace

LogWorker::LogWorker(const Clock& clock, Options options)
    : m_clock(clock),
      m_options(options),
      m_merge(options.window, MergeBytes),
      m_settle(new QTimer(this)),
      m_flush(new QTimer(this))
{
    m_settle->setSingleShot(true);
    m_settle->setInterval(SettleMsecs);
    connect(m_settle, &QTimer::timeout, this, &LogWorker::settle);
    m_flush->setSingleShot(true);
    m_flush->setInterval(FlushMsecs);
    connect(m_flush, &QTimer::timeout, this, &LogWorker::flush);
}

LogWorker::~LogWorker() = default;

void LogWorker::openSource(int source, bool resumed)
{
    if (resumed)
        m_readers[source].resume();
    m_merge.open(source, m_clock.steady(), m_options.patience);
}

void LogWorker::sourceStarted(int source)
{
    m_merge.started(source, m_clock.steady());
}

void LogWorker::feed(int source, const QByteArray& bytes)
{
    const SteadyTime now = m_clock.steady();
    m_readers[source].feed(bytes, [&](LogTime time, QByteArrayView text) {
        m_merge.push({source, time, text.toByteArray()}, now);
    });
    waitingBytes -= bytes.size();
    settle();
}

void LogWorker::closeSource(int source)
{
    m_readers[source].finish([&](LogTime time, QByteArrayView text) {
        m_merge.push({source, time, text.toByteArray()}, m_clock.steady());
    });
    m_merge.close(source);
    settle();
}

void LogWorker::settle()
{
    m_merge.take(m_clock.steady(), [this](SourceLine&& line) { keep(std::move(line)); });
    if (!m_merge.empty() && !m_settle->isActive())
        m_settle->start();
}

void LogWorker::keep(SourceLine&& line)
{
    if (m_chunks.empty() || m_chunks.back()->count() >= ChunkLines || m_chunks.back()->bytes() >= ChunkBytes) {
        if (!m_chunks.empty())
            m_bytes += m_chunks.back()->bytes();
        m_chunks.push_back(std::make_shared<LogChunk>(m_nextNumber));
        drop();
    }
    LogChunk& chunk = *m_chunks.back();
    chunk.append(line.source, line.time, decodeLine(line.text));
    ++m_nextNumber;
    const auto index = uint32_t(chunk.count() - 1);
    bool found = false;
    const bool plainView = m_view.include.isEmpty() && m_view.exclude.isEmpty() && m_view.search.isEmpty();
    if (plainView ? !m_view.hiddenSources.contains(line.source) : shows(chunk.text(index), line.source, found))
        m_pending.rows.push_back({m_chunks.back(), index, found});
    flushSoon();
}

/// Keeps the ring below its size by whole chunks.
void LogWorker::drop()
{
    while (m_bytes > m_options.ringBytes && m_chunks.size() > 1) {
        m_bytes -= m_chunks.front()->bytes();
        m_chunks.pop_front();
    }
    const uint64_t first = m_chunks.front()->firstNumber();
    if (!m_pending.rows.empty() && m_pending.rows.front().number() < first)
        std::erase_if(m_pending.rows, [first](const LogRow& row) { return row.number() < first; });
}

bool LogWorker::shows(const QString& text, int source, bool& found)
{
    if (m_view.hiddenSources.contains(source))
        return false;
    const auto matches = [this, &text](const LogPattern& pattern) {
        const LogPattern::Outcome outcome = pattern.match(text);
        m_gaveUp += outcome == LogPattern::Outcome::GaveUp ? 1 : 0;
        return outcome;
    };
    if (!m_view.include.isEmpty() && matches(m_view.include) == LogPattern::Outcome::NoMatch)
        return false;
    if (!m_view.exclude.isEmpty() && matches(m_view.exclude) == LogPattern::Outcome::Match)
        return false;
    found = !m_view.search.isEmpty() && matches(m_view.search) == LogPattern::Outcome::Match;
    return true;
}

void LogWorker::setView(const LogView& view)
{
    ++m_viewNumber;
    if (view == m_view)
        return;
    m_view = view;
    scan();
}

/// Goes through all kept lines with the new view; stops when a newer view waits already.
void LogWorker::scan()
{
    m_pending.reset = true;
    m_pending.rows.clear();
    m_gaveUp = 0;
    size_t step = 0;
    for (const auto& chunk : m_chunks)
        for (size_t i = 0; i < chunk->count(); ++i) {
            if (++step % ScanStep == 0 && newestView.load() != m_viewNumber)
                return; // what is pending is replaced as a whole by the next scan
            bool found = false;
            if (shows(chunk->text(i), chunk->source(i), found))
                m_pending.rows.push_back({chunk, uint32_t(i), found});
        }
    flush();
}

void LogWorker::clear()
{
    m_chunks.clear();
    m_bytes = 0;
    m_gaveUp = 0;
    m_pending = {};
    m_pending.reset = true;
    flush();
}

void LogWorker::flushSoon()
{
    if (!m_flush->isActive())
        m_flush->start();
}

void LogWorker::flush()
{
    m_flush->stop();
    // What is given out must not change any more.
    if (!m_chunks.empty() && m_chunks.back()->count() > 0) {
        m_bytes += m_chunks.back()->bytes();
        m_chunks.push_back(std::make_shared<LogChunk>(m_nextNumber));
    }
    m_pending.firstNumber = m_chunks.empty() ? m_nextNumber : m_chunks.front()->firstNumber();
    m_pending.lineCount = m_nextNumber - m_pending.firstNumber;
    m_pending.droppedCount = m_pending.firstNumber;
    m_pending.gaveUpCount = m_gaveUp;
    m_pending.bytes = m_bytes;
    emit updated(std::make_shared<const LogUpdate>(std::exchange(m_pending, {})));
}

void LogWorker::save(const QString& path, bool times, const QHash<int, QString>& names)
{
    const bool fresh = !QFile::exists(path);
    QSaveFile file(path);
    bool ok = file.open(QIODevice::WriteOnly);
    if (ok && fresh) // logs tell much: who else may read it, the user decides
        ok = file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    for (const auto& chunk : m_chunks)
        for (size_t i = 0; ok && i < chunk->count(); ++i) {
            bool found = false;
            if (!shows(chunk->text(i), chunk->source(i), found))
                continue;
            QByteArray line;
            if (const QString name = names.value(chunk->source(i)); !name.isEmpty())
                line += name.toUtf8() + ' ';
            if (times && chunk->time(i) != 0)
                line += QByteArray::fromStdString(formatMicroTime(WallTime(Duration(chunk->time(i))))) + ' ';
            line += chunk->utf8(i);
            line += '\n';
            ok = file.write(line) == line.size();
        }
    if (ok && file.commit())
        emit saved({});
    else
        emit saved(Words::tr("%1 could not be written: %2").arg(path, file.errorString()));
}

} // namespace skiff::model::logs
