#pragma once

#include "cluster/client/api_error.h"
#include "cluster/client/object.h"
#include "cluster/client/request.h"
#include "cluster/client/transport.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <variant>
#include <vector>

namespace skiff::client {

/// The answer to one call: a document (the object, the list, or a Status for a finished delete), or why not.
class [[nodiscard]] ApiResult
{
public:
    ApiResult(std::shared_ptr<const data::Document> document) : m_state(std::move(document)) {}
    ApiResult(ApiError error) : m_state(std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }
    const ApiError& error() const { return std::get<1>(m_state); }
    ErrorCode code() const { return error().code; } ///< of a failed call
    const std::shared_ptr<const data::Document>& document() const { return std::get<0>(m_state); }
    data::Node root() const { return document()->root(); }
    /// The object that was answered.
    Result<ObjectPtr> object() const;
    Status toStatus() const;

private:
    std::variant<std::shared_ptr<const data::Document>, ApiError> m_state;
};

using ApiCallback = std::function<void(ApiResult)>;

/// Calls an API server over a Transport under the transport's identity. Requests come from the
/// builders of request.h. Owned by whoever owns the transport, which must outlive it. Any thread;
/// callbacks run on the transport's thread. The blocking forms must not be used there.
class Client
{
public:
    explicit Client(Transport& transport);
    ~Client(); ///< cancels what post() left under way
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Destroying the Call cancels.
    [[nodiscard]] std::unique_ptr<Call> start(ApiRequest request, ApiCallback done);
    /// As start(), but the client keeps the call until it is done. At most 64 of these are under way at
    /// once; the others wait their turn, in order.
    void post(ApiRequest request, ApiCallback done = {});
    [[nodiscard]] std::unique_ptr<Call> stream(ApiRequest request, StreamSink sink);

    /// Waits for the answer; Cancelled when `stop` is requested first.
    ApiResult run(ApiRequest request, const std::stop_token& stop);
    /// Sends all at once and waits for all; the answers are in the order of the requests.
    std::vector<ApiResult> runAll(std::vector<ApiRequest> requests, const std::stop_token& stop);

    /// The usual calls, waiting. Objects may lack kind and apiVersion on create.
    Result<ObjectPtr> get(const ResourceRef& resource, const ObjectKey& key, const std::stop_token& stop);
    Result<std::vector<ObjectPtr>> list(const ResourceRef& resource, std::string_view ns, const ListOptions& options,
                                        const std::stop_token& stop);
    Result<ObjectPtr> create(const ResourceRef& resource, std::string_view ns, data::Value object,
                             const std::stop_token& stop);
    Result<ObjectPtr> patch(const ResourceRef& resource, const ObjectKey& key, PatchType type, const data::Value& patch,
                            const std::stop_token& stop);
    Result<ObjectPtr> patchStatus(const ResourceRef& resource, const ObjectKey& key, PatchType type,
                                  const data::Value& patch, const std::stop_token& stop);
    Status remove(const ResourceRef& resource, const ObjectKey& key, const DeleteOptions& options,
                  const std::stop_token& stop);

private:
    class PostedCalls;

    Transport& m_transport;
    std::shared_ptr<PostedCalls> m_posted;
};

/// The items of a list answer, each with a document of its own. Items that are no objects are left out.
std::vector<ObjectPtr> itemsOf(data::Node list);

} // namespace skiff::client
