#pragma once

#include "cluster/apiserver/auth/user.h"
#include "cluster/base/clock.h"
#include "cluster/base/mutex.h"
#include "cluster/base/result.h"
#include "cluster/data/value.h"
#include "cluster/pki/key.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skiff::apiserver::auth {

/// What tokens are bound to, as it stands now; the API server answers from its caches. An object
/// that is being deleted counts while its deletionTimestamp is less than a minute old. Any thread.
class TokenLookup
{
public:
    struct Pod
    {
        std::string uid;
        std::string serviceAccount;
        std::string node; ///< empty while not scheduled
    };
    virtual ~TokenLookup() = default;
    virtual std::optional<std::string> serviceAccountUid(std::string_view nameSpace, std::string_view name) const = 0;
    virtual std::optional<Pod> pod(std::string_view nameSpace, std::string_view name) const = 0;
    virtual std::optional<std::string> secretUid(std::string_view nameSpace, std::string_view name) const = 0;
    virtual std::optional<std::string> nodeUid(std::string_view name) const = 0;
};

/// The name and uid of something that a token is bound to.
struct TokenReference
{
    std::string name;
    std::string uid;
    explicit operator bool() const { return !name.empty(); }
};

/// What a service-account token says.
struct TokenClaims
{
    std::string nameSpace;
    TokenReference serviceAccount;
    TokenReference pod; ///< these three may be absent
    TokenReference secret;
    TokenReference node;
    std::vector<std::string> audiences;
    std::string id; ///< "jti"
    WallTime notBefore;
    WallTime expires;
};

/// Issues and checks service-account tokens: JSON web tokens, ES256, in the form of Kubernetes' bound
/// tokens. Any thread.
class ServiceAccountTokens
{
public:
    static constexpr std::string_view defaultIssuer = "https://kubernetes.default.svc";

    /// `key` signs; tokens of `olderKeys` are believed too. `lookup` and `clock` outlive this.
    ServiceAccountTokens(pki::Key key, std::vector<pki::Key> olderKeys, const TokenLookup& lookup, const Clock& clock,
                         std::string issuer = std::string(defaultIssuer));

    const std::string& issuer() const { return m_issuer; }
    const TokenLookup& lookup() const { return m_lookup; }
    /// The public keys as a JSON web key set: /openid/v1/jwks.
    data::Value keySet() const;

    struct Issued
    {
        std::string token;
        WallTime expires;
    };
    /// `claims` without id and times, which are set here.
    Result<Issued> issue(TokenClaims claims, Duration lifetime) const;

    struct Verified
    {
        UserPtr user;
        std::vector<std::string> audiences; ///< those of the token that were asked for
    };
    /// Whose token it is, now: signature, issuer, times, one of `audiences` (empty: ours), and that
    /// everything it is bound to is still there. Unauthenticated otherwise; nothing when the token is
    /// not one of this issuer at all.
    Result<std::optional<Verified>> verify(std::string_view token, const std::vector<std::string>& audiences) const;

private:
    using ClaimsPtr = std::shared_ptr<const TokenClaims>;
    /// The claims of a token with a good signature; nullptr when it is not of this issuer.
    Result<ClaimsPtr> read(std::string_view token) const;
    Status checkBindings(const TokenClaims& claims) const;

    std::vector<pki::Key> m_keys; ///< the first one signs
    const TokenLookup& m_lookup;
    const Clock& m_clock;
    const std::string m_issuer;

    mutable Mutex m_mutex;
    /// Tokens whose signature was good: checking one costs 100 µs, and clients send the same for an hour.
    mutable std::unordered_map<std::string, ClaimsPtr> m_known SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::apiserver::auth
