#include "cluster/apiserver/filters/metrics_filter.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::apiserver {

namespace {

constexpr std::array<std::string_view, 10> verbs = {"get",    "list",   "watch",            "create", "update",
                                                    "patch",  "delete", "deletecollection", "connect", "other"};

size_t verbIndex(const RequestInfo& info)
{
    if (!info.isResource)
        return verbs.size() - 1;
    return size_t(std::min(std::find(verbs.begin(), verbs.end(), info.verb), verbs.end() - 1) - verbs.begin());
}

} // namespace

Step MetricsFilter::apply(const ContextPtr& request)
{
    m_running.fetch_add(1, std::memory_order_relaxed);
    request->received = m_clock.steady();
    request->atEnd([this, raw = request.get()] { count(*raw); });
    return Step::Next;
}

void MetricsFilter::count(const RequestContext& request)
{
    m_running.fetch_sub(1, std::memory_order_relaxed);
    const size_t verb = verbIndex(request.info);
    const size_t code = size_t(std::clamp(request.sentStatus(), 100, 100 + int(codeCount) - 1)) - 100;
    m_requests[verb][code].fetch_add(1, std::memory_order_relaxed);
    if (!request.longRunning)
        m_nanoseconds[verb].fetch_add(uint64_t((m_clock.steady() - request.received).count()), std::memory_order_relaxed);
}

std::string MetricsFilter::text() const
{
    std::string out = "# HELP apiserver_request_total Requests answered, by verb and HTTP status.\n"
                      "# TYPE apiserver_request_total counter\n";
    for (size_t verb = 0; verb < verbCount; ++verb)
        for (size_t code = 0; code < codeCount; ++code)
            if (const uint64_t count = m_requests[verb][code].load(std::memory_order_relaxed); count > 0)
                out += fmt::format("apiserver_request_total{{verb=\"{}\",code=\"{}\"}} {}\n", verbs[verb], code + 100, count);
    out += "# HELP apiserver_request_seconds_total Time spent on requests that are not long-running.\n"
           "# TYPE apiserver_request_seconds_total counter\n";
    for (size_t verb = 0; verb < verbCount; ++verb)
        if (const uint64_t spent = m_nanoseconds[verb].load(std::memory_order_relaxed); spent > 0)
            out += fmt::format("apiserver_request_seconds_total{{verb=\"{}\"}} {:.6f}\n", verbs[verb], double(spent) / 1e9);
    out += fmt::format("# HELP apiserver_current_requests Requests under way.\n# TYPE apiserver_current_requests gauge\n"
                       "apiserver_current_requests {}\n",
                       m_running.load(std::memory_order_relaxed));
    return out;
}

} // namespace skiff::apiserver
