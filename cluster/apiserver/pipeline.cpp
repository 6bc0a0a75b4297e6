#include "cluster/apiserver/pipeline.h"

#include "cluster/base/log.h"

#include <exception>

namespace skiff::apiserver {

void runGuarded(const ContextPtr& request, const std::function<void()>& task)
{
    try {
        task();
    } catch (const std::exception& problem) {
        log::error("apiserver", "{} {}: {} (audit id {})", request->http().method, request->http().path, problem.what(),
                   request->auditId);
        request->fail(internalError("the request could not be handled; see the server's log"));
    }
}

void Pipeline::run(const ContextPtr& request)
{
    runGuarded(request, [&] {
        while (request->nextFilter < m_filters.size()) {
            // Counted first: a filter that holds the request may have it resumed before apply() returns.
            Filter& filter = *m_filters[request->nextFilter++];
            if (filter.apply(request) != Step::Next)
                return;
        }
        m_last(request);
    });
}

} // namespace skiff::apiserver
