#pragma once

#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/pipeline.h"

namespace skiff::apiserver {

/// What `request` wants to do, as authorizers see it. Views into the request.
auth::Attributes attributesOf(const RequestContext& request);
/// The 403 for it.
StatusError forbiddenRequest(const auth::User& user, const auth::Attributes& attributes, std::string_view reason);

/// Ends with 403 what no rule allows.
class AuthorizationFilter final : public Filter
{
public:
    explicit AuthorizationFilter(const auth::Authorizer& authorizer) : m_authorizer(authorizer) {}
    Step apply(const ContextPtr& request) override;

private:
    const auth::Authorizer& m_authorizer;
};

} // namespace skiff::apiserver
