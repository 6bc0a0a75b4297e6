#include "app/session/kind_watch.h"

#include "cluster/data/document.h"

#include <chrono>
#include <utility>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

constexpr int tooMany = 429;
constexpr int gone = 410;

/// No such kind, or not for this user: asking again soon would not help.
bool isRefusal(int status)
{
    return status >= 400 && status < 500 && status != gone && status != tooMany;
}

QString text(data::Node node)
{
    const std::string_view bytes = node.asString();
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

} // namespace

KindWatch::KindWatch(client::Transport& transport, QObject* parent)
    : QObject(parent), m_transport(transport), m_backoff(1s, 60s)
{
    for (QTimer* timer : {&m_quiet, &m_lateLook, &m_retry})
        timer->setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, &KindWatch::tell);
    connect(&m_lateLook, &QTimer::timeout, this, [this] {
        const QSet<QString> late = std::exchange(m_late, {});
        emit changed(late.values());
    });
    connect(&m_retry, &QTimer::timeout, this, &KindWatch::open);
}

KindWatch::~KindWatch()
{
    m_call.reset();
}

void KindWatch::restart()
{
    stop();
    m_backoff.reset();
    open();
}

void KindWatch::stop()
{
    m_call.reset();
    for (QTimer* timer : {&m_quiet, &m_lateLook, &m_retry})
        timer->stop();
    m_news.clear();
    m_late.clear();
}

void KindWatch::open()
{
    client::ApiRequest request;
    request.path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    request.query = {{"watch", "true"}, {"allowWatchBookmarks", "true"}};
    request.accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    m_status = 0;
    m_seen = false;
    m_decoder = {};
    client::StreamSink sink;
    sink.onStart = [this](int status) {
        onStart(status);
    };
    sink.onData = [this](std::string_view bytes) {
        onData(bytes);
    };
    sink.onEnd = [this](const Status&) {
        onEnd();
    };
    m_call = m_transport.stream(std::move(request), std::move(sink));
}

void KindWatch::onStart(int status)
{
    m_status = status;
    // What came or went while nobody watched is not all in what comes now.
    if (status < 400)
        m_quiet.start(QuietMsecs);
}

void KindWatch::onData(std::string_view bytes)
{
    if (m_status >= 400)
        return;
    m_seen = true;
    // What is no event is the server's last word; then the watch ends and is opened anew.
    (void)m_decoder.feed(bytes, [this](const client::WatchEvent& event) { onEvent(event); });
}

void KindWatch::onEvent(const client::WatchEvent& event)
{
    if (event.type == client::WatchEventType::Bookmark || event.type == client::WatchEventType::Error)
        return;
    const auto document = data::Document::parse(std::string(event.object));
    if (!document.ok())
        return;
    const data::Node metadata = (*document)->root()["metadata"];
    const QString name = text(metadata["name"]);
    const QString version = text(metadata["resourceVersion"]);
    const bool deleted = event.type == client::WatchEventType::Deleted;
    if (!deleted && m_versions.value(name) == version)
        return; // a watch begins with all there is
    if (deleted)
        m_versions.remove(name);
    else
        m_versions.insert(name, version);
    if (!m_first)
        m_news.insert(name);
    m_quiet.start(QuietMsecs);
}

void KindWatch::tell()
{
    m_first = false;
    const QSet<QString> news = std::exchange(m_news, {});
    m_late += news;
    if (!m_late.isEmpty())
        m_lateLook.start(LateMsecs);
    emit changed(news.values());
}

void KindWatch::onEnd()
{
    if (isRefusal(m_status)) {
        m_retry.start(RefusedMsecs);
        m_quiet.stop();
        if (!m_first)
            emit changed({});
        m_first = false;
        return;
    }
    if (m_seen)
        m_backoff.reset();
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
}

} // namespace skiff::session
