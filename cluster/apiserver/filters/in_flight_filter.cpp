#include "cluster/apiserver/filters/in_flight_filter.h"

namespace skiff::apiserver {

namespace {

bool isRead(const RequestInfo& info)
{
    return info.verb == "get" || info.verb == "list" || info.verb == "head" || info.verb == "options";
}

} // namespace

Step InFlightFilter::apply(const ContextPtr& request)
{
    if (request->longRunning || request->user->inGroup(auth::mastersGroup))
        return Step::Next;
    Lane& lane = isRead(request->info) ? m_reads : m_writes;
    {
        MutexLock lock(lane.mutex);
        if (lane.running >= lane.limits.running) {
            if (lane.line.size() < lane.limits.waiting) {
                lane.line.push_back(request);
                return Step::Held;
            }
            lock.unlock();
            request->fail(tooManyRequests("too many requests, please try again later", 1));
            return Step::Answered;
        }
        ++lane.running;
    }
    admit(lane, *request);
    return Step::Next;
}

void InFlightFilter::admit(Lane& lane, RequestContext& request)
{
    request.atEnd([this, &lane] { leave(lane); });
}

void InFlightFilter::leave(Lane& lane)
{
    MutexLock lock(lane.mutex);
    if (lane.line.empty()) {
        --lane.running;
        return;
    }
    // The place goes straight to the next in line.
    const ContextPtr next = std::move(lane.line.front());
    lane.line.pop_front();
    lock.unlock();
    admit(lane, *next);
    m_executor.post([this, next] { m_pipeline.resume(next); });
}

} // namespace skiff::apiserver
