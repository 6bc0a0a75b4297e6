#include "cluster/client/informer_factory.h"

namespace skiff::client {

namespace {

bool same(const InformerOptions& a, const InformerOptions& b)
{
    return a.resource == b.resource && a.ns == b.ns && a.labelSelector == b.labelSelector &&
           a.fieldSelector == b.fieldSelector && a.metadataOnly == b.metadataOnly;
}

} // namespace

InformerFactory::InformerFactory(Client& client, Executor& executor, const Clock& clock, uint64_t seed, Trims trims)
    : m_client(client), m_executor(executor), m_clock(clock), m_seed(seed), m_trims(std::move(trims))
{}

InformerFactory::~InformerFactory() = default;

Informer& InformerFactory::informer(const InformerOptions& options)
{
    for (const auto& informer : m_informers)
        if (same(informer->options(), options))
            return *informer;
    InformerOptions trimmed = options;
    if (const auto trim = m_trims.find(options.resource); trim != m_trims.end())
        trimmed.trim = trim->second;
    m_informers.push_back(
        std::make_unique<Informer>(m_client, m_executor, m_clock, m_seed + m_informers.size(), std::move(trimmed)));
    return *m_informers.back();
}

Informer& InformerFactory::metadataInformer(const ResourceRef& resource)
{
    InformerOptions options{resource};
    for (const auto& informer : m_informers)
        if (same(informer->options(), options))
            return *informer;
    options.metadataOnly = true;
    return informer(options);
}

void InformerFactory::start()
{
    for (const auto& informer : m_informers)
        informer->start();
}

void InformerFactory::stop()
{
    for (const auto& informer : m_informers)
        informer->stop();
}

void InformerFactory::whenSynced(const std::vector<Informer*>& informers, Task task)
{
    if (informers.empty())
        return m_executor.post(std::move(task));
    const auto missing = std::make_shared<size_t>(informers.size());
    const auto then = std::make_shared<Task>(std::move(task));
    for (Informer* informer : informers)
        informer->whenSynced([missing, then] {
            if (--*missing == 0)
                (*then)();
        });
}

} // namespace skiff::client
