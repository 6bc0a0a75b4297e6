#pragma once

#include "cluster/apiserver/request_context.h"

#include <memory>
#include <mutex>
#include <string>

namespace skiff::apiserver {

/// What clients read to learn which groups, versions and resources there are: /api, /apis and
/// below, plain and aggregated. Made from the schema when first asked for; any thread.
class DiscoveryDocuments
{
public:
    /// True when `request` was for one of them and is answered.
    bool answer(const ContextPtr& request) const;

private:
    /// A document with its entity tag.
    struct Document
    {
        std::once_flag once;
        std::shared_ptr<const std::string> text;
        std::string tag;
    };
    void answerAggregated(const ContextPtr& request, bool grouped) const;

    mutable Document m_core;
    mutable Document m_groups;
};

} // namespace skiff::apiserver
