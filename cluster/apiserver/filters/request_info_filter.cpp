#include "cluster/apiserver/filters/request_info_filter.h"

#include "cluster/apiserver/random_id.h"

namespace skiff::apiserver {

namespace {

constexpr size_t maxAuditId = 64;

/// Answers of these last as long as the client likes.
bool runsLong(const RequestInfo& info)
{
    if (info.verb == "watch")
        return true;
    return info.resource == "pods" && (info.subresource == "log" || info.subresource == "exec" ||
                                       info.subresource == "attach" || info.subresource == "portforward" ||
                                       info.subresource == "proxy");
}

} // namespace

Step RequestInfoFilter::apply(const ContextPtr& request)
{
    const net::Request& http = request->http();
    const std::string_view given = http.headers.get("Audit-ID");
    request->auditId = given.empty() || given.size() > maxAuditId ? newUuid() : std::string(given);
    request->query = Query(http.query);
    request->info = readRequestInfo(http.method, http.path, request->query);
    request->longRunning = runsLong(request->info);
    return Step::Next;
}

} // namespace skiff::apiserver
