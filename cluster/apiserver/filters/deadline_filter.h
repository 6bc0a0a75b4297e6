#pragma once

#include "cluster/apiserver/pipeline.h"
#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <memory>
#include <set>

namespace skiff::apiserver {

/// Answers 504 for requests that are not done in time: after a minute, or what ?timeout= asks
/// for when that is less. One timer serves all requests and runs only while there are some.
class DeadlineFilter final : public Filter
{
public:
    DeadlineFilter(Executor& executor, const Clock& clock) : m_executor(executor), m_clock(clock) {}
    Step apply(const ContextPtr& request) override;

private:
    struct Deadline
    {
        SteadyTime due;
        RequestContext* request;
        std::weak_ptr<RequestContext> owner;
        bool operator<(const Deadline& other) const
        {
            return due != other.due ? due < other.due : request < other.request;
        }
    };
    void arm() SKIFF_REQUIRES(m_mutex);
    void sweep();

    Executor& m_executor;
    const Clock& m_clock;
    Mutex m_mutex;
    std::set<Deadline> m_deadlines SKIFF_GUARDED_BY(m_mutex);
    bool m_armed SKIFF_GUARDED_BY(m_mutex) = false;
    Timer m_timer SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::apiserver
