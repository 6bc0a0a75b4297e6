#pragma once

#include "cluster/base/clock.h"
#include "cluster/pki/authority.h"
#include "cluster/pki/key.h"

#include <string>
#include <vector>

namespace skiff::pki {

/// Leaves are made anew at start from this long before their end.
inline constexpr Duration renewalMargin = std::chrono::hours(24 * 30);
/// The authority is signed anew earlier, so that a leaf never outlives it.
inline constexpr Duration authorityRenewalMargin = std::chrono::hours(24 * 400);

/// What a node's agent needs to be believed, and to know whom to believe.
struct NodeCredentials
{
    KeyPair client;  ///< CN system:node:NAME, O system:nodes: for its kubeconfig
    KeyPair serving; ///< the kubelet's server: the node's name and address, nothing else
    std::string authorityPem;
};

/// Everything a control plane proves itself with, kept below DATA/pki (files 0600):
///   ca.crt ca.key                        the authority, ten years
///   apiserver.crt .key                   the API server's serving certificate, one year as all leaves
///   admin.crt .key                       CN kubernetes-admin, O system:masters
///   apiserver-kubelet-client.crt .key    CN skiff-apiserver, O system:masters
///   sa.key sa.pub                        signs service-account tokens
/// A value; immutable once opened.
class ClusterCredentials
{
public:
    /// Reads what is there; makes what is missing, near its end, of another authority, or (the serving
    /// certificate) without one of `serverNames`, the host names and addresses that clients use beside
    /// kubernetes.default.svc, localhost and 10.96.0.1. An unreadable authority or token key is
    /// DataLoss, never replaced: everything out there trusts it. Processes wait for each other.
    static Result<ClusterCredentials> openOrCreate(const std::string& dataDir,
                                                   const std::vector<std::string>& serverNames, const Clock& clock);

    const CertificateAuthority& authority() const { return m_authority; }
    const KeyPair& apiServer() const { return m_apiServer; }
    const KeyPair& admin() const { return m_admin; }
    const KeyPair& kubeletClient() const { return m_kubeletClient; }
    const Key& serviceAccountKey() const { return m_serviceAccountKey; }

    /// New certificates for a node. InvalidArgument when the name is no node name or the address no IP address.
    Result<NodeCredentials> issueNode(const std::string& name, const std::string& address, WallTime now) const;

private:
    ClusterCredentials(CertificateAuthority authority, Key serviceAccountKey)
        : m_authority(std::move(authority)), m_serviceAccountKey(std::move(serviceAccountKey))
    {}

    CertificateAuthority m_authority;
    Key m_serviceAccountKey;
    KeyPair m_apiServer;
    KeyPair m_admin;
    KeyPair m_kubeletClient;
};

} // namespace skiff::pki
