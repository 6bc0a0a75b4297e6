#include "cluster/apiserver/auth/node_authorizer.h"

#include "cluster/apiserver/auth/default_roles.h"

#include <algorithm>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

constexpr std::string_view leaseNamespace = "kube-node-lease";

Verdict allow()
{
    return {Decision::Allow, {}};
}
Verdict noOpinion(std::string why)
{
    return {Decision::NoOpinion, std::move(why)};
}

Verdict unrelated(std::string_view node)
{
    return noOpinion(fmt::format("no relationship found between node '{}' and this object", node));
}

bool isRead(std::string_view verb)
{
    return verb == "get" || verb == "list" || verb == "watch";
}

Verdict byRules(const Attributes& attributes)
{
    const auto& rules = nodeRules();
    const bool allowed =
        std::any_of(rules.begin(), rules.end(), [&](const PolicyRule& rule) { return allows(rule, attributes); });
    return {allowed ? Decision::Allow : Decision::NoOpinion, {}};
}

/// The value that a field selector fixes for `field`, or empty.
std::string_view selected(std::string_view selector, std::string_view field)
{
    while (!selector.empty()) {
        const size_t comma = std::min(selector.find(','), selector.size());
        std::string_view term = selector.substr(0, comma);
        selector.remove_prefix(std::min(comma + 1, selector.size()));
        if (!term.starts_with(field) || term.substr(field.size()).substr(0, 1) != "=")
            continue;
        term.remove_prefix(field.size() + 1);
        return term.starts_with('=') ? term.substr(1) : term;
    }
    return {};
}

/// The one object a request is about, named by path or by selector.
std::string_view nameOf(const Attributes& attributes)
{
    return attributes.name.empty() ? selected(attributes.fieldSelector, "metadata.name") : attributes.name;
}

} // namespace

Verdict NodeAuthorizer::authorize(const User& user, const Attributes& attributes) const
{
    const std::string_view node = user.nodeName();
    if (node.empty())
        return user.inGroup(nodesGroup) ? noOpinion(fmt::format("unknown node for user \"{}\"", user.name)) : Verdict{};
    if (!attributes.resourceRequest)
        return {};
    const std::string_view resource = attributes.resource;
    if (attributes.apiGroup == "coordination.k8s.io" && resource == "leases")
        return lease(node, attributes);
    if (!attributes.apiGroup.empty())
        return byRules(attributes);
    if (resource == "secrets")
        return readNeeded(node, PodReferences::Kind::Secret, attributes);
    if (resource == "configmaps")
        return readNeeded(node, PodReferences::Kind::ConfigMap, attributes);
    if (resource == "persistentvolumeclaims")
        return readNeeded(node, PodReferences::Kind::PersistentVolumeClaim, attributes);
    if (resource == "persistentvolumes")
        return unrelated(node);
    if (resource == "serviceaccounts")
        return token(node, attributes);
    if (resource == "pods")
        return pod(node, attributes);
    return resource == "nodes" ? ownNode(node, attributes) : byRules(attributes);
}

Verdict NodeAuthorizer::readNeeded(std::string_view node, PodReferences::Kind kind, const Attributes& attributes) const
{
    if (!isRead(attributes.verb) || !attributes.subresource.empty())
        return noOpinion("can only read resources of this type");
    const std::string_view name = nameOf(attributes);
    if (attributes.nameSpace.empty() || name.empty())
        return noOpinion("can only read namespaced object of this type");
    return m_graph.needs(node, kind, attributes.nameSpace, name) ? allow() : unrelated(node);
}

Verdict NodeAuthorizer::token(std::string_view node, const Attributes& attributes) const
{
    if (attributes.subresource.empty() && attributes.verb == "get")
        return readNeeded(node, PodReferences::Kind::ServiceAccount, attributes);
    if (attributes.verb != "create" || attributes.subresource != "token" || attributes.nameSpace.empty() ||
        attributes.name.empty())
        return noOpinion("can only create tokens for individual service accounts");
    return m_graph.needs(node, PodReferences::Kind::ServiceAccount, attributes.nameSpace, attributes.name)
               ? allow()
               : unrelated(node);
}

Verdict NodeAuthorizer::lease(std::string_view node, const Attributes& attributes) const
{
    const std::string_view verb = attributes.verb;
    if (verb != "get" && verb != "create" && verb != "update" && verb != "patch" && verb != "delete")
        return noOpinion("can only get, create, update, patch, or delete a node lease");
    if (attributes.nameSpace != leaseNamespace)
        return noOpinion(fmt::format("can only access leases in the \"{}\" system namespace", leaseNamespace));
    // A create names its object in the body, which admission looks at.
    if (verb != "create" && attributes.name != node)
        return noOpinion("can only access node lease with the same name as the requesting node");
    return allow();
}

Verdict NodeAuthorizer::pod(std::string_view node, const Attributes& attributes) const
{
    if (isRead(attributes.verb) && attributes.name.empty())
        return selected(attributes.fieldSelector, "spec.nodeName") == node && attributes.subresource.empty()
                   ? allow()
                   : noOpinion("can only list/watch pods with spec.nodeName field selector");
    // A pod that is not there any more shall give 404, which ends the kubelet's work on it.
    const auto runsOn = m_graph.nodeOf(attributes.nameSpace, attributes.name);
    if (!attributes.name.empty() && runsOn && *runsOn != node)
        return unrelated(node);
    return byRules(attributes);
}

Verdict NodeAuthorizer::ownNode(std::string_view node, const Attributes& attributes) const
{
    if (attributes.verb == "create" || nameOf(attributes) == node)
        return byRules(attributes);
    return noOpinion(isRead(attributes.verb)
                         ? fmt::format("node '{}' cannot read '{}', only its own Node object", node, nameOf(attributes))
                         : fmt::format("node \"{}\" is not allowed to modify node \"{}\"", node, attributes.name));
}

RuleSet NodeAuthorizer::rulesFor(const User& user, std::string_view) const
{
    RuleSet none;
    if (!user.nodeName().empty()) {
        none.incomplete = true;
        none.error = "node authorizer does not support user rule resolution";
    }
    return none;
}

} // namespace skiff::apiserver::auth
