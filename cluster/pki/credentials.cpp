#include "cluster/pki/credentials.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/pki/pair_files.h"

#include <algorithm>
#include <optional>

#include <arpa/inet.h>

namespace skiff::pki {

namespace {

std::string normalAddress(const std::string& text)
{
    unsigned char bytes[sizeof(in6_addr)];
    char normal[INET6_ADDRSTRLEN] = {};
    for (const int family : {AF_INET, AF_INET6}) {
        if (::inet_pton(family, text.c_str(), bytes) == 1 && ::inet_ntop(family, bytes, normal, sizeof normal))
            return normal;
    }
    return {};
}

LeafRequest apiServerRequest(const std::vector<std::string>& serverNames)
{
    LeafRequest request;
    request.commonName = "kube-apiserver";
    request.usage = LeafRequest::Usage::Server;
    request.dnsNames = {"kubernetes", "kubernetes.default", "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local", "localhost"};
    request.addresses = {"127.0.0.1", "10.96.0.1"};
    for (const std::string& name : serverNames) {
        const std::string address = normalAddress(name);
        auto& list = address.empty() ? request.dnsNames : request.addresses;
        const std::string& entry = address.empty() ? name : address;
        if (std::find(list.begin(), list.end(), entry) == list.end())
            list.push_back(entry);
    }
    return request;
}

bool holdsAll(const std::vector<std::string>& all, const std::vector<std::string>& some)
{
    return std::all_of(some.begin(), some.end(),
                       [&](const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

bool stillGood(const KeyPair& pair, const LeafRequest& request, const CertificateAuthority& authority, WallTime now)
{
    const auto info = readCertificate(pair.certificatePem);
    return info.ok() && matches(pair) && isSignedBy(pair.certificatePem, authority.certificatePem()) &&
           !needsRenewal(*info, now, renewalMargin) && info->commonName == request.commonName &&
           info->organizations == request.organizations && holdsAll(info->dnsNames, request.dnsNames) &&
           holdsAll(info->addresses, request.addresses);
}

Result<CertificateAuthority> openAuthority(const std::string& base, WallTime now)
{
    SKIFF_TRY_ASSIGN(const std::optional<KeyPair> pair, loadPair(base));
    if (!pair) {
        // A certificate whose key is lost must not be replaced silently: nodes and users trust it.
        if (file::read(base + ".crt").ok())
            return Error{ErrorCode::DataLoss,
                         base + ".key is missing: put it back, or remove the whole folder for a new cluster"};
        SKIFF_TRY_ASSIGN(CertificateAuthority authority, CertificateAuthority::create("skiff-ca", now));
        SKIFF_TRY(savePair(base, authority.pair()));
        return authority;
    }
    auto authority = CertificateAuthority::load(*pair);
    if (!authority.ok())
        return authority.error().in(base + ".crt");
    SKIFF_TRY_ASSIGN(const CertificateInfo info, readCertificate(pair->certificatePem));
    if (!needsRenewal(info, now, authorityRenewalMargin))
        return authority;
    SKIFF_TRY_ASSIGN(CertificateAuthority renewed, authority->renewed(now));
    SKIFF_TRY(savePair(base, renewed.pair()));
    log::info("pki", "signed {}.crt anew until {}", base, formatTime(now + authorityLifetime));
    return renewed;
}

Result<Key> openTokenKey(const std::string& base)
{
    const auto text = file::read(base + ".key");
    if (text.ok()) {
        auto key = Key::fromPem(*text);
        if (!key.ok() || !key->isPrivate())
            return Error{ErrorCode::DataLoss, base + ".key: not a private P-256 key in PEM"};
        return key;
    }
    if (text.error().code != ErrorCode::NotFound)
        return text.error();
    SKIFF_TRY_ASSIGN(Key key, Key::generate());
    SKIFF_TRY(file::writeAtomically(base + ".key", key.privatePem()));
    SKIFF_TRY(file::writeAtomically(base + ".pub", key.publicPem()));
    return key;
}

Result<KeyPair> openLeaf(const std::string& base, const LeafRequest& request, const CertificateAuthority& authority,
                         WallTime now)
{
    SKIFF_TRY_ASSIGN(const std::optional<KeyPair> pair, loadPair(base));
    if (pair && stillGood(*pair, request, authority, now))
        return *pair;
    SKIFF_TRY_ASSIGN(KeyPair made, authority.issue(request, now));
    SKIFF_TRY(savePair(base, made));
    log::info("pki", "{} {}.crt", pair ? "renewed" : "made", base);
    return made;
}

/// A DNS-1123 subdomain, as node names are.
bool isNodeName(std::string_view name)
{
    const auto isAlphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    };
    char previous = '.';
    for (const char c : name) {
        const bool good = isAlphanumeric(c) || (c == '-' && previous != '.') || (c == '.' && isAlphanumeric(previous));
        if (!good)
            return false;
        previous = c;
    }
    return !name.empty() && name.size() <= 253 && isAlphanumeric(previous);
}

} // namespace

Result<ClusterCredentials> ClusterCredentials::openOrCreate(const std::string& dataDir,
                                                            const std::vector<std::string>& serverNames,
                                                            const Clock& clock)
{
    const std::string folder = dataDir + "/pki/";
    const WallTime now = clock.now();
    SKIFF_TRY(file::makeFolders(dataDir + "/pki"));
    SKIFF_TRY_ASSIGN(const FolderGuard guard, FolderGuard::wait(folder));
    SKIFF_TRY_ASSIGN(CertificateAuthority authority, openAuthority(folder + "ca", now));
    SKIFF_TRY_ASSIGN(Key tokenKey, openTokenKey(folder + "sa"));

    ClusterCredentials all(std::move(authority), std::move(tokenKey));
    const LeafRequest admin{.commonName = "kubernetes-admin", .organizations = {"system:masters"}};
    const LeafRequest kubeletClient{.commonName = "skiff-apiserver", .organizations = {"system:masters"}};
    SKIFF_TRY_ASSIGN(all.m_apiServer,
                     openLeaf(folder + "apiserver", apiServerRequest(serverNames), all.m_authority, now));
    SKIFF_TRY_ASSIGN(all.m_admin, openLeaf(folder + "admin", admin, all.m_authority, now));
    SKIFF_TRY_ASSIGN(all.m_kubeletClient,
                     openLeaf(folder + "apiserver-kubelet-client", kubeletClient, all.m_authority, now));
    return all;
}

Result<NodeCredentials> ClusterCredentials::issueNode(const std::string& name, const std::string& address,
                                                      WallTime now) const
{
    if (!isNodeName(name))
        return Error{ErrorCode::InvalidArgument,
                     "\"" + name + "\" is not a node name: lower-case letters, digits, '-' and '.'"};
    if (normalAddress(address).empty())
        return Error{ErrorCode::InvalidArgument, "\"" + address + "\" is not an IP address"};
    LeafRequest request{.commonName = "system:node:" + name, .organizations = {"system:nodes"}};
    NodeCredentials node;
    SKIFF_TRY_ASSIGN(node.client, m_authority.issue(request, now));
    request.usage = LeafRequest::Usage::Server;
    request.dnsNames = {name};
    request.addresses = {address};
    SKIFF_TRY_ASSIGN(node.serving, m_authority.issue(request, now));
    node.authorityPem = m_authority.certificatePem();
    return node;
}

} // namespace skiff::pki
