#pragma once

#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/auth/node_graph.h"

namespace skiff::apiserver::auth {

/// What a kubelet may do: read secrets, config maps, claims and accounts that its pods need, see and
/// change its own pods, node and lease, and the rest of the role system:node. It has no opinion on
/// anybody else, nor on what it does not allow. Any thread.
class NodeAuthorizer final : public Authorizer
{
public:
    explicit NodeAuthorizer(const NodeGraph& graph) : m_graph(graph) {}

    Verdict authorize(const User& user, const Attributes& attributes) const override;
    RuleSet rulesFor(const User& user, std::string_view nameSpace) const override;

private:
    Verdict readNeeded(std::string_view node, PodReferences::Kind kind, const Attributes& attributes) const;
    Verdict token(std::string_view node, const Attributes& attributes) const;
    Verdict lease(std::string_view node, const Attributes& attributes) const;
    Verdict pod(std::string_view node, const Attributes& attributes) const;
    Verdict ownNode(std::string_view node, const Attributes& attributes) const;

    const NodeGraph& m_graph;
};

} // namespace skiff::apiserver::auth
