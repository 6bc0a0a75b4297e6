#pragma once

#include "cluster/apiserver/auth/authenticator.h"
#include "cluster/apiserver/auth/service_account_tokens.h"

namespace skiff::apiserver::auth {

/// The token of "Authorization: Bearer TOKEN", or nothing.
std::string_view bearerToken(const net::Headers& headers);

/// Bearer tokens of service accounts. Any other bearer token is refused. Any thread.
class TokenAuthenticator final : public Authenticator
{
public:
    explicit TokenAuthenticator(const ServiceAccountTokens& tokens) : m_tokens(tokens) {}
    Result<UserPtr> authenticate(const net::Request& request) const override;

private:
    const ServiceAccountTokens& m_tokens;
};

} // namespace skiff::apiserver::auth
