#pragma once

#include "cluster/apiserver/admission/admission.h"
#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/registry/registry.h"
#include "cluster/apiserver/request_context.h"
#include "cluster/base/executor.h"
#include "cluster/store/store.h"

namespace skiff::apiserver {

/// What handlers work with. Owned by ApiServer, which outlives every request.
struct ApiServices
{
    const Clock& clock;
    Executor& pool;                       ///< for work over 200 µs
    store::Store& store;
    WatchCache& cache;
    const Registry& registry;
    const AdmissionChain& admission;
    const auth::Authorizer& authorizer;
};

/// What a request for a stored resource is about, once the path is understood.
struct Target
{
    const ServedResource& served;
    const api::Subresource* subresource = nullptr;
    std::string nameSpace;
    std::string name;                     ///< empty for collections
    /// What `served` is a part of, when it came at run time and may go.
    std::shared_ptr<const void> owner = nullptr;

    std::string key() const { return served.key(nameSpace, name); }
};

/// A request with its target; what a handler gets.
struct ApiCall
{
    const ApiServices& services;
    ContextPtr request;
    Target target;
};

/// Calls `then` with everything visible that was acknowledged before now (or before `revision`
/// when it is given), on this thread if nothing is missing, else on the pool. Answers 504 when
/// that does not come true in time.
void whenCurrent(const ApiCall& call, std::function<void()> then);
void whenAtLeast(const ApiCall& call, store::Revision revision, std::function<void()> then);

/// Runs `task` on the compute pool; what it throws becomes the request's 500.
void onPool(const ApiCall& call, std::function<void()> task);

} // namespace skiff::apiserver
