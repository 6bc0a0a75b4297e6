#pragma once

#include "cluster/apiserver/pipeline.h"
#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <deque>

namespace skiff::apiserver {

/// Bounds how many requests are worked on at once: some reads, some writes, some waiting in line
/// for each; what comes on top is told to come back (429). Long-running requests and the
/// cluster's masters pass.
class InFlightFilter final : public Filter
{
public:
    struct Limits
    {
        size_t running = 400;
        size_t waiting = 800;
    };
    /// Requests that waited go on in `executor`.
    InFlightFilter(Pipeline& pipeline, Executor& executor, Limits reads, Limits writes)
        : m_pipeline(pipeline), m_executor(executor), m_reads{reads}, m_writes{writes} {}

    Step apply(const ContextPtr& request) override;

private:
    struct Lane
    {
        const Limits limits;
        Mutex mutex{};
        size_t running SKIFF_GUARDED_BY(mutex) = 0;
        std::deque<ContextPtr> line SKIFF_GUARDED_BY(mutex){};
    };
    void leave(Lane& lane);
    void admit(Lane& lane, RequestContext& request);

    Pipeline& m_pipeline;
    Executor& m_executor;
    Lane m_reads;
    Lane m_writes;
};

} // namespace skiff::apiserver
