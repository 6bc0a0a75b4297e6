#include "cluster/apiserver/handlers/watch_stream.h"

#include "cluster/api/custom/custom_kind.h"
#include "cluster/apiserver/views/message_view.h"

#include <fmt/format.h>

#include <random>

namespace skiff::apiserver {

namespace {

/// A first state up to this size is written on the cache's thread.
constexpr size_t smallState = 50;
/// The pool pauses while this much waits for the client.
constexpr size_t pauseAt = 2 * 1024 * 1024;
constexpr Duration pause = std::chrono::milliseconds(5);

Duration randomTimeout()
{
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::chrono::seconds(std::uniform_int_distribution<int>(1800, 3600)(random));
}

uint64_t numberOf(const Representation& wanted, const ServedResource& served)
{
    const api::custom::Version* custom = api::custom::versionOf(served.resource);
    const uint64_t version = custom ? custom->number : 0;
    return uint64_t(wanted.shape) | uint64_t(wanted.includeObject) << 4 | uint64_t(wanted.beta) << 8 |
           uint64_t(served.isConverted()) << 9 |
           uint64_t(wanted.encoding == Representation::Encoding::Protobuf) << 10 | uint64_t(wanted.managedFields) << 11 |
           version << 32;
}

/// One event of the stream: a line of JSON around JSON, or a message behind its length around an enveloped one.
std::string watchFrame(const Representation& wanted, std::string_view type, std::string_view object)
{
    return wanted.encoding == Representation::Encoding::Protobuf
               ? messageFrame(type, object)
               : fmt::format("{{\"type\":\"{}\",\"object\":{}}}\n", type, object);
}

/// The same around a document that is JSON.
std::string documentFrame(const Representation& wanted, std::string_view type, std::string_view json,
                          const data::ObjectType* message)
{
    if (wanted.encoding != Representation::Encoding::Protobuf)
        return watchFrame(wanted, type, json);
    return watchFrame(wanted, type, sealedDocument(json, *message));
}

} // namespace

WatchStream::WatchStream(const ApiCall& call, ListOptions options, const Representation& wanted)
    : m_call(call), m_options(std::move(options)), m_view(call.target.served, wanted, call.services.clock),
      m_prefix(call.target.served.key(call.target.nameSpace, "")),
      m_viewNumber(numberOf(wanted, call.target.served)),
      m_after(store::Revision{m_options.resourceVersion.value_or(0)})
{
}

WatchStream::~WatchStream()
{
    close();
}

void WatchStream::openStream()
{
    net::Headers headers;
    const bool isProtobuf = m_view.wanted().encoding == Representation::Encoding::Protobuf;
    headers.add("Content-Type", isProtobuf ? fmt::format("{};stream=watch", protobufMediaType) : "application/json");
    m_exchange = m_call.request->startStream(200, std::move(headers));
    if (!m_exchange) {
        m_closed = true;
        return;
    }
    m_exchange->onGone([weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->m_closed = true;
    });
    m_timeout = m_call.services.cache.postAfter(m_options.timeout.value_or(randomTimeout()), [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self)
            return;
        if (self->m_options.bookmarks && self->m_stateSent)
            self->sendText(self->bookmark(self->m_call.services.cache.revision(), false));
        self->close();
    });
}

void WatchStream::begin(WatchCache::WatchBegin first)
{
    openStream();
    if (first.tooOld)
        return fail(expired(fmt::format("too old resource version: {} ({})", m_after.value, first.oldest.value)));
    if (first.state.revision.value == 0) {
        m_stateSent = true;
        EventFrames frames;
        onEvents(first.events, frames);
        return;
    }
    m_after = first.state.revision;
    const auto state = std::make_shared<const Snapshot>(std::move(first.state));
    if (state->objects.size() <= smallState)
        return writeState(state, 0);
    onPool(m_call, [self = shared_from_this(), state] { self->writeState(state, 0); });
}

/// Writes present objects as ADDED, on the cache's thread or the pool.
void WatchStream::writeState(std::shared_ptr<const Snapshot> state, size_t from)
{
    for (size_t i = from; i < state->objects.size() && !m_closed; ++i) {
        const StoredObject& object = *state->objects[i];
        if (m_options.selection.matches(object))
            sendText(encode("ADDED", object));
        if (m_exchange && m_exchange->queuedBytes() > pauseAt && !m_closed) {
            m_call.services.pool
                .postAfter(pause, [self = shared_from_this(), state, i] { self->writeState(state, i + 1); })
                .detach();
            return;
        }
    }
    m_call.services.cache.post([self = shared_from_this(), revision = state->revision] { self->endState(revision); });
}

void WatchStream::endState(store::Revision revision)
{
    if (m_options.sendInitialEvents && m_options.bookmarks)
        sendText(bookmark(revision, true));
    m_stateSent = true;
    EventFrames frames;
    const auto waiting = std::move(m_waiting);
    m_waiting.clear();
    onEvents(waiting, frames);
}

WatchStream::Seen WatchStream::look(const ObjectEvent& event) const
{
    if (event.revision() <= m_after || !event.object->key().starts_with(m_prefix))
        return Seen::Nothing;
    const bool now = event.type != ObjectEvent::Type::Deleted && m_options.selection.matches(*event.object);
    const bool before = event.previous && m_options.selection.matches(*event.previous);
    if (event.type == ObjectEvent::Type::Deleted)
        return before ? Seen::Deleted : Seen::Nothing;
    if (now)
        return before ? Seen::Modified : Seen::Added;
    return before ? Seen::Left : Seen::Nothing;
}

const net::SharedBytes& WatchStream::frameOf(const ObjectEvent& event, Seen seen, EventFrames& frames)
{
    const uint64_t number = m_viewNumber | uint64_t(seen) << 16 | uint64_t(m_columnsSent) << 24;
    return frames.frame(event.object.get(), number, [&]() -> std::string {
        switch (seen) {
        case Seen::Added: return encode("ADDED", *event.object);
        case Seen::Modified: return encode("MODIFIED", *event.object);
        case Seen::Left: return encode("DELETED", *event.previous->at(event.revision()));
        default: return encode("DELETED", *event.object);
        }
    });
}

std::string WatchStream::encode(std::string_view type, const StoredObject& object)
{
    return watchFrame(m_view.wanted(), type, m_view.document(object, !m_columnsSent));
}

std::string WatchStream::bookmark(store::Revision revision, bool endsInitialEvents) const
{
    const std::string metadata = fmt::format(R"({{"resourceVersion":"{}","creationTimestamp":null{}}})", revision.value,
                                             endsInitialEvents ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : "");
    const Representation& wanted = m_view.wanted();
    std::string object;
    switch (wanted.shape) {
    case Representation::Shape::Object: object = m_call.target.served.head.text + R"("metadata":)" + metadata + "}"; break;
    case Representation::Shape::Metadata:
        object = fmt::format(R"({{"kind":"PartialObjectMetadata","apiVersion":"{}","metadata":{}}})", wanted.metaVersion(), metadata);
        break;
    case Representation::Shape::Table:
        object = fmt::format(R"({{"kind":"Table","apiVersion":"{}","metadata":{{"resourceVersion":"{}"}},"columnDefinitions":null,)"
                             R"("rows":[{{"cells":[],"object":{{"kind":"PartialObjectMetadata","apiVersion":"{}","metadata":{}}}}}]}})",
                             wanted.metaVersion(), revision.value, wanted.metaVersion(), metadata);
        break;
    }
    return documentFrame(wanted, "BOOKMARK", object, wanted.message);
}

bool WatchStream::onEvents(std::span<const EventPtr> events, EventFrames& frames)
{
    if (m_closed) {
        close();
        return false;
    }
    if (!m_stateSent) {
        m_waiting.insert(m_waiting.end(), events.begin(), events.end());
        return true;
    }
    net::Buffers parts;
    for (const EventPtr& event : events) {
        const Seen seen = look(*event);
        if (seen == Seen::Nothing)
            continue;
        parts.push_back(frameOf(*event, seen, frames));
        m_columnsSent = true;
    }
    if (!events.empty())
        m_after = std::max(m_after, events.back()->revision());
    if (!parts.empty())
        send(std::move(parts));
    return !m_closed;
}

bool WatchStream::onTick(store::Revision revision)
{
    if (!m_closed && m_options.bookmarks && m_stateSent && revision > m_after) {
        m_after = revision;
        sendText(bookmark(revision, false));
    }
    if (m_closed)
        close();
    return !m_closed;
}

void WatchStream::onEnd(const StatusError& why)
{
    fail(why);
}

void WatchStream::send(net::Buffers parts)
{
    if (m_closed || !m_exchange)
        return;
    // A client that does not keep up is closed; it lists again when it is back.
    if (!m_exchange->write(std::move(parts)))
        close();
    m_columnsSent = true;
}

void WatchStream::fail(const StatusError& why)
{
    sendText(documentFrame(m_view.wanted(), "ERROR", why.toJson(), api::findType("meta.v1.Status")));
    close();
}

void WatchStream::close()
{
    m_timeout.cancel();
    if (!m_closed.exchange(true) && m_exchange)
        m_exchange->finish();
}

} // namespace skiff::apiserver
