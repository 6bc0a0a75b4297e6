#include "cluster/machine/readiness.h"

#include "cluster/base/backoff.h"
#include "cluster/base/thread_executor.h"
#include "cluster/client/client.h"
#include "cluster/client/informer.h"

#include <algorithm>
#include <condition_variable>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <thread>

namespace skiff::machine {

namespace {

using namespace std::chrono_literals;

/// The slice in which waits look at their stop token.
constexpr auto slice = 100ms;

struct Answer
{
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<client::ApiResponse>> response;
};

/// One call, waited for.
Result<client::ApiResponse> callOnce(client::Transport& transport, const std::string& path, Duration limit,
                                     const std::stop_token& stop)
{
    auto answer = std::make_shared<Answer>();
    client::ApiRequest request;
    request.path = path;
    const auto call = transport.send(std::move(request), [answer](Result<client::ApiResponse> response) {
        const std::lock_guard lock(answer->mutex);
        answer->response = std::move(response);
        answer->changed.notify_all();
    });
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::unique_lock lock(answer->mutex);
    while (!answer->response && !stop.stop_requested() && std::chrono::steady_clock::now() < deadline)
        answer->changed.wait_for(lock, std::min<Duration>(slice, limit));
    if (answer->response)
        return std::move(*answer->response);
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, "stopped on request"};
    return Error{ErrorCode::Timeout, "no answer from the server in time"};
}

struct Readiness
{
    bool ready = false;
    std::string reason = "it has not registered";
};

Readiness readinessOf(data::Node node, WallTime since)
{
    for (const data::Node condition : node["status"]["conditions"]) {
        if (condition["type"].asString() != "Ready")
            continue;
        WallTime heartbeat;
        if (parseTime(condition["lastHeartbeatTime"].asString(), heartbeat) &&
            heartbeat < std::chrono::floor<std::chrono::seconds>(since))
            return {false, "it has not reported since the start"};
        const std::string_view message = condition["message"].asString();
        return {condition["status"].asString() == "True",
                std::string(message.empty() ? condition["reason"].asString() : message)};
    }
    return {false, "it has no Ready condition yet"};
}

/// What the watch has seen, shared between its thread and the one that waits.
struct NodeBoard
{
    WallTime since;
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Readiness> nodes;

    void put(const client::ObjectPtr& node)
    {
        const std::lock_guard lock(mutex);
        nodes[node->name()] = readinessOf(node->root(), since);
        changed.notify_all();
    }
    size_t countReady(const std::vector<std::string>& names) const
    {
        return static_cast<size_t>(std::count_if(names.begin(), names.end(), [this](const std::string& name) {
            const auto found = nodes.find(name);
            return found != nodes.end() && found->second.ready;
        }));
    }
    std::string describeUnready(const std::vector<std::string>& names) const
    {
        std::string text;
        for (const std::string& name : names) {
            const auto found = nodes.find(name);
            const Readiness state = found == nodes.end() ? Readiness() : found->second;
            if (!state.ready)
                text += fmt::format("{}node {} is not Ready: {}", text.empty() ? "" : "; ", name, state.reason);
        }
        return text;
    }
};

} // namespace

bool serverIsReady(client::Transport& transport, Duration limit)
{
    const auto answer = callOnce(transport, "/readyz", limit, {});
    return answer.ok() && answer->status == 200;
}

Status waitForServer(client::Transport& transport, Duration limit, const std::stop_token& stop)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::string last = "no answer";
    Backoff backoff(5ms, 200ms);
    for (;;) {
        const Duration left = deadline - std::chrono::steady_clock::now();
        if (left <= Duration::zero())
            return {ErrorCode::Timeout, fmt::format("the control plane is not ready: {}", last)};
        const auto answer = callOnce(transport, "/readyz", left, stop);
        if (answer.ok() && answer->status == 200)
            return {};
        if (!answer.ok() && answer.error().code == ErrorCode::Cancelled)
            return answer.error();
        last = !answer.ok() ? answer.error().message
                            : fmt::format("/readyz answers {}: {}", answer->status, answer->body ? *answer->body : "");
        std::this_thread::sleep_for(std::min<Duration>(left, backoff.next())); // nothing announces readiness outside
    }
}

Status waitForNodes(client::Transport& transport, const NodesWanted& wanted, Duration limit,
                    const std::stop_token& stop, const std::function<void(size_t)>& changed)
{
    const std::vector<std::string>& nodes = wanted.names;
    NodeBoard board;
    board.since = wanted.since;
    const SystemClock clock;
    client::Client caller(transport);
    ThreadExecutor executor("nodes");
    client::Informer informer(caller, executor, clock, 1, {.resource = client::resources::nodes});
    const auto subscription =
        informer.subscribe(client::Listener::forAll([&board](const client::ObjectPtr& node) { board.put(node); }));
    executor.post([&informer] { informer.start(); });

    const auto deadline = std::chrono::steady_clock::now() + limit;
    size_t ready = 0;
    Status result;
    {
        std::unique_lock lock(board.mutex);
        for (;;) {
            const size_t now = board.countReady(nodes);
            if (now != ready)
                changed(ready = now);
            if (ready == nodes.size())
                break;
            if (stop.stop_requested()) {
                result = {ErrorCode::Cancelled, "stopped on request"};
                break;
            }
            if (std::chrono::steady_clock::now() >= deadline) {
                result = {ErrorCode::Timeout, board.describeUnready(nodes)};
                break;
            }
            board.changed.wait_for(lock, slice);
        }
    }
    executor.stop(); // so that nothing of the informer runs when it is taken apart
    return result;
}

Result<std::vector<std::string>> readyNodes(client::Transport& transport, Duration limit)
{
    SKIFF_TRY_ASSIGN(const client::ApiResponse answer, callOnce(transport, "/api/v1/nodes", limit, {}));
    if (answer.status != 200 || !answer.body)
        return Error{ErrorCode::Unavailable, fmt::format("the server answers {}", answer.status)};
    SKIFF_TRY_ASSIGN(const auto list, data::Document::parse(*answer.body));
    std::vector<std::string> names;
    for (const data::Node node : list->root()["items"]) {
        if (readinessOf(node, {}).ready)
            names.emplace_back(node["metadata"]["name"].asString());
    }
    return names;
}

} // namespace skiff::machine
