#pragma once

#include "cluster/api/resource.h"
#include "cluster/base/clock.h"
#include "cluster/base/executor.h"
#include "cluster/client/object.h"
#include "cluster/client/transport.h"
#include "tests/support/fake_api/fake_storage.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::test {

/// An API server in memory behind a client::Transport, for tests of components: the built-in
/// resources with get, list, watch, create, update, the three patches, delete with finalizers,
/// propagation, grace and preconditions, status, binding and finalize. No defaulting, validation or
/// authorization. Answers come as tasks of the executor. One thread: the test's.
class FakeApiServer final : public client::Transport
{
public:
    /// Has the namespace "default" from the start.
    FakeApiServer(Executor& executor, const Clock& clock);
    ~FakeApiServer() override;

    std::unique_ptr<client::Call> send(client::ApiRequest request,
                                       std::function<void(Result<client::ApiResponse>)> done) override;
    std::unique_ptr<client::Call> stream(client::ApiRequest request, client::StreamSink sink) override;

    /// What a test does by hand, at once. `object` is JSON; metadata.namespace says where. Creation also
    /// keeps a given status. Each call must succeed; the test fails otherwise.
    client::ObjectPtr create(const client::ResourceRef& resource, std::string_view object);
    /// A merge patch of everything, status too.
    client::ObjectPtr change(const client::ResourceRef& resource, const client::ObjectKey& key, std::string_view patch);
    void remove(const client::ResourceRef& resource, const client::ObjectKey& key, std::string_view options = "{}");
    /// Null when it is absent.
    client::ObjectPtr get(const client::ResourceRef& resource, const client::ObjectKey& key) const;
    std::vector<client::ObjectPtr> list(const client::ResourceRef& resource, std::string_view ns = {});

    /// "POST /api/v1/namespaces/default/pods" of each call so far, watches without their query.
    const std::vector<std::string>& calls() const { return m_calls; }
    int countCalls(std::string_view prefix) const;
    void forgetCalls() { m_calls.clear(); }

    /// Asked before each call; an answer it gives is sent instead.
    std::function<std::optional<client::ApiResponse>(const client::ApiRequest&)> intercept;
    /// Ends all watches; later ones from a revision before now are refused with 410 when `expire` is set.
    void endWatches(bool expire);

private:
    class PendingCall;
    struct Watcher;

    client::ApiResponse handle(const client::ApiRequest& request);
    void push(const FakeStorage::Event& event);
    void push(const FakeStorage::Event& event, const std::shared_ptr<Watcher>& watcher);

    Executor& m_executor;
    FakeStorage m_storage;
    std::vector<std::string> m_calls;
    std::vector<std::weak_ptr<Watcher>> m_watchers;
    uint64_t m_oldestWatch = 0;
};

} // namespace skiff::test
