#pragma once

#include "cluster/apiserver/auth/service_account_tokens.h"
#include "cluster/apiserver/registry/registry.h"

namespace skiff::apiserver {

/// Answers from the watch cache what service-account tokens are bound to. Any thread.
class CachedTokenLookup final : public auth::TokenLookup
{
public:
    CachedTokenLookup(const Registry& registry, const Clock& clock) : m_registry(registry), m_clock(clock) {}

    std::optional<std::string> serviceAccountUid(std::string_view nameSpace, std::string_view name) const override;
    std::optional<Pod> pod(std::string_view nameSpace, std::string_view name) const override;
    std::optional<std::string> secretUid(std::string_view nameSpace, std::string_view name) const override;
    std::optional<std::string> nodeUid(std::string_view name) const override;

private:
    ObjectPtr find(std::string_view plural, std::string_view nameSpace, std::string_view name) const;
    std::optional<std::string> uidOf(const ObjectPtr& object) const;

    const Registry& m_registry;
    const Clock& m_clock;
};

} // namespace skiff::apiserver
