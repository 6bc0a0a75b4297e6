#include "app/session/table_reader.h"

#include "cluster/client/watch_decoder.h"

#include <QThreadPool>

#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace skiff::session {

/// One piece of reading; what it says is in the field of its kind.
struct TableReader::Task
{
    enum class Kind
    {
        Page,
        Begin,
        Bytes,
        End
    };

    Kind kind;
    std::shared_ptr<const std::string> text = {};
    Status status = {};
    quint64 epoch = 0; ///< of tasks that are cancelled together
};

struct TableReader::Outcome
{
    quint64 epoch;
    std::optional<Result<model::Table>> page; ///< else the end of a watch
    Status status = {};
    bool tooOld = false;
};

/// The tasks, whoever runs them, and what came of them. Any thread.
class TableReader::Work final : public std::enable_shared_from_this<TableReader::Work>
{
public:
    Work(TableReader* reader, QStringList labels) : m_reader(reader), m_decoder(std::move(labels)) {}

    /// Nobody is told any more.
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_reader = nullptr;
        m_tasks.clear();
    }

    void cancel()
    {
        const std::lock_guard lock(m_mutex);
        ++m_epoch;
        m_tasks.clear();
        m_outcomes.clear();
    }

    void setVersion(QString resourceVersion)
    {
        const std::lock_guard lock(m_mutex);
        m_resourceVersion.swap(resourceVersion);
    }

    /// True when the caller has to run() it now.
    bool add(Task task, bool here)
    {
        const std::lock_guard lock(m_mutex);
        task.epoch = m_epoch;
        m_tasks.push_back(std::move(task));
        if (m_running)
            return false;
        m_running = true;
        if (here)
            return true;
        QThreadPool::globalInstance()->start([work = shared_from_this()] { work->run(); });
        return false;
    }

    /// Reads until nothing is left; by one thread at a time.
    void run()
    {
        while (std::optional<Task> task = next())
            perform(*task);
    }

    std::vector<Outcome> outcomes(bool& changes)
    {
        const std::lock_guard lock(m_mutex);
        m_told = false;
        changes = std::exchange(m_read, false);
        return std::exchange(m_outcomes, {});
    }

    bool current(const Outcome& outcome)
    {
        const std::lock_guard lock(m_mutex);
        return outcome.epoch == m_epoch;
    }

    template <typename Do>
    auto withChanges(Do what)
    {
        const std::lock_guard lock(m_mutex);
        return what(m_changes);
    }

    QString resourceVersion()
    {
        const std::lock_guard lock(m_mutex);
        return m_resourceVersion;
    }

private:
    struct Event
    {
        bool gone;
        model::TableRow row;
    };

    std::optional<Task> next()
    {
        const std::lock_guard lock(m_mutex);
        if (m_tasks.empty()) {
            m_running = false;
            return {};
        }
        Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        return task;
    }

    void perform(const Task& task)
    {
        switch (task.kind) {
        case Task::Kind::Page:
            readPage(task);
            break;
        case Task::Kind::Begin:
            m_watch = {};
            m_tooOld = false;
            m_otherColumns = false;
            break;
        case Task::Kind::Bytes:
            readEvents(task);
            break;
        case Task::Kind::End:
            finish(task, {task.epoch, {}, task.status, m_tooOld});
            break;
        }
    }

    void readPage(const Task& task)
    {
        Outcome outcome{task.epoch, m_decoder.decode(*task.text)};
        if (const Result<model::Table>& page = *outcome.page; page.ok() && !page->columns.empty())
            m_columns = page->columns;
        finish(task, std::move(outcome));
    }

    /// Cells that the model has no columns for: a new list brings both. Once, lest a server whose lists and watches
    /// never agree be asked for ever.
    bool isOther(const std::vector<model::TableColumn>& columns)
    {
        if (columns.empty() || m_columns.empty() || columns == m_columns || columns == m_other)
            return false;
        m_other = columns;
        return true;
    }

    void readEvents(const Task& task)
    {
        if (m_otherColumns)
            return;
        std::vector<Event> events;
        QString version;
        const Status status = m_watch.feed(*task.text, [&](const client::WatchEvent& event) {
            if (event.type == client::WatchEventType::Error) {
                m_tooOld = true;
                return;
            }
            Result<model::Table> table = m_decoder.decode(event.object);
            if (!table.ok() || m_otherColumns)
                return;
            if (event.type != client::WatchEventType::Bookmark && isOther(table->columns)) {
                m_otherColumns = true;
                return;
            }
            if (!table->resourceVersion.isEmpty())
                version = table->resourceVersion;
            if (event.type != client::WatchEventType::Bookmark)
                for (model::TableRow& row : table->rows)
                    events.push_back({event.type == client::WatchEventType::Deleted, std::move(row)});
        });
        // What is no event is the Status of a refusal: then a new list says what is wrong.
        m_tooOld = m_tooOld || !status.ok() || m_otherColumns;
        if (m_otherColumns)
            finish(task, {task.epoch, {}, {}, true});
        const std::lock_guard lock(m_mutex);
        if (task.epoch != m_epoch)
            return;
        for (Event& event : events) {
            if (event.gone)
                m_changes.remove(event.row.uid);
            else
                m_changes.upsert(std::move(event.row));
        }
        if (version.isEmpty() && events.empty())
            return;
        if (!version.isEmpty())
            m_resourceVersion.swap(version);
        m_read = true;
        tell();
    }

    void finish(const Task& task, Outcome outcome)
    {
        const std::lock_guard lock(m_mutex);
        if (task.epoch != m_epoch)
            return;
        m_outcomes.push_back(std::move(outcome));
        tell();
    }

    /// Under the mutex: the reader cannot go meanwhile.
    void tell()
    {
        if (m_told || !m_reader)
            return;
        m_told = true;
        QMetaObject::invokeMethod(m_reader, &TableReader::deliver, Qt::QueuedConnection);
    }

    std::mutex m_mutex;
    TableReader* m_reader;
    std::deque<Task> m_tasks;
    bool m_running = false;
    bool m_told = false;
    bool m_read = false; ///< something of a watch since the last outcomes()
    quint64 m_epoch = 0;
    std::vector<Outcome> m_outcomes;
    model::ChangeCollector m_changes;
    QString m_resourceVersion;

    // Only whoever runs.
    model::TableDecoder m_decoder;
    client::WatchDecoder m_watch;
    std::vector<model::TableColumn> m_columns; ///< of the list
    std::vector<model::TableColumn> m_other;   ///< of a watch, for which a new list was asked
    bool m_tooOld = false;
    bool m_otherColumns = false; ///< the rest of the watch is of no use
};

TableReader::TableReader(QStringList labels, size_t shortBytes, QObject* parent)
    : QObject(parent), m_short(shortBytes), m_work(std::make_shared<Work>(this, std::move(labels)))
{}

TableReader::~TableReader()
{
    m_work->leave();
}

void TableReader::readPage(std::shared_ptr<const std::string> body)
{
    const size_t size = body->size();
    run({.kind = Task::Kind::Page, .text = std::move(body)}, size);
}

void TableReader::beginWatch(const QString& resourceVersion)
{
    m_work->setVersion(resourceVersion); // no other watch is being read: it has ended, or was cancelled
    run({.kind = Task::Kind::Begin}, 0);
}

void TableReader::readWatch(std::string_view bytes)
{
    run({.kind = Task::Kind::Bytes, .text = std::make_shared<const std::string>(bytes)}, bytes.size());
}

void TableReader::endWatch(const Status& status)
{
    run({.kind = Task::Kind::End, .status = status}, 0);
}

void TableReader::run(Task task, size_t bytes)
{
    if (!m_work->add(std::move(task), bytes < m_short))
        return;
    m_work->run();
    deliver();
}

void TableReader::deliver()
{
    bool changes = false;
    const std::vector<Outcome> outcomes = m_work->outcomes(changes);
    const std::weak_ptr<Work> alive = m_work; // whoever is told may end us
    if (changes)
        emit changesRead();
    for (const Outcome& outcome : outcomes) {
        const auto work = alive.lock();
        if (!work || !work->current(outcome))
            return;
        if (outcome.page)
            emit pageRead(*outcome.page);
        else
            emit watchEnded(outcome.status, outcome.tooOld);
    }
}

void TableReader::cancel()
{
    m_work->cancel();
}

model::TableChanges TableReader::take(size_t most)
{
    return m_work->withChanges([most](model::ChangeCollector& changes) { return changes.take(most); });
}

bool TableReader::empty() const
{
    return m_work->withChanges([](const model::ChangeCollector& changes) { return changes.empty(); });
}

void TableReader::clear()
{
    m_work->withChanges([](model::ChangeCollector& changes) { changes.clear(); });
}

QString TableReader::resourceVersion() const
{
    return m_work->resourceVersion();
}

} // namespace skiff::session
