#pragma once

#include "cluster/base/executor.h"
#include "cluster/client/client.h"

#include <functional>
#include <memory>
#include <vector>

namespace skiff::controllers {

/// Sends a controller's calls and brings the answers to its executor. Answers that come after the
/// caller is gone are dropped. Used on that executor.
class Caller
{
public:
    using Results = std::vector<client::ApiResult>;

    Caller(client::Client& client, Executor& executor) : m_client(client), m_executor(executor) {}

    void send(client::ApiRequest request, client::ApiCallback done = {});
    /// All at once; `done` gets the answers in the order of the requests.
    void sendAll(std::vector<client::ApiRequest> requests, std::function<void(Results)> done);
    /// In batches of 1, 2, 4, ... as long as all succeed, so that a refusal costs few calls. `done` gets the
    /// answers of what was sent.
    void sendSlowly(std::vector<client::ApiRequest> requests, std::function<void(Results)> done);

private:
    struct SlowStart;
    void sendBatch(const std::shared_ptr<SlowStart>& state);

    client::Client& m_client;
    Executor& m_executor;
    std::shared_ptr<char> m_life = std::make_shared<char>();
};

/// The first error among the answers that `matters` (all, unless given), or success.
Status firstError(const Caller::Results& results, const std::function<bool(const client::ApiError&)>& matters = {});

} // namespace skiff::controllers
