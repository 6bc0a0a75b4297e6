#include "cluster/apiserver/filters/authentication_filter.h"

#include <fmt/format.h>
#include <strings.h>

namespace skiff::apiserver {

namespace {

/// One right that an impersonation needs.
struct Claim
{
    std::string_view group;
    std::string_view resource;
    std::string_view subresource;
    std::string nameSpace;
    std::string name;
};

struct Impersonation
{
    auth::User user;
    std::vector<Claim> claims;
};

bool startsWithIgnoringCase(std::string_view text, std::string_view prefix)
{
    return text.size() > prefix.size() && strncasecmp(text.data(), prefix.data(), prefix.size()) == 0;
}

std::string lowerCase(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = char(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

void claimUser(std::string_view name, Impersonation& wanted)
{
    wanted.user.name = name;
    const auth::ServiceAccountName account = auth::splitServiceAccountUser(name);
    if (account.name.empty()) {
        wanted.claims.push_back({"", "users", "", "", std::string(name)});
        return;
    }
    wanted.claims.push_back({"", "serviceaccounts", "", std::string(account.nameSpace), std::string(account.name)});
    if (wanted.user.groups.empty())
        wanted.user.groups = auth::serviceAccount(account.nameSpace, account.name, {}).groups;
}

Impersonation readHeaders(const net::Headers& headers)
{
    constexpr std::string_view extraPrefix = "Impersonate-Extra-";
    Impersonation wanted;
    for (const std::string_view group : headers.all("Impersonate-Group")) {
        wanted.user.groups.emplace_back(group);
        wanted.claims.push_back({"", "groups", "", "", std::string(group)});
    }
    if (const std::string_view uid = headers.get("Impersonate-Uid"); !uid.empty()) {
        wanted.user.uid = uid;
        wanted.claims.push_back({"authentication.k8s.io", "uids", "", "", std::string(uid)});
    }
    for (const auto& [name, value] : headers) {
        if (!startsWithIgnoringCase(name, extraPrefix))
            continue;
        wanted.user.extra[lowerCase(std::string_view(name).substr(extraPrefix.size()))].push_back(value);
        wanted.claims.push_back({"authentication.k8s.io", "userextras", "", "", value});
    }
    if (const std::string_view name = headers.get("Impersonate-User"); !name.empty())
        claimUser(name, wanted);
    return wanted;
}

} // namespace

Step AuthenticationFilter::apply(const ContextPtr& request)
{
    if (request->user)
        return Step::Next;
    auto user = m_authenticator.authenticate(request->http());
    if (!user.ok() || !*user) {
        request->fail(unauthorized());
        return Step::Answered;
    }
    request->user = std::move(user).value();
    return Step::Next;
}

Step ImpersonationFilter::apply(const ContextPtr& request)
{
    Impersonation wanted = readHeaders(request->http().headers);
    if (wanted.claims.empty())
        return Step::Next;
    if (wanted.user.name.empty()) {
        request->fail(plainError(fmt::format("requested {} without impersonating a user", wanted.claims.front().resource)));
        return Step::Answered;
    }
    for (const Claim& claim : wanted.claims) {
        auth::Attributes attributes;
        attributes.verb = "impersonate";
        attributes.apiGroup = claim.group;
        attributes.apiVersion = "v1";
        attributes.resource = claim.resource;
        attributes.nameSpace = claim.nameSpace;
        attributes.name = claim.name;
        if (m_authorizer.authorize(*request->user, attributes).decision == auth::Decision::Allow)
            continue;
        StatusError refusal;
        refusal.code = 403;
        refusal.reason = "Forbidden";
        refusal.message = auth::forbiddenMessage(*request->user, attributes);
        refusal.details = true;
        refusal.name = claim.name;
        refusal.group = claim.group;
        refusal.kind = claim.resource;
        request->fail(refusal);
        return Step::Answered;
    }
    if (wanted.user.name != auth::anonymousUser && !wanted.user.inGroup(auth::authenticatedGroup))
        wanted.user.groups.emplace_back(auth::authenticatedGroup);
    request->user = std::make_shared<const auth::User>(std::move(wanted.user));
    return Step::Next;
}

} // namespace skiff::apiserver
