#include "cluster/controllers/framework/caller.h"

#include <algorithm>

namespace skiff::controllers {

void Caller::send(client::ApiRequest request, client::ApiCallback done)
{
    m_client.post(std::move(request), [&executor = m_executor, life = std::weak_ptr(m_life),
                                       done = std::move(done)](client::ApiResult result) {
        if (!done)
            return;
        executor.post([life, done, result = std::move(result)] {
            if (!life.expired())
                done(result);
        });
    });
}

void Caller::sendAll(std::vector<client::ApiRequest> requests, std::function<void(Results)> done)
{
    struct Gathering
    {
        std::vector<std::optional<client::ApiResult>> results;
        size_t missing = 0;
    };
    if (requests.empty())
        return done({});
    const auto gathering = std::make_shared<Gathering>();
    gathering->results.resize(requests.size());
    gathering->missing = requests.size();
    const auto whenDone = std::make_shared<std::function<void(Results)>>(std::move(done));
    for (size_t i = 0; i < requests.size(); ++i)
        send(std::move(requests[i]), [gathering, whenDone, i](client::ApiResult result) {
            gathering->results[i] = std::move(result);
            if (--gathering->missing > 0)
                return;
            Results results;
            results.reserve(gathering->results.size());
            for (auto& each : gathering->results)
                results.push_back(std::move(*each));
            (*whenDone)(std::move(results));
        });
}

struct Caller::SlowStart
{
    std::vector<client::ApiRequest> requests;
    std::function<void(Results)> done;
    Results results;
    size_t batch = 1;
};

void Caller::sendSlowly(std::vector<client::ApiRequest> requests, std::function<void(Results)> done)
{
    const auto state = std::make_shared<SlowStart>();
    state->requests = std::move(requests);
    state->done = std::move(done);
    sendBatch(state);
}

void Caller::sendBatch(const std::shared_ptr<SlowStart>& state)
{
    const size_t begin = state->results.size();
    const size_t end = std::min(begin + state->batch, state->requests.size());
    if (begin == end)
        return state->done(std::move(state->results));
    std::vector<client::ApiRequest> batch(
        std::make_move_iterator(state->requests.begin() + static_cast<ptrdiff_t>(begin)),
        std::make_move_iterator(state->requests.begin() + static_cast<ptrdiff_t>(end)));
    state->batch *= 2;
    sendAll(std::move(batch), [this, state](Results results) {
        const bool failed =
            std::any_of(results.begin(), results.end(), [](const auto& result) { return !result.ok(); });
        std::move(results.begin(), results.end(), std::back_inserter(state->results));
        if (failed)
            return state->done(std::move(state->results));
        sendBatch(state);
    });
}

Status firstError(const Caller::Results& results, const std::function<bool(const client::ApiError&)>& matters)
{
    for (const client::ApiResult& result : results)
        if (!result && (!matters || matters(result.error())))
            return Error(result.error());
    return {};
}

} // namespace skiff::controllers
