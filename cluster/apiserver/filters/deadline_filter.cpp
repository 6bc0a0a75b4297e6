#include "cluster/apiserver/filters/deadline_filter.h"

#include <algorithm>
#include <charconv>

namespace skiff::apiserver {

namespace {

constexpr Duration longest = std::chrono::seconds(60);
constexpr Duration sweepPeriod = std::chrono::seconds(1);

/// "32s", "5m", "1500ms" or plain seconds; the longest when it is none of these.
Duration readTimeout(std::string_view text)
{
    int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || problem != std::errc() || number <= 0 || number > 100'000)
        return longest;
    const std::string_view unit(end, size_t(text.data() + text.size() - end));
    if (unit == "ms")
        return std::min(longest, Duration(std::chrono::milliseconds(number)));
    if (unit == "m")
        return std::min(longest, Duration(std::chrono::minutes(number)));
    return std::min(longest, Duration(std::chrono::seconds(number)));
}

} // namespace

Step DeadlineFilter::apply(const ContextPtr& request)
{
    if (request->longRunning)
        return Step::Next;
    const Deadline deadline{request->received + readTimeout(request->query.get("timeout")), request.get(), request};
    {
        MutexLock lock(m_mutex);
        m_deadlines.insert(deadline);
        arm();
    }
    request->atEnd([this, deadline] {
        MutexLock lock(m_mutex);
        m_deadlines.erase(deadline);
    });
    return Step::Next;
}

void DeadlineFilter::arm()
{
    if (m_armed)
        return;
    m_armed = true;
    m_timer = m_executor.postAfter(sweepPeriod, [this] { sweep(); });
}

void DeadlineFilter::sweep()
{
    std::vector<ContextPtr> late;
    {
        MutexLock lock(m_mutex);
        m_armed = false;
        const SteadyTime now = m_clock.steady();
        while (!m_deadlines.empty() && m_deadlines.begin()->due <= now) {
            if (ContextPtr request = m_deadlines.begin()->owner.lock())
                late.push_back(std::move(request));
            m_deadlines.erase(m_deadlines.begin());
        }
        if (!m_deadlines.empty())
            arm();
    }
    for (const ContextPtr& request : late)
        request->fail(timeout("the request did not complete within its time; it may still take effect"));
}

} // namespace skiff::apiserver
