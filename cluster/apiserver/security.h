#pragma once

#include "cluster/apiserver/auth/authenticator.h"
#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/auth/node_graph.h"
#include "cluster/apiserver/auth/rbac_policy.h"
#include "cluster/apiserver/auth/service_account_tokens.h"
#include "cluster/apiserver/registry/registry.h"

#include <memory>

namespace skiff::apiserver {

/// Who may ask and what they may do, from the stored roles, bindings and service accounts.
/// Owned by ApiServer; any thread once started.
class Security
{
public:
    Security(const Registry& registry, WatchCache& cache, pki::Key serviceAccountKey, const Clock& clock);
    ~Security();

    /// Takes in the present roles, bindings and pods and follows them. After the caches are loaded.
    void start();

    const auth::Authenticator& authenticator() const { return *m_authenticator; }
    const auth::Authorizer& authorizer() const { return *m_authorizer; }
    const auth::RbacPolicy& policy() const { return m_policy; }
    const auth::ServiceAccountTokens& tokens() const { return *m_tokens; }

private:
    const Registry& m_registry;
    WatchCache& m_cache;
    auth::RbacPolicy m_policy;
    auth::NodeGraph m_nodeGraph;
    std::unique_ptr<auth::TokenLookup> m_lookup;
    std::unique_ptr<auth::ServiceAccountTokens> m_tokens;
    std::unique_ptr<auth::Authenticator> m_authenticator;
    std::unique_ptr<auth::Authorizer> m_authorizer;
};

} // namespace skiff::apiserver
