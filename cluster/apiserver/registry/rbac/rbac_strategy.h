#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// RoleBinding and ClusterRoleBinding: what they bind cannot change.
class RoleBindingStrategy final : public Strategy
{
public:
    bool createsOnUpdate() const override { return true; }
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

} // namespace skiff::apiserver
