#pragma once

#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/auth/rbac_policy.h"

#include <functional>

namespace skiff::apiserver::auth {

/// Allows what a role bound to the user, or to a group of the user, allows. Knows no refusal: what
/// no rule allows it has no opinion on. Any thread.
class RbacAuthorizer final : public Authorizer
{
public:
    explicit RbacAuthorizer(const RbacPolicy& policy) : m_policy(policy) {}

    Verdict authorize(const User& user, const Attributes& attributes) const override;
    RuleSet rulesFor(const User& user, std::string_view nameSpace) const override;

private:
    const RbacPolicy& m_policy;
};

} // namespace skiff::apiserver::auth
