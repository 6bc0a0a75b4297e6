#pragma once

#include "cluster/apiserver/auth/authenticator.h"
#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/pipeline.h"

namespace skiff::apiserver {

/// Finds out who asks; bad credentials end with 401. A request that came with an identity (from
/// inside the process) keeps it.
class AuthenticationFilter final : public Filter
{
public:
    explicit AuthenticationFilter(const auth::Authenticator& authenticator) : m_authenticator(authenticator) {}
    Step apply(const ContextPtr& request) override;

private:
    const auth::Authenticator& m_authenticator;
};

/// Lets users who may do so act as others (Impersonate-User and its companions).
class ImpersonationFilter final : public Filter
{
public:
    explicit ImpersonationFilter(const auth::Authorizer& authorizer) : m_authorizer(authorizer) {}
    Step apply(const ContextPtr& request) override;

private:
    const auth::Authorizer& m_authorizer;
};

} // namespace skiff::apiserver
