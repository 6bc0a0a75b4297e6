#include "app/session/table_feed.h"

#include "app/session/api_words.h"

#include <QCoreApplication>
#include <QThreadPool>

#include <chrono>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

constexpr size_t DecodedAtOnce = 200'000; ///< bytes
constexpr auto FlushInterval = 100ms;
constexpr auto RefusedDelay = 60s;

} // namespace

TableFeed::TableFeed(client::Transport& transport, Source source, model::ResourceTableModel& model, QObject* parent)
    : QObject(parent), m_transport(transport), m_source(std::move(source)), m_model(model), m_backoff(500ms, 15s)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(FlushInterval);
    connect(&m_flush, &QTimer::timeout, this, &TableFeed::flush);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_resourceVersion.isEmpty())
            list();
        else
            watch();
    });
}

TableFeed::~TableFeed()
{
    m_call.reset();
}

void TableFeed::start()
{
    if (m_state != State::Stopped)
        return;
    setState(State::Loading);
    list();
}

void TableFeed::stop()
{
    m_call.reset();
    m_alive = std::make_shared<int>();
    m_flush.stop();
    m_retry.stop();
    m_changes = {};
    m_resourceVersion.clear();
    setState(State::Stopped);
}

void TableFeed::retryNow()
{
    if (m_retry.isActive())
        m_retry.start(0);
}

void TableFeed::reconnect()
{
    if (m_state == State::Stopped)
        return;
    m_call.reset();
    m_alive = std::make_shared<int>();
    flush();
    m_backoff.reset();
    m_retry.start(0);
}

client::ApiRequest TableFeed::request() const
{
    client::ApiRequest request;
    request.path = m_source.path.toStdString();
    request.accept = std::string(model::tableAccept);
    if (!m_source.fieldSelector.isEmpty())
        request.query.emplace_back("fieldSelector", m_source.fieldSelector.toStdString());
    return request;
}

void TableFeed::list()
{
    m_call = m_transport.send(request(),
                              [this](const Result<client::ApiResponse>& response) { onListed(response); });
}

void TableFeed::onListed(const Result<client::ApiResponse>& response)
{
    const QString problem = problemOf(response);
    if (problem.isEmpty()) {
        decode(response->body);
        return;
    }
    if (response.ok() && (response->status == 401 || response->status == 403 || response->status == 404 || response->status == 405)) {
        setState(State::Refused, problem);
        m_retry.start(RefusedDelay);
        return;
    }
    fail(problem);
}

/// Ten thousand rows take longer to read than a window may stand still.
void TableFeed::decode(const std::shared_ptr<const std::string>& body)
{
    if (body->size() < DecodedAtOnce) {
        onDecoded(model::decodeTable(*body, m_source.labels));
        return;
    }
    m_alive = std::make_shared<int>();
    QThreadPool::globalInstance()->start([this, body, labels = m_source.labels, alive = std::weak_ptr<int>(m_alive)] {
        auto table = std::make_shared<Result<model::Table>>(model::decodeTable(*body, labels));
        // The application's thread decides whether the feed is still there.
        QMetaObject::invokeMethod(QCoreApplication::instance(), [this, table, alive] {
            if (!alive.expired())
                onDecoded(*table);
        }, Qt::QueuedConnection);
    });
}

void TableFeed::onDecoded(const Result<model::Table>& table)
{
    if (!table.ok()) {
        fail(QString::fromStdString(table.error().message));
        return;
    }
    m_changes = {};
    m_model.load(*table, m_source.nameSpace);
    m_resourceVersion = table->resourceVersion;
    m_backoff.reset();
    setState(State::Live);
    watch();
}

void TableFeed::fail(const QString& problem)
{
    setState(State::Retrying, problem);
    emit interrupted();
    retry();
}

void TableFeed::watch()
{
    m_tooOld = false;
    m_decoder = {};
    client::ApiRequest watch = request();
    watch.query.emplace_back("watch", "true");
    watch.query.emplace_back("allowWatchBookmarks", "true");
    watch.query.emplace_back("resourceVersion", m_resourceVersion.toStdString());
    client::StreamSink sink;
    sink.onStart = [this](int status) {
        m_tooOld = status >= 400;
        if (!m_tooOld)
            setState(State::Live);
    };
    sink.onData = [this](std::string_view bytes) {
        // What is no event is the Status of a refusal: then a new list says what is wrong.
        const Status status = m_decoder.feed(bytes, [this](const client::WatchEvent& event) { onEvent(event); });
        m_tooOld = m_tooOld || !status.ok();
    };
    sink.onEnd = [this](const Status& status) { onWatchEnd(status); };
    m_call = m_transport.stream(std::move(watch), std::move(sink));
}

void TableFeed::onEvent(const client::WatchEvent& event)
{
    if (event.type == client::WatchEventType::Error) {
        m_tooOld = true;
        return;
    }
    m_backoff.reset();
    const Result<model::Table> table = model::decodeTable(event.object, m_source.labels);
    if (!table.ok())
        return;
    if (!table->resourceVersion.isEmpty())
        m_resourceVersion = table->resourceVersion;
    if (event.type == client::WatchEventType::Bookmark)
        return;
    for (const model::TableRow& row : table->rows) {
        if (event.type == client::WatchEventType::Deleted) {
            std::erase_if(m_changes.upserted, [&row](const model::TableRow& other) { return other.uid == row.uid; });
            m_changes.removedUids.append(row.uid);
        } else {
            m_changes.upserted.push_back(row);
        }
    }
    if (!m_flush.isActive())
        m_flush.start();
}

void TableFeed::onWatchEnd(const Status& status)
{
    flush();
    if (m_tooOld)
        m_resourceVersion.clear();
    // Servers end watches now and then: that is no problem to speak of.
    if (!status.ok()) {
        setState(State::Retrying, QString::fromStdString(status.error().message));
        emit interrupted();
    }
    retry();
}

void TableFeed::flush()
{
    m_flush.stop();
    if (!m_changes.empty())
        m_model.apply(std::exchange(m_changes, {}));
}

void TableFeed::retry()
{
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
}

void TableFeed::setState(State state, const QString& problem)
{
    if (m_state == state && m_problem == problem)
        return;
    m_state = state;
    m_problem = problem;
    emit stateChanged();
}

} // namespace skiff::session
