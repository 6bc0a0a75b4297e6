#pragma once

#include "cluster/apiserver/auth/user.h"
#include "cluster/base/result.h"
#include "cluster/net/http.h"

#include <memory>
#include <vector>

namespace skiff::apiserver::auth {

/// Finds out who sent a request. Any thread, never blocks.
class Authenticator
{
public:
    virtual ~Authenticator() = default;
    /// The user; nullptr when the request carries no credentials of this kind; Unauthenticated
    /// when it carries some that are not good (the answer is 401).
    virtual Result<UserPtr> authenticate(const net::Request& request) const = 0;
};

/// A client certificate that our CA signed: common name is the user, organizations are groups.
class CertificateAuthenticator final : public Authenticator
{
public:
    Result<UserPtr> authenticate(const net::Request& request) const override;
};

/// Asks each authenticator in turn; a request without any credentials is system:anonymous. Bad
/// credentials of one kind do not hide good ones of another. Any thread.
class RequestAuthenticator final : public Authenticator
{
public:
    explicit RequestAuthenticator(std::vector<std::unique_ptr<Authenticator>> authenticators)
        : m_authenticators(std::move(authenticators))
    {}

    Result<UserPtr> authenticate(const net::Request& request) const override;

private:
    std::vector<std::unique_ptr<Authenticator>> m_authenticators;
};

/// system:anonymous in system:unauthenticated.
UserPtr anonymous();

} // namespace skiff::apiserver::auth
