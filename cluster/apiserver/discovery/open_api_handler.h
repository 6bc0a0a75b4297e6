#pragma once

#include "cluster/apiserver/openapi/open_api.h"
#include "cluster/apiserver/request_context.h"
#include "cluster/base/executor.h"

namespace skiff::apiserver {

/// Serves the OpenAPI documents: which format, which headers, from the cache or by its hash.
/// Documents are made on the compute pool. Any thread.
class OpenApiHandler
{
public:
    OpenApiHandler(Executor& pool, std::string version) : m_pool(pool), m_documents(api::builtinResources(), std::move(version)) {}

    /// True when `request` was for one of them; the answer may follow later.
    bool answer(const ContextPtr& request);

private:
    void answerV2(const ContextPtr& request);
    void answerV3(const ContextPtr& request, std::string_view groupVersion);

    Executor& m_pool;
    openapi::OpenApi m_documents;
};

} // namespace skiff::apiserver
