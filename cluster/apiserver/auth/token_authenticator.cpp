#include "cluster/apiserver/auth/token_authenticator.h"

#include <strings.h>

namespace skiff::apiserver::auth {

std::string_view bearerToken(const net::Headers& headers)
{
    constexpr std::string_view scheme = "Bearer ";
    std::string_view value = headers.get("Authorization");
    if (value.size() <= scheme.size() || ::strncasecmp(value.data(), scheme.data(), scheme.size()) != 0)
        return {};
    value.remove_prefix(scheme.size());
    const size_t begin = value.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string_view()
                                           : value.substr(begin, value.find_last_not_of(' ') + 1 - begin);
}

Result<UserPtr> TokenAuthenticator::authenticate(const net::Request& request) const
{
    const std::string_view token = bearerToken(request.headers);
    if (token.empty())
        return UserPtr();
    SKIFF_TRY_ASSIGN(auto verified, m_tokens.verify(token, {}));
    if (!verified)
        return Error{ErrorCode::Unauthenticated, "invalid bearer token"};
    return std::move(verified->user);
}

} // namespace skiff::apiserver::auth
