#include "cluster/client/informer.h"

#include "cluster/base/log.h"

#include <algorithm>
#include <set>

namespace skiff::client {

namespace {

constexpr Duration firstDelay = std::chrono::milliseconds(50);
constexpr Duration longestDelay = std::chrono::seconds(30);
/// Large lists come in pages, so that neither side holds one as a whole.
constexpr int64_t pageSize = 500;
/// A watch that ends sooner without an event counts as a failure.
constexpr Duration shortWatch = std::chrono::seconds(1);
/// Watches are renewed at random times in this range, so that they do not all come at once.
constexpr int64_t shortestWatchSeconds = 1800;
constexpr int64_t longestWatchSeconds = 3600;

} // namespace

/// Carries a watch's bytes from the transport's thread to the executor, many pieces in one task.
struct Informer::Inbox
{
    Mutex mutex;
    std::string bytes SKIFF_GUARDED_BY(mutex);
    bool posted SKIFF_GUARDED_BY(mutex) = false;
    int httpStatus SKIFF_GUARDED_BY(mutex) = 0;
    std::optional<Status> end SKIFF_GUARDED_BY(mutex);
    std::string errorBody; ///< of an answer that is no watch; executor only
};

Listener Listener::forAll(const std::function<void(const ObjectPtr&)>& onChange)
{
    return {onChange, [onChange](const ObjectPtr&, const ObjectPtr& now) { onChange(now); }, onChange};
}

Informer::Informer(Client& client, Executor& executor, const Clock& clock, uint64_t seed, InformerOptions options)
    : m_client(client),
      m_executor(executor),
      m_clock(clock),
      m_options(std::move(options)),
      m_random(static_cast<std::minstd_rand::result_type>(seed)),
      m_backoff(firstDelay, longestDelay)
{}

Informer::~Informer()
{
    stop();
}

void Informer::start()
{
    if (!m_life)
        list();
}

void Informer::stop()
{
    m_life.reset();
    m_timer.cancel();
    m_call.reset();
}

Subscription Informer::subscribe(Listener listener)
{
    auto subscription = std::make_shared<const Listener>(std::move(listener));
    if (!m_synced) {
        m_listeners.push_back(subscription);
        return subscription;
    }
    m_executor.post([this, waiting = std::weak_ptr<const Listener>(subscription)] {
        const Subscription now = waiting.lock();
        if (!now)
            return;
        m_listeners.push_back(waiting);
        for (const ObjectPtr& object : m_cache.list())
            if (now->onAdd)
                now->onAdd(object);
    });
    return subscription;
}

void Informer::whenSynced(Task task)
{
    if (m_synced)
        m_executor.post(std::move(task));
    else
        m_whenSynced.push_back(std::move(task));
}

ListOptions Informer::listOptions(std::string resourceVersion) const
{
    ListOptions options;
    options.labelSelector = m_options.labelSelector;
    options.fieldSelector = m_options.fieldSelector;
    options.metadataOnly = m_options.metadataOnly;
    options.omitManagedFields = m_options.trim.leavesOut({"metadata", "managedFields"});
    options.resourceVersion = std::move(resourceVersion);
    return options;
}

void Informer::list()
{
    m_listed.clear();
    listPage({});
}

void Informer::listPage(const std::string& continueToken)
{
    m_life = std::make_shared<char>();
    ListOptions options = listOptions({});
    options.limit = pageSize;
    options.continueToken = continueToken;
    m_call = m_client.start(request::list(m_options.resource, m_options.ns, options),
                            [this, &executor = m_executor, life = std::weak_ptr(m_life)](ApiResult result) {
                                executor.post([this, life, result = std::move(result)] {
                                    if (!life.expired())
                                        onListed(result);
                                });
                            });
}

void Informer::onListed(const ApiResult& result)
{
    if (!result) {
        log::debug("informer", "list {}: {}", m_options.resource.plural, result.error().message);
        return retry(&Informer::list, false);
    }
    const data::Node metadata = result.root()["metadata"];
    const std::string_view more = metadata["continue"].asString();
    if (!more.empty())
        listPage(std::string(more)); // it is made while this one is read
    for (const data::Node item : result.root()["items"]) {
        auto object = readItem(item);
        if (object)
            m_listed.push_back(std::move(*object));
    }
    if (!more.empty())
        return;
    m_listAgain = false;
    m_resourceVersion = metadata["resourceVersion"].asString();
    replaceAll(std::exchange(m_listed, {}));
    if (!m_synced) {
        m_synced = true;
        for (Task& task : std::exchange(m_whenSynced, {}))
            m_executor.post(std::move(task));
    }
    watch();
}

/// An object of a list as the cache keeps it.
Result<ObjectPtr> Informer::readItem(data::Node item) const
{
    return Object::parse(m_options.trim.apply(item));
}

/// The same for one that came alone; most have nothing to be left out when the server omits managedFields.
Result<ObjectPtr> Informer::read(std::string_view text) const
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(text)));
    std::string trimmed = m_options.trim.apply(document->root());
    return trimmed == document->text() ? Object::from(document) : Object::parse(std::move(trimmed));
}

void Informer::replaceAll(std::vector<ObjectPtr> objects)
{
    std::set<ObjectKey> present;
    for (const ObjectPtr& object : objects)
        present.insert(object->key());
    for (const ObjectPtr& object : m_cache.list())
        if (!present.count(object->key()))
            remove(object->key(), object);
    for (const ObjectPtr& object : objects)
        put(object);
}

void Informer::watch()
{
    m_life = std::make_shared<char>();
    m_decoder = {};
    m_sawEvents = false;
    m_watchBegan = m_clock.steady();
    const auto inbox = std::make_shared<Inbox>();
    const auto wake = [this, &executor = m_executor, life = std::weak_ptr(m_life), inbox] {
        executor.post([this, life, inbox] {
            if (!life.expired())
                drain(*inbox);
        });
    };
    StreamSink sink;
    sink.onStart = [inbox](int status) {
        MutexLock lock(inbox->mutex);
        inbox->httpStatus = status;
    };
    sink.onData = [inbox, wake](std::string_view bytes) {
        MutexLock lock(inbox->mutex);
        inbox->bytes += bytes;
        if (!std::exchange(inbox->posted, true))
            wake();
    };
    sink.onEnd = [inbox, wake](Status end) {
        MutexLock lock(inbox->mutex);
        inbox->end = std::move(end);
        if (!std::exchange(inbox->posted, true))
            wake();
    };
    const int64_t seconds = std::uniform_int_distribution<int64_t>(shortestWatchSeconds, longestWatchSeconds)(m_random);
    m_call = m_client.stream(request::watch(m_options.resource, m_options.ns, listOptions(m_resourceVersion), seconds),
                             std::move(sink));
}

void Informer::drain(Inbox& inbox)
{
    std::string bytes;
    int httpStatus = 0;
    std::optional<Status> end;
    {
        MutexLock lock(inbox.mutex);
        bytes.swap(inbox.bytes);
        inbox.posted = false;
        httpStatus = inbox.httpStatus;
        end.swap(inbox.end);
    }
    Status decoded;
    if (httpStatus == 200 || httpStatus == 0)
        decoded = m_decoder.feed(bytes, [this](const WatchEvent& event) { onEvent(event); });
    else
        inbox.errorBody += bytes;
    if (!decoded)
        return onWatchEnd(httpStatus, decoded);
    if (!end)
        return;
    if (httpStatus >= 400)
        onWatchError(ApiError::fromResponse(
            {httpStatus, "application/json", std::make_shared<const std::string>(std::move(inbox.errorBody))}));
    onWatchEnd(httpStatus, *end);
}

void Informer::onEvent(const WatchEvent& event)
{
    if (event.type == WatchEventType::Error) {
        if (auto status = data::Document::parse(std::string(event.object)))
            onWatchError(
                ApiError::fromStatus(static_cast<int>((*status)->root()["code"].asInt().value_or(500)), *status));
        return;
    }
    if (event.type == WatchEventType::Bookmark) {
        if (const auto bookmark = data::Document::parse(std::string(event.object)))
            m_resourceVersion = (*bookmark)->root()["metadata"]["resourceVersion"].asString();
        return;
    }
    auto object = read(event.object);
    if (!object) {
        log::warning("informer", "watch {}: {}", m_options.resource.plural, object.error().message);
        return;
    }
    m_sawEvents = true;
    m_resourceVersion = (*object)->resourceVersion();
    if (event.type == WatchEventType::Deleted)
        remove((*object)->key(), *object);
    else
        put(*object);
}

void Informer::onWatchError(const ApiError& error)
{
    log::debug("informer", "watch {}: {}", m_options.resource.plural, error.message);
    if (error.code == ErrorCode::Expired)
        m_listAgain = true;
}

void Informer::onWatchEnd(int httpStatus, const Status& end)
{
    if (!end)
        log::debug("informer", "watch {} ended: {}", m_options.resource.plural, end.error().message);
    const bool good = end.ok() && httpStatus == 200 && (m_sawEvents || m_clock.steady() - m_watchBegan >= shortWatch);
    if (good || m_clock.steady() - m_watchBegan >= longestDelay)
        m_backoff.reset();
    retry(m_listAgain ? &Informer::list : &Informer::watch, good);
}

void Informer::retry(void (Informer::*step)(), bool atOnce)
{
    m_life = std::make_shared<char>();
    m_call.reset();
    if (atOnce)
        return (this->*step)();
    const double jitter = std::uniform_real_distribution<double>(1.0, 2.0)(m_random);
    const auto delay = std::chrono::duration_cast<Duration>(m_backoff.next() * jitter);
    m_timer = m_executor.postAfter(delay, [this, step, life = std::weak_ptr(m_life)] {
        if (!life.expired())
            (this->*step)();
    });
}

void Informer::put(const ObjectPtr& object)
{
    const ObjectPtr before = m_cache.get(object->key());
    if (before && before->uid() == object->uid() && before->resourceVersion() == object->resourceVersion())
        return;
    if (before && before->uid() != object->uid())
        remove(before->key(), before);
    const ObjectPtr replaced = m_cache.put(object);
    tell([&](const Listener& listener) {
        if (!replaced && listener.onAdd)
            listener.onAdd(object);
        else if (replaced && listener.onUpdate)
            listener.onUpdate(replaced, object);
    });
}

void Informer::remove(const ObjectKey& key, const ObjectPtr& last)
{
    if (m_cache.remove(key))
        tell([&](const Listener& listener) {
            if (listener.onDelete)
                listener.onDelete(last);
        });
}

void Informer::tell(const std::function<void(const Listener&)>& call)
{
    bool gone = false;
    for (size_t i = 0; i < m_listeners.size(); ++i) {
        if (const auto listener = m_listeners[i].lock())
            call(*listener);
        else
            gone = true;
    }
    if (gone)
        m_listeners.erase(std::remove_if(m_listeners.begin(), m_listeners.end(),
                                         [](const auto& listener) { return listener.expired(); }),
                          m_listeners.end());
}

} // namespace skiff::client
