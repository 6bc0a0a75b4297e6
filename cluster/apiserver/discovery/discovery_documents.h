#pragma once

#include "cluster/apiserver/crd/custom_resources.h"
#include "cluster/apiserver/request_context.h"
#include "cluster/base/mutex.h"

#include <memory>
#include <string>

namespace skiff::apiserver {

/// What clients read to learn which groups, versions and resources there are: /api, /apis and
/// below, plain and aggregated. Made from the schema when first asked for, and again when custom kinds came or went;
/// any thread.
class DiscoveryDocuments
{
public:
    explicit DiscoveryDocuments(const CustomResources& customs) : m_customs(customs) {}

    /// True when `request` was for one of them and is answered.
    bool answer(const ContextPtr& request) const;

private:
    /// A document with its entity tag, and of which custom kinds it tells.
    struct Document
    {
        std::shared_ptr<const std::string> text;
        std::string tag;
        uint64_t customs = 0;
    };
    void answerAggregated(const ContextPtr& request, bool grouped) const;
    Document aggregatedDocument(bool grouped) const;

    const CustomResources& m_customs;
    mutable Mutex m_mutex;
    mutable Document m_core SKIFF_GUARDED_BY(m_mutex);
    mutable Document m_groups SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::apiserver
