#pragma once

#include "cluster/apiserver/auth/policy_rule.h"
#include "cluster/apiserver/auth/user.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

/// What a request wants to do. Views into the request: valid while it lives.
struct Attributes
{
    std::string_view verb;       ///< "get", "list", ... for paths the HTTP method in lower case
    bool resourceRequest = true; ///< false: `path` counts and nothing below it
    std::string_view path;       ///< "/metrics"
    std::string_view apiGroup;
    std::string_view apiVersion;
    std::string_view resource;      ///< plural, "pods"
    std::string_view subresource;   ///< "log"
    std::string_view nameSpace;     ///< empty: the cluster scope, or all namespaces
    std::string_view name;          ///< empty for list, create, deletecollection
    std::string_view fieldSelector; ///< as sent; the node authorizer looks at it
};

enum class Decision
{
    Allow,
    Deny, ///< final: no later authorizer is asked
    NoOpinion,
};

struct Verdict
{
    Decision decision = Decision::NoOpinion;
    std::string reason; ///< for SubjectAccessReview and the end of 403 texts; may be empty
};

/// Says whether a user may do something. Any thread, never blocks.
class Authorizer
{
public:
    virtual ~Authorizer() = default;
    virtual Verdict authorize(const User& user, const Attributes& attributes) const = 0;
    /// What `user` may do in `nameSpace`, as far as this authorizer can list it (SelfSubjectRulesReview).
    virtual RuleSet rulesFor(const User& user, std::string_view nameSpace) const = 0;
};

/// Asks one authorizer after the other until one allows or denies. Nobody does: NoOpinion, which
/// is a refusal. Any thread.
class AuthorizerChain final : public Authorizer
{
public:
    explicit AuthorizerChain(std::vector<std::unique_ptr<Authorizer>> authorizers)
        : m_authorizers(std::move(authorizers))
    {}

    Verdict authorize(const User& user, const Attributes& attributes) const override;
    RuleSet rulesFor(const User& user, std::string_view nameSpace) const override;

private:
    std::vector<std::unique_ptr<Authorizer>> m_authorizers;
};

/// Allows members of system:masters everything, whatever the roles say.
class MastersAuthorizer final : public Authorizer
{
public:
    Verdict authorize(const User& user, const Attributes& attributes) const override;
    RuleSet rulesFor(const User& user, std::string_view nameSpace) const override;
};

/// `User "x" cannot list resource "pods" in API group "" at the cluster scope`: the middle of 403 texts.
std::string deniedText(const User& user, const Attributes& attributes);

/// The whole message of the 403 Status: `pods "a" is forbidden: ` + deniedText() [+ ": " + reason].
/// Its details are name = attributes.name, group = attributes.apiGroup, kind = attributes.resource.
std::string forbiddenMessage(const User& user, const Attributes& attributes, std::string_view reason = {});

} // namespace skiff::apiserver::auth
