#include "cluster/client/event_recorder.h"

#include "cluster/base/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace skiff::client {

namespace {

constexpr size_t rememberedEvents = 4096;
constexpr double burst = 25;
constexpr Duration refillTime = std::chrono::minutes(5);

/// One event that was written and may come again.
struct Entry
{
    ObjectKey key;
    int64_t count = 1;
    int64_t written = 0; ///< the count the server knows; 0 while it is being created
    bool busy = true;    ///< a call is under way
    std::string lastTime;
};

struct Bucket
{
    double tokens = burst;
    SteadyTime filled;
};

} // namespace

/// Shared with the callbacks of calls under way, which may outlive the recorder.
struct EventRecorder::State : std::enable_shared_from_this<State>
{
    explicit State(Client& apiClient) : client(apiClient) {}

    void onWritten(const std::string& id, const ApiResult& result);
    /// The time as a number that never comes twice: it makes names unique.
    int64_t stamp(WallTime now) SKIFF_REQUIRES(mutex)
    {
        return lastStamp = std::max(lastStamp + 1, int64_t(now.time_since_epoch().count()));
    }
    bool takeToken(const std::string& subject, SteadyTime now) SKIFF_REQUIRES(mutex);
    void bound() SKIFF_REQUIRES(mutex);
    ApiRequest countPatch(Entry& entry) SKIFF_REQUIRES(mutex);
    void send(const std::string& id, ApiRequest request);

    Client& client;
    Mutex mutex;
    int64_t lastStamp SKIFF_GUARDED_BY(mutex) = 0;
    std::unordered_map<std::string, Entry> entries SKIFF_GUARDED_BY(mutex);
    std::unordered_map<std::string, Bucket> buckets SKIFF_GUARDED_BY(mutex);
};

EventSubject EventSubject::of(const ResourceRef& resource, const Object& object)
{
    return {resource.apiVersion(),
            std::string(resource.kind),
            object.ns(),
            object.name(),
            std::string(object.uid()),
            std::string(object.resourceVersion()),
            {}};
}

EventRecorder::EventRecorder(Client& client, const Clock& clock, std::string component, std::string host)
    : m_clock(clock),
      m_component(std::move(component)),
      m_host(std::move(host)),
      m_state(std::make_shared<State>(client))
{}

void EventRecorder::normal(const EventSubject& subject, std::string_view reason, std::string_view message)
{
    record(subject, "Normal", reason, message);
}

void EventRecorder::warning(const EventSubject& subject, std::string_view reason, std::string_view message)
{
    record(subject, "Warning", reason, message);
}

void EventRecorder::record(const EventSubject& subject, std::string_view type, std::string_view reason,
                           std::string_view message)
{
    const std::string subjectId =
        fmt::format("{}/{}/{}/{}/{}", subject.kind, subject.ns, subject.name, subject.uid, subject.fieldPath);
    const std::string id = fmt::format("{}\n{}\n{}\n{}", subjectId, type, reason, message);
    const std::string now = formatTime(m_clock.now());
    const std::string ns = subject.ns.empty() ? "default" : subject.ns;
    ApiRequest request;
    {
        MutexLock lock(m_state->mutex);
        if (!m_state->takeToken(subjectId, m_clock.steady()))
            return;
        m_state->bound();
        const auto [place, isNew] = m_state->entries.try_emplace(id);
        Entry& entry = place->second;
        entry.lastTime = now;
        if (!isNew) {
            ++entry.count;
            if (std::exchange(entry.busy, true))
                return; // goes out with the answer of the call under way
            request = m_state->countPatch(entry);
        } else {
            entry.key = {ns, fmt::format("{}.{:x}", subject.name, m_state->stamp(m_clock.now()))};
            data::Value event{{"metadata", {{"name", entry.key.name}, {"namespace", ns}}},
                              {"involvedObject",
                               {{"kind", subject.kind},
                                {"namespace", subject.ns},
                                {"name", subject.name},
                                {"uid", subject.uid},
                                {"apiVersion", subject.apiVersion},
                                {"resourceVersion", subject.resourceVersion}}},
                              {"reason", reason},
                              {"message", message.substr(0, 1024)},
                              {"source", {{"component", m_component}}},
                              {"firstTimestamp", now},
                              {"lastTimestamp", now},
                              {"count", 1},
                              {"type", type},
                              {"reportingComponent", m_component},
                              {"reportingInstance", m_host}};
            if (!subject.fieldPath.empty())
                data::ensureObject(event, {"involvedObject"})["fieldPath"] = subject.fieldPath;
            if (!m_host.empty())
                data::ensureObject(event, {"source"})["host"] = m_host;
            request = request::create(resources::events, ns, std::move(event));
        }
    }
    m_state->send(id, std::move(request));
}

bool EventRecorder::State::takeToken(const std::string& subject, SteadyTime now)
{
    if (buckets.size() >= rememberedEvents)
        buckets.clear();
    const auto [place, isNew] = buckets.try_emplace(subject, Bucket{burst, now});
    Bucket& bucket = place->second;
    const double refill =
        std::chrono::duration<double>(now - bucket.filled) / std::chrono::duration<double>(refillTime);
    bucket.tokens = std::min(burst, bucket.tokens + refill);
    bucket.filled = now;
    if (bucket.tokens < 1)
        return false;
    bucket.tokens -= 1;
    return true;
}

void EventRecorder::State::bound()
{
    if (entries.size() < rememberedEvents)
        return;
    for (auto it = entries.begin(); it != entries.end();)
        it = it->second.busy ? std::next(it) : entries.erase(it);
}

ApiRequest EventRecorder::State::countPatch(Entry& entry)
{
    entry.written = entry.count;
    return request::patch(resources::events, entry.key, PatchType::Merge,
                          {{"count", entry.count}, {"lastTimestamp", entry.lastTime}});
}

void EventRecorder::State::send(const std::string& id, ApiRequest request)
{
    client.post(std::move(request), [weak = weak_from_this(), id](ApiResult result) {
        if (const auto state = weak.lock())
            state->onWritten(id, result);
    });
}

void EventRecorder::State::onWritten(const std::string& id, const ApiResult& result)
{
    ApiRequest next;
    {
        MutexLock lock(mutex);
        const auto found = entries.find(id);
        if (found == entries.end())
            return;
        Entry& entry = found->second;
        entry.busy = false;
        if (!result) {
            // The event is gone (they expire) or refused; should it happen again, a new one is tried.
            log::debug("events", "{}: {}", entry.key.toString(), result.error().message);
            entries.erase(found);
            return;
        }
        entry.written = std::max<int64_t>(entry.written, 1);
        if (entry.count == entry.written)
            return;
        entry.busy = true;
        next = countPatch(entry);
    }
    send(id, std::move(next));
}

} // namespace skiff::client
