#pragma once

#include "cluster/client/informer.h"

#include <map>
#include <memory>
#include <vector>

namespace skiff::client {

/// The informers of a process: components that ask for the same resource share one informer and so
/// one cache and one watch. On the informers' executor, or before it runs or after it stopped.
class InformerFactory
{
public:
    using Trims = std::map<ResourceRef, ObjectTrim>;

    /// `seed` makes the jitter; each informer gets its own series from it. `trims`: what no component of the process
    /// reads of a resource's objects.
    InformerFactory(Client& client, Executor& executor, const Clock& clock, uint64_t seed, Trims trims = {});
    ~InformerFactory();

    /// The informer for these options, made when it is new; it starts with the next start().
    Informer& informer(const InformerOptions& options);
    Informer& informer(const ResourceRef& resource) { return informer(InformerOptions{resource}); }
    /// An informer that knows at least the metadata: one for whole objects when it exists already.
    Informer& metadataInformer(const ResourceRef& resource);

    /// Starts what is not started.
    void start();
    void stop();

    /// Runs `task` on the executor when all of `informers` are synced.
    void whenSynced(const std::vector<Informer*>& informers, Task task);

    Executor& executor() { return m_executor; }

private:
    Client& m_client;
    Executor& m_executor;
    const Clock& m_clock;
    uint64_t m_seed;
    const Trims m_trims;
    std::vector<std::unique_ptr<Informer>> m_informers;
};

} // namespace skiff::client
