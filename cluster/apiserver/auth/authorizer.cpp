#include "cluster/apiserver/auth/authorizer.h"

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

void appendReason(std::string& all, const std::string& reason)
{
    if (reason.empty())
        return;
    if (!all.empty())
        all += '\n';
    all += reason;
}

} // namespace

Verdict AuthorizerChain::authorize(const User& user, const Attributes& attributes) const
{
    std::string reasons;
    for (const auto& authorizer : m_authorizers) {
        Verdict verdict = authorizer->authorize(user, attributes);
        if (verdict.decision != Decision::NoOpinion)
            return verdict;
        appendReason(reasons, verdict.reason);
    }
    return {Decision::NoOpinion, std::move(reasons)};
}

RuleSet AuthorizerChain::rulesFor(const User& user, std::string_view nameSpace) const
{
    RuleSet all;
    for (const auto& authorizer : m_authorizers) {
        RuleSet some = authorizer->rulesFor(user, nameSpace);
        for (PolicyRule& rule : some.rules)
            all.add(std::move(rule));
        all.incomplete = all.incomplete || some.incomplete;
        appendReason(all.error, some.error);
    }
    return all;
}

Verdict MastersAuthorizer::authorize(const User& user, const Attributes&) const
{
    return {user.inGroup(mastersGroup) ? Decision::Allow : Decision::NoOpinion, {}};
}

RuleSet MastersAuthorizer::rulesFor(const User& user, std::string_view) const
{
    if (!user.inGroup(mastersGroup))
        return {};
    RuleSet everything;
    everything.rules.push_back({{"*"}, {"*"}, {"*"}, {}, {}});
    everything.rules.push_back({{"*"}, {}, {}, {}, {"*"}});
    return everything;
}

std::string deniedText(const User& user, const Attributes& attributes)
{
    if (!attributes.resourceRequest)
        return fmt::format("User \"{}\" cannot {} path \"{}\"", user.name, attributes.verb, attributes.path);
    std::string resource(attributes.resource);
    if (!attributes.subresource.empty())
        resource.append("/").append(attributes.subresource);
    const std::string where = attributes.nameSpace.empty()
                                  ? "at the cluster scope"
                                  : fmt::format("in the namespace \"{}\"", attributes.nameSpace);
    return fmt::format("User \"{}\" cannot {} resource \"{}\" in API group \"{}\" {}", user.name, attributes.verb,
                       resource, attributes.apiGroup, where);
}

std::string forbiddenMessage(const User& user, const Attributes& attributes, std::string_view reason)
{
    std::string message;
    if (attributes.resourceRequest) {
        message = attributes.resource;
        if (!attributes.apiGroup.empty())
            message.append(".").append(attributes.apiGroup);
        if (!attributes.name.empty())
            message += fmt::format(" \"{}\"", attributes.name);
        message += " is ";
    }
    message += "forbidden: " + deniedText(user, attributes);
    if (!reason.empty())
        message.append(": ").append(reason);
    return message;
}

} // namespace skiff::apiserver::auth
