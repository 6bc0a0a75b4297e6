#include "app/session/table_feed.h"

#include "app/session/api_words.h"

#include <chrono>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

constexpr auto FlushInterval = 100ms;
constexpr auto NextFlush = 15ms; ///< when there is more than the model takes at once
constexpr auto RefusedDelay = 60s;

} // namespace

TableFeed::TableFeed(client::Transport& transport, Source source, model::ResourceTableModel& model, QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_source(std::move(source)),
      m_model(model),
      m_reader(m_source.labels),
      m_backoff(500ms, 15s)
{
    connect(&m_reader, &TableReader::pageRead, this, &TableFeed::onPage);
    connect(&m_reader, &TableReader::watchEnded, this, &TableFeed::onWatchEnd);
    connect(&m_reader, &TableReader::changesRead, this, [this] {
        m_backoff.reset();
        if (!m_flush.isActive())
            m_flush.start(FlushInterval);
    });
    m_flush.setSingleShot(true);
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
    m_reader.cancel();
    m_reader.clear();
    m_flush.stop();
    m_retry.stop();
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
    m_reader.cancel();
    if (!m_resourceVersion.isEmpty())
        m_resourceVersion = m_reader.resourceVersion();
    m_backoff.reset();
    m_retry.start(0);
}

void TableFeed::relist()
{
    if (m_state == State::Stopped)
        return;
    m_resourceVersion.clear();
    reconnect();
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
    m_listed.clear();
    listPage({});
}

void TableFeed::listPage(const QString& more)
{
    client::ApiRequest page = request();
    if (m_paged)
        page.query.emplace_back("limit", std::to_string(more.isEmpty() ? FirstPage : PageSize));
    if (!more.isEmpty())
        page.query.emplace_back("continue", more.toStdString());
    m_call =
        m_transport.send(std::move(page), [this](const Result<client::ApiResponse>& response) { onListed(response); });
}

void TableFeed::onListed(const Result<client::ApiResponse>& response)
{
    const QString problem = problemOf(response);
    if (problem.isEmpty()) {
        m_reader.readPage(response->body);
        return;
    }
    // So slow that the server has forgotten what the first page was of: then all at once.
    m_paged = m_paged && !(response.ok() && response->status == 410);
    if (response.ok() &&
        (response->status == 401 || response->status == 403 || response->status == 404 || response->status == 405)) {
        m_unauthorized = response->status == 401;
        setState(State::Refused, problem);
        m_retry.start(RefusedDelay);
        return;
    }
    fail(problem);
}

void TableFeed::onPage(const Result<model::Table>& page)
{
    if (!page.ok()) {
        fail(QString::fromStdString(page.error().message));
        return;
    }
    if (m_listed.isEmpty()) {
        m_reader.clear(); // what was gathered before is in the list
        m_pageVersion = page->resourceVersion;
    }
    for (const model::TableRow& row : page->rows)
        m_listed.insert(row.uid);
    m_model.addPage(*page);
    if (!page->more.isEmpty()) {
        listPage(page->more);
        return;
    }
    m_model.keepOnly(m_listed, m_source.nameSpace);
    m_listed = {};
    m_resourceVersion = m_pageVersion;
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
    m_refused = false;
    m_reader.beginWatch(m_resourceVersion);
    client::ApiRequest watch = request();
    watch.query.emplace_back("watch", "true");
    watch.query.emplace_back("allowWatchBookmarks", "true");
    watch.query.emplace_back("resourceVersion", m_resourceVersion.toStdString());
    client::StreamSink sink;
    sink.onStart = [this](int status) {
        m_refused = status >= 400;
        if (!m_refused)
            setState(State::Live);
    };
    sink.onData = [this](std::string_view bytes) {
        m_reader.readWatch(bytes);
    };
    sink.onEnd = [this](const Status& status) {
        m_reader.endWatch(status);
    };
    m_call = m_transport.stream(std::move(watch), std::move(sink));
}

void TableFeed::onWatchEnd(const Status& status, bool tooOld)
{
    m_resourceVersion = tooOld || m_refused ? QString() : m_reader.resourceVersion();
    // Servers end watches now and then: that is no problem to speak of.
    if (!status.ok()) {
        setState(State::Retrying, QString::fromStdString(status.error().message));
        emit interrupted();
    }
    retry();
}

void TableFeed::flush()
{
    model::TableChanges changes = m_reader.take(MostAtOnce);
    if (!m_reader.empty())
        m_flush.start(NextFlush);
    if (!changes.empty())
        m_model.apply(std::move(changes));
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
