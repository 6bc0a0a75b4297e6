#include "cluster/client/client.h"

#include "cluster/base/mutex.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>

namespace skiff::client {

namespace {

constexpr size_t mostPosted = 64;

ApiResult toResult(Result<ApiResponse> response)
{
    if (!response)
        return ApiError::fromTransport(std::move(response).error());
    if (response->status < 200 || response->status > 299)
        return ApiError::fromResponse(*response);
    auto document = data::Document::parse(response->body ? *response->body : std::string());
    if (!document)
        return ApiError::fromTransport(document.error().in("the server's answer"));
    return std::move(*document);
}

/// Collects the answers of calls under way for a thread that waits for all of them.
struct Gathering
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::vector<std::optional<ApiResult>> results;
    size_t missing = 0;
};

} // namespace

Result<ObjectPtr> ApiResult::object() const
{
    if (!ok())
        return Error(error());
    return Object::from(document());
}

Status ApiResult::toStatus() const
{
    return ok() ? Status() : Status(Error(error()));
}

/// The calls whose owner is the client. Shared with their callbacks, since one may run while the
/// client goes. Any thread.
class Client::PostedCalls : public std::enable_shared_from_this<PostedCalls>
{
public:
    explicit PostedCalls(Transport& transport) : m_transport(transport) {}

    void post(ApiRequest request, ApiCallback done);
    /// Cancels all; what comes later is dropped.
    void close();

private:
    struct Waiting
    {
        ApiRequest request;
        ApiCallback done;
    };
    struct Running
    {
        std::atomic<bool> finished{false};
        std::unique_ptr<Call> call;
    };

    void start(Waiting next);
    void onDone(const std::shared_ptr<Running>& running);
    std::vector<std::shared_ptr<Running>> takeFinished() SKIFF_REQUIRES(m_mutex);

    Transport& m_transport;
    Mutex m_mutex;
    bool m_closed SKIFF_GUARDED_BY(m_mutex) = false;
    size_t m_active SKIFF_GUARDED_BY(m_mutex) = 0;
    std::deque<Waiting> m_waiting SKIFF_GUARDED_BY(m_mutex);
    std::vector<std::shared_ptr<Running>> m_running SKIFF_GUARDED_BY(m_mutex);
};

void Client::PostedCalls::post(ApiRequest request, ApiCallback done)
{
    Waiting next{std::move(request), std::move(done)};
    {
        MutexLock lock(m_mutex);
        if (m_closed)
            return;
        if (m_active >= mostPosted)
            return m_waiting.push_back(std::move(next));
        ++m_active;
    }
    start(std::move(next));
}

void Client::PostedCalls::start(Waiting next)
{
    auto running = std::make_shared<Running>();
    auto call = m_transport.send(std::move(next.request), [self = shared_from_this(), running,
                                                           done = std::move(next.done)](Result<ApiResponse> response) {
        if (done)
            done(toResult(std::move(response)));
        self->onDone(running);
    });
    // Finished calls go here and not in their own callbacks.
    std::vector<std::shared_ptr<Running>> finished;
    MutexLock lock(m_mutex);
    finished = takeFinished();
    if (!m_closed) {
        running->call = std::move(call);
        m_running.push_back(std::move(running));
    }
    lock.unlock();
    finished.clear();
    call.reset();
    lock.lock();
}

void Client::PostedCalls::onDone(const std::shared_ptr<Running>& running)
{
    running->finished = true;
    MutexLock lock(m_mutex);
    if (m_closed || m_waiting.empty()) {
        --m_active;
        return;
    }
    Waiting next = std::move(m_waiting.front());
    m_waiting.pop_front();
    lock.unlock();
    start(std::move(next));
    lock.lock();
}

std::vector<std::shared_ptr<Client::PostedCalls::Running>> Client::PostedCalls::takeFinished()
{
    const auto first = std::stable_partition(m_running.begin(), m_running.end(),
                                             [](const auto& running) { return !running->finished.load(); });
    std::vector<std::shared_ptr<Running>> finished(std::make_move_iterator(first),
                                                   std::make_move_iterator(m_running.end()));
    m_running.erase(first, m_running.end());
    return finished;
}

void Client::PostedCalls::close()
{
    std::vector<std::shared_ptr<Running>> running;
    std::deque<Waiting> waiting;
    {
        MutexLock lock(m_mutex);
        m_closed = true;
        running.swap(m_running);
        waiting.swap(m_waiting);
    }
    for (const auto& each : running)
        each->call.reset();
}

Client::Client(Transport& transport) : m_transport(transport), m_posted(std::make_shared<PostedCalls>(transport)) {}

Client::~Client()
{
    m_posted->close();
}

std::unique_ptr<Call> Client::start(ApiRequest request, ApiCallback done)
{
    return m_transport.send(std::move(request), [done = std::move(done)](Result<ApiResponse> response) {
        done(toResult(std::move(response)));
    });
}

void Client::post(ApiRequest request, ApiCallback done)
{
    m_posted->post(std::move(request), std::move(done));
}

std::unique_ptr<Call> Client::stream(ApiRequest request, StreamSink sink)
{
    return m_transport.stream(std::move(request), std::move(sink));
}

std::vector<ApiResult> Client::runAll(std::vector<ApiRequest> requests, const std::stop_token& stop)
{
    const auto gathering = std::make_shared<Gathering>();
    gathering->results.resize(requests.size());
    gathering->missing = requests.size();
    std::vector<std::unique_ptr<Call>> calls;
    calls.reserve(requests.size());
    for (size_t i = 0; i < requests.size(); ++i)
        calls.push_back(start(std::move(requests[i]), [gathering, i](ApiResult result) {
            const std::lock_guard lock(gathering->mutex);
            gathering->results[i] = std::move(result);
            if (--gathering->missing == 0)
                gathering->changed.notify_all();
        }));
    std::unique_lock lock(gathering->mutex);
    gathering->changed.wait(lock, stop, [&] { return gathering->missing == 0; });
    std::vector<ApiResult> results;
    results.reserve(gathering->results.size());
    for (std::optional<ApiResult>& result : gathering->results)
        results.push_back(result ? std::move(*result)
                                 : ApiResult(ApiError::fromTransport({ErrorCode::Cancelled, "stopped while waiting"})));
    lock.unlock();
    calls.clear();
    return results;
}

ApiResult Client::run(ApiRequest request, const std::stop_token& stop)
{
    std::vector<ApiRequest> requests;
    requests.push_back(std::move(request));
    return std::move(runAll(std::move(requests), stop).front());
}

Result<ObjectPtr> Client::get(const ResourceRef& resource, const ObjectKey& key, const std::stop_token& stop)
{
    return run(request::get(resource, key), stop).object();
}

Result<std::vector<ObjectPtr>> Client::list(const ResourceRef& resource, std::string_view ns,
                                            const ListOptions& options, const std::stop_token& stop)
{
    const ApiResult result = run(request::list(resource, ns, options), stop);
    if (!result)
        return Error(result.error());
    return itemsOf(result.root());
}

Result<ObjectPtr> Client::create(const ResourceRef& resource, std::string_view ns, data::Value object,
                                 const std::stop_token& stop)
{
    return run(request::create(resource, ns, std::move(object)), stop).object();
}

Result<ObjectPtr> Client::patch(const ResourceRef& resource, const ObjectKey& key, PatchType type,
                                const data::Value& patch, const std::stop_token& stop)
{
    return run(request::patch(resource, key, type, patch), stop).object();
}

Result<ObjectPtr> Client::patchStatus(const ResourceRef& resource, const ObjectKey& key, PatchType type,
                                      const data::Value& patch, const std::stop_token& stop)
{
    return run(request::patch(resource, key, type, patch, "status"), stop).object();
}

Status Client::remove(const ResourceRef& resource, const ObjectKey& key, const DeleteOptions& options,
                      const std::stop_token& stop)
{
    return run(request::remove(resource, key, options), stop).toStatus();
}

std::vector<ObjectPtr> itemsOf(data::Node list)
{
    std::vector<ObjectPtr> objects;
    for (const data::Node item : list["items"])
        if (auto object = Object::parse(std::string(item.span())))
            objects.push_back(std::move(*object));
    return objects;
}

} // namespace skiff::client
