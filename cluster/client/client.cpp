#include "cluster/client/client.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>

namespace skiff::client {

namespace {

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

/// A call whose owner is the client; finished ones are dropped with the next post().
struct Client::Posted
{
    std::atomic<bool> finished{false};
    std::unique_ptr<Call> call;
};

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

Client::Client(Transport& transport) : m_transport(transport) {}

Client::~Client()
{
    std::vector<std::shared_ptr<Posted>> posted;
    {
        MutexLock lock(m_mutex);
        posted.swap(m_posted);
    }
    for (const auto& call : posted)
        call->call.reset();
}

std::unique_ptr<Call> Client::start(ApiRequest request, ApiCallback done)
{
    return m_transport.send(std::move(request), [done = std::move(done)](Result<ApiResponse> response) {
        done(toResult(std::move(response)));
    });
}

void Client::reap()
{
    std::vector<std::shared_ptr<Posted>> finished;
    MutexLock lock(m_mutex);
    const auto first = std::stable_partition(m_posted.begin(), m_posted.end(),
                                             [](const auto& posted) { return !posted->finished.load(); });
    finished.assign(std::make_move_iterator(first), std::make_move_iterator(m_posted.end()));
    m_posted.erase(first, m_posted.end());
    lock.unlock();
    finished.clear();
    lock.lock();
}

void Client::post(ApiRequest request, ApiCallback done)
{
    reap();
    auto posted = std::make_shared<Posted>();
    auto call = start(std::move(request), [posted, done = std::move(done)](ApiResult result) {
        if (done)
            done(std::move(result));
        posted->finished = true;
    });
    MutexLock lock(m_mutex);
    posted->call = std::move(call);
    m_posted.push_back(std::move(posted));
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
