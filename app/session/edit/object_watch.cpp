#include "app/session/edit/object_watch.h"

#include "app/session/api_words.h"
#include "app/session/edit/off_thread.h"

#include <charconv>

namespace skiff::session {

using namespace std::chrono_literals;

namespace {

/// Versions are opaque, but every server counts; 0 when this one does not.
uint64_t numberOf(const data::Value& object)
{
    const std::string_view text = data::stringAt(object, {"metadata", "resourceVersion"});
    uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

ObjectWatch::ObjectWatch(client::Transport& transport, model::ObjectRef object, QObject* parent)
    : QObject(parent), m_transport(transport), m_ref(std::move(object)), m_backoff(500ms, 30s)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ObjectWatch::read);
}

ObjectWatch::~ObjectWatch() = default;

void ObjectWatch::start()
{
    m_backoff.reset();
    read();
}

void ObjectWatch::stop()
{
    m_turn.reset();
    m_call.reset();
    m_retry.stop();
}

void ObjectWatch::refresh()
{
    stop();
    m_backoff.reset();
    m_retry.start(0);
}

void ObjectWatch::adopt(ObjectPtr object)
{
    take(std::move(object));
    set(State::Live);
}

void ObjectWatch::read()
{
    m_turn = std::make_shared<int>();
    client::ApiRequest request;
    request.path = m_ref.path().toStdString();
    m_call =
        m_transport.send(std::move(request), [this](const Result<client::ApiResponse>& response) { onRead(response); });
}

void ObjectWatch::retryLater()
{
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
}

void ObjectWatch::onRead(const Result<client::ApiResponse>& response)
{
    if (response.ok() && response->status == 404) {
        m_version.clear();
        set(State::Gone);
        watch(); // from now on
        return;
    }
    if (const QString problem = problemOf(response); !problem.isEmpty()) {
        retryLater();
        set(response.ok() && response->status < 500 ? State::Refused : State::Retrying, problem);
        return;
    }
    m_large = response->body->size() >= LargeObject;
    offThread(
        m_large, this, [body = response->body] { return data::parseJson(*body); },
        [this, turn = std::weak_ptr<int>(m_turn)](Result<data::Value> object) {
            if (!turn.expired())
                onObject(std::move(object));
        });
}

void ObjectWatch::onObject(Result<data::Value> object)
{
    if (!object.ok()) {
        retryLater();
        set(State::Retrying, QString::fromStdString(object.error().message));
        return;
    }
    m_version = data::stringAt(*object, {"metadata", "resourceVersion"});
    take(std::make_shared<const data::Value>(std::move(*object)));
    watch();
    set(State::Live);
}

void ObjectWatch::watch()
{
    m_decoder = {};
    client::ApiRequest request;
    request.path = m_ref.kind.listPath(m_ref.nameSpace).toStdString();
    request.query = {{"watch", "true"}, {"fieldSelector", "metadata.name=" + m_ref.name.toStdString()}};
    if (!m_version.empty())
        request.query.emplace_back("resourceVersion", m_version);
    client::StreamSink sink;
    sink.onData = [this](std::string_view bytes) {
        // What is no event is the Status of a refusal: the next read says what is wrong.
        (void)m_decoder.feed(bytes, [this](const client::WatchEvent& event) { onEvent(event); });
    };
    sink.onEnd = [this](const Status& status) {
        onEnd(status);
    };
    m_call = m_transport.stream(std::move(request), std::move(sink));
}

void ObjectWatch::onEvent(const client::WatchEvent& event)
{
    using Type = client::WatchEventType;
    if (event.type == Type::Error || event.type == Type::Bookmark)
        return;
    m_backoff.reset();
    // Once it has been large all go the same way, so that none overtakes another.
    m_large = m_large || event.object.size() >= LargeObject;
    offThread(
        m_large, this, [json = std::string(event.object)] { return data::parseJson(json); },
        [this, type = event.type, turn = std::weak_ptr<int>(m_turn)](Result<data::Value> object) {
            if (!turn.expired())
                onNews(type, std::move(object));
        });
}

void ObjectWatch::onNews(client::WatchEventType type, Result<data::Value> object)
{
    if (!object.ok() || data::stringAt(*object, {"metadata", "name"}) != m_ref.name.toStdString())
        return; // a server that does not select
    if (type == client::WatchEventType::Deleted) {
        // What is told late of one that was before this is no news.
        if (data::stringAt(*object, {"metadata", "uid"}) == data::stringAt(*m_object, {"metadata", "uid"}))
            set(State::Gone);
        return;
    }
    take(std::make_shared<const data::Value>(std::move(*object)));
    set(State::Live);
}

void ObjectWatch::onEnd(const Status& status)
{
    retryLater();
    if (!status.ok() && m_state != State::Gone)
        set(State::Retrying, QString::fromStdString(status.error().message));
}

void ObjectWatch::take(ObjectPtr object)
{
    const bool same = data::stringAt(*object, {"metadata", "uid"}) == data::stringAt(*m_object, {"metadata", "uid"});
    // The watch may still tell of what was before our own write.
    if (same && numberOf(*object) < numberOf(*m_object))
        return;
    m_object = std::move(object);
}

void ObjectWatch::set(State state, const QString& problem)
{
    m_state = state;
    m_problem = problem;
    emit changed();
}

} // namespace skiff::session
