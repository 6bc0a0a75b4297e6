#pragma once

#include "cluster/apiserver/crd/custom_resources.h"
#include "cluster/apiserver/openapi/open_api.h"
#include "cluster/apiserver/request_context.h"
#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <memory>

namespace skiff::apiserver {

/// Serves the OpenAPI documents: which format, which headers, from the cache or by its hash.
/// Documents are made on the compute pool. Any thread.
class OpenApiHandler
{
public:
    OpenApiHandler(Executor& pool, const CustomResources& customs, std::string version)
        : m_pool(pool), m_customs(customs), m_builtin(api::builtinResources(), std::move(version)) {}

    /// True when `request` was for one of them; the answer may follow later.
    bool answer(const ContextPtr& request);

private:
    /// The documents of what is served now; they live as long as somebody reads them.
    std::shared_ptr<openapi::OpenApi> documents();
    void answerV2(const ContextPtr& request);
    void answerV3(const ContextPtr& request, std::string_view groupVersion);

    Executor& m_pool;
    const CustomResources& m_customs;
    openapi::OpenApi m_builtin;
    Mutex m_mutex;
    std::shared_ptr<openapi::OpenApi> m_withCustoms SKIFF_GUARDED_BY(m_mutex);
    uint64_t m_number SKIFF_GUARDED_BY(m_mutex) = 0;     ///< of the set that m_withCustoms tells of
};

} // namespace skiff::apiserver
