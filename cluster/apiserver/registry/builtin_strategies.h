#pragma once

#include "cluster/apiserver/registry/core/service_claims.h"
#include "cluster/apiserver/registry/registry.h"

#include <map>
#include <memory>
#include <string>

namespace skiff::apiserver {

/// The strategies of the built-in kinds; each file of registry/<group>/ holds those of one.
class BuiltinStrategies final : public StrategySet
{
public:
    explicit BuiltinStrategies(ServiceClaims& claims);
    const Strategy& strategyFor(const api::Resource& storage) const override;

private:
    void add(std::string name, std::unique_ptr<Strategy> strategy);

    std::map<std::string, std::unique_ptr<Strategy>> m_byName; ///< by qualified name, "deployments.apps"
    Strategy m_generic;
};

} // namespace skiff::apiserver
