#include "cluster/apiserver/security.h"

#include "cluster/apiserver/auth/node_authorizer.h"
#include "cluster/apiserver/auth/rbac_authorizer.h"
#include "cluster/apiserver/auth/token_authenticator.h"
#include "cluster/apiserver/registry/auth/cached_token_lookup.h"
#include "cluster/apiserver/registry/auth/node_feed.h"
#include "cluster/apiserver/registry/rbac/rbac_feed.h"

namespace skiff::apiserver {

Security::Security(const Registry& registry, WatchCache& cache, pki::Key serviceAccountKey, const Clock& clock)
    : m_registry(registry), m_cache(cache), m_lookup(std::make_unique<CachedTokenLookup>(registry, clock)),
      m_tokens(std::make_unique<auth::ServiceAccountTokens>(std::move(serviceAccountKey), std::vector<pki::Key>(), *m_lookup, clock))
{
    std::vector<std::unique_ptr<auth::Authenticator>> authenticators;
    authenticators.push_back(std::make_unique<auth::CertificateAuthenticator>());
    authenticators.push_back(std::make_unique<auth::TokenAuthenticator>(*m_tokens));
    m_authenticator = std::make_unique<auth::RequestAuthenticator>(std::move(authenticators));

    std::vector<std::unique_ptr<auth::Authorizer>> authorizers;
    authorizers.push_back(std::make_unique<auth::MastersAuthorizer>());
    authorizers.push_back(std::make_unique<auth::NodeAuthorizer>(m_nodeGraph));
    authorizers.push_back(std::make_unique<auth::RbacAuthorizer>(m_policy));
    m_authorizer = std::make_unique<auth::AuthorizerChain>(std::move(authorizers));
}

Security::~Security() = default;

void Security::start()
{
    feedNodeGraph(m_registry, m_cache, m_nodeGraph);
    feedPolicy(m_registry, m_cache, m_policy);
}

} // namespace skiff::apiserver
