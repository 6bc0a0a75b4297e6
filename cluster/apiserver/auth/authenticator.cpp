#include "cluster/apiserver/auth/authenticator.h"

#include <optional>

namespace skiff::apiserver::auth {

Result<UserPtr> CertificateAuthenticator::authenticate(const net::Request& request) const
{
    if (!request.peer || !request.peer->presented)
        return UserPtr();
    if (!request.peer->verified || request.peer->commonName.empty())
        return Error{ErrorCode::Unauthenticated, "the client certificate is not one of this cluster"};
    auto user = std::make_shared<User>();
    user->name = request.peer->commonName;
    user->groups = request.peer->organizations;
    if (!user->inGroup(authenticatedGroup))
        user->groups.emplace_back(authenticatedGroup);
    return UserPtr(std::move(user));
}

Result<UserPtr> RequestAuthenticator::authenticate(const net::Request& request) const
{
    std::optional<Error> refusal;
    for (const auto& authenticator : m_authenticators) {
        Result<UserPtr> user = authenticator->authenticate(request);
        if (!user.ok())
            refusal = std::move(user).error();
        else if (*user)
            return user;
    }
    if (refusal)
        return std::move(*refusal);
    return anonymous();
}

UserPtr anonymous()
{
    static const UserPtr user =
        std::make_shared<const User>(User{std::string(anonymousUser), {}, {std::string(unauthenticatedGroup)}, {}});
    return user;
}

} // namespace skiff::apiserver::auth
