#include "cluster/apiserver/auth/service_account_tokens.h"

#include "cluster/pki/jwt.h"
#include "cluster/pki/random.h"

#include <algorithm>

namespace skiff::apiserver::auth {

namespace {

constexpr Duration leeway = std::chrono::minutes(1);
constexpr size_t knownLimit = 4096;

int64_t secondsOf(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

WallTime timeAt(const data::Value& claims, std::string_view name)
{
    return WallTime(std::chrono::seconds(data::intAt(claims, {name})));
}

data::Object toObject(const TokenReference& reference)
{
    return {{"name", reference.name}, {"uid", reference.uid}};
}

TokenReference referenceAt(const data::Value& claims, std::string_view kind)
{
    return {std::string(data::stringAt(claims, {"kubernetes.io", kind, "name"})),
            std::string(data::stringAt(claims, {"kubernetes.io", kind, "uid"}))};
}

data::Value toValue(const TokenClaims& claims, const std::string& issuer, WallTime now)
{
    data::Object kubernetes{{"namespace", claims.nameSpace}};
    const auto add = [&](const char* kind, const TokenReference& reference) {
        if (reference)
            kubernetes[kind] = toObject(reference);
    };
    add("node", claims.node);
    add("pod", claims.pod);
    add("secret", claims.secret);
    add("serviceaccount", claims.serviceAccount);
    return data::Object{{"aud", data::Array(claims.audiences.begin(), claims.audiences.end())},
                        {"exp", secondsOf(claims.expires)},
                        {"iat", secondsOf(now)},
                        {"iss", issuer},
                        {"jti", claims.id},
                        {"kubernetes.io", std::move(kubernetes)},
                        {"nbf", secondsOf(claims.notBefore)},
                        {"sub", serviceAccountUser(claims.nameSpace, claims.serviceAccount.name)}};
}

TokenClaims fromValue(const data::Value& value)
{
    TokenClaims claims{std::string(data::stringAt(value, {"kubernetes.io", "namespace"})),
                       referenceAt(value, "serviceaccount"),
                       referenceAt(value, "pod"),
                       referenceAt(value, "secret"),
                       referenceAt(value, "node"),
                       {},
                       std::string(data::stringAt(value, {"jti"})),
                       timeAt(value, "nbf"),
                       timeAt(value, "exp")};
    const data::Value* audiences = data::find(value, {"aud"});
    if (audiences && audiences->is_string()) {
        claims.audiences.emplace_back(audiences->as_string());
    } else if (audiences && audiences->is_array()) {
        for (const data::Value& audience : audiences->as_array()) {
            if (audience.is_string())
                claims.audiences.emplace_back(audience.as_string());
        }
    }
    return claims;
}

Error refused(std::string why)
{
    return {ErrorCode::Unauthenticated, std::move(why)};
}

UserPtr userOf(const TokenClaims& claims)
{
    User user = serviceAccount(claims.nameSpace, claims.serviceAccount.name, claims.serviceAccount.uid);
    const auto add = [&](const char* what, const TokenReference& reference) {
        if (!reference)
            return;
        const std::string key = std::string("authentication.kubernetes.io/") + what;
        user.extra[key + "-name"] = {reference.name};
        user.extra[key + "-uid"] = {reference.uid};
    };
    add("pod", claims.pod);
    add("node", claims.node);
    if (!claims.id.empty())
        user.extra["authentication.kubernetes.io/credential-id"] = {"JTI=" + claims.id};
    return std::make_shared<const User>(std::move(user));
}

} // namespace

ServiceAccountTokens::ServiceAccountTokens(pki::Key key, std::vector<pki::Key> olderKeys, const TokenLookup& lookup,
                                           const Clock& clock, std::string issuer)
    : m_keys(std::move(olderKeys)), m_lookup(lookup), m_clock(clock), m_issuer(std::move(issuer))
{
    m_keys.insert(m_keys.begin(), std::move(key));
}

data::Value ServiceAccountTokens::keySet() const
{
    return pki::keySet(m_keys);
}

Result<ServiceAccountTokens::Issued> ServiceAccountTokens::issue(TokenClaims claims, Duration lifetime) const
{
    const WallTime now = m_clock.now();
    claims.id = pki::uuid4();
    claims.notBefore = now;
    claims.expires = now + lifetime;
    if (claims.audiences.empty())
        claims.audiences = {m_issuer};
    SKIFF_TRY_ASSIGN(std::string token, pki::signToken(m_keys.front(), toValue(claims, m_issuer, now)));
    return Issued{std::move(token), claims.expires};
}

Result<ServiceAccountTokens::ClaimsPtr> ServiceAccountTokens::read(std::string_view token) const
{
    std::string key(token);
    {
        const MutexLock lock(m_mutex);
        if (const auto known = m_known.find(key); known != m_known.end())
            return known->second;
    }
    const auto unverified = pki::readUnverifiedClaims(token);
    if (!unverified.ok() || data::stringAt(*unverified, {"iss"}) != m_issuer)
        return ClaimsPtr();
    SKIFF_TRY_ASSIGN(const data::Value value, pki::verifyToken(token, m_keys));
    auto claims = std::make_shared<const TokenClaims>(fromValue(value));
    if (data::stringAt(value, {"sub"}) != serviceAccountUser(claims->nameSpace, claims->serviceAccount.name))
        return refused("the token's subject is not its service account");
    const MutexLock lock(m_mutex);
    if (m_known.size() >= knownLimit)
        m_known.clear();
    m_known.emplace(std::move(key), claims);
    return ClaimsPtr(std::move(claims));
}

Status ServiceAccountTokens::checkBindings(const TokenClaims& claims) const
{
    if (m_lookup.serviceAccountUid(claims.nameSpace, claims.serviceAccount.name) != claims.serviceAccount.uid)
        return refused("service account token has been invalidated");
    if (claims.pod) {
        const auto pod = m_lookup.pod(claims.nameSpace, claims.pod.name);
        if (!pod || pod->uid != claims.pod.uid)
            return refused("service account token has been invalidated");
    }
    if (claims.secret && m_lookup.secretUid(claims.nameSpace, claims.secret.name) != claims.secret.uid)
        return refused("service account token has been invalidated");
    // A pod's token names its node too, but lives and dies with the pod.
    if (claims.node && !claims.pod && m_lookup.nodeUid(claims.node.name) != claims.node.uid)
        return refused("service account token has been invalidated");
    return {};
}

Result<std::optional<ServiceAccountTokens::Verified>>
ServiceAccountTokens::verify(std::string_view token, const std::vector<std::string>& audiences) const
{
    SKIFF_TRY_ASSIGN(const ClaimsPtr claims, read(token));
    if (!claims)
        return std::optional<Verified>();
    const WallTime now = m_clock.now();
    if (now - leeway > claims->expires)
        return refused("service account token has expired");
    if (now + leeway < claims->notBefore)
        return refused("service account token is not valid yet");
    Verified verified;
    const std::vector<std::string> ours = {m_issuer};
    for (const std::string& audience : audiences.empty() ? ours : audiences) {
        if (std::find(claims->audiences.begin(), claims->audiences.end(), audience) != claims->audiences.end())
            verified.audiences.push_back(audience);
    }
    if (verified.audiences.empty())
        return refused("token audiences are invalid for this target");
    SKIFF_TRY(checkBindings(*claims));
    verified.user = userOf(*claims);
    return std::optional<Verified>(std::move(verified));
}

} // namespace skiff::apiserver::auth
