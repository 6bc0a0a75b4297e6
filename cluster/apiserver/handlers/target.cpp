#include "cluster/apiserver/handlers/target.h"

#include "cluster/apiserver/pipeline.h"

namespace skiff::apiserver {

void onPool(const ApiCall& call, std::function<void()> task)
{
    call.services.pool.post([request = call.request, task = std::move(task)] { runGuarded(request, task); });
}

void whenAtLeast(const ApiCall& call, store::Revision revision, std::function<void()> then)
{
    WatchCache& cache = call.services.cache;
    if (cache.revision() >= revision)
        return then();
    cache.whenAt(revision, [call, revision, then = std::move(then)](bool there) {
        if (there)
            return onPool(call, then);
        call.request->fail(tooLarge(revision.value, call.services.cache.revision().value));
    });
}

void whenCurrent(const ApiCall& call, std::function<void()> then)
{
    whenAtLeast(call, call.services.store.revision(), std::move(then));
}

} // namespace skiff::apiserver
