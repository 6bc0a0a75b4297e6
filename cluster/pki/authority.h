#pragma once

#include "cluster/pki/certificate.h"
#include "cluster/pki/key.h"

#include <string>
#include <vector>

namespace skiff::pki {

inline constexpr Duration authorityLifetime = std::chrono::hours(24 * 3653); // ten years
inline constexpr Duration leafLifetime = std::chrono::hours(24 * 365);

/// What a leaf certificate shall say.
struct LeafRequest
{
    enum class Usage
    {
        Client,
        Server
    };
    std::string commonName;
    std::vector<std::string> organizations;
    std::vector<std::string> dnsNames;
    std::vector<std::string> addresses; ///< IPv4 or IPv6
    Usage usage = Usage::Client;
    Duration lifetime = leafLifetime;
};

/// Signs certificates with a P-256 key. Immutable; any thread.
class CertificateAuthority
{
public:
    static Result<CertificateAuthority> create(const std::string& commonName, WallTime now);
    /// DataLoss when the texts do not hold an authority and its key.
    static Result<CertificateAuthority> load(const KeyPair& pair);
    /// The same name and key with a new end: what was signed before stays good.
    Result<CertificateAuthority> renewed(WallTime now) const;

    /// A new key and its certificate, valid from five minutes ago (clocks differ), never longer than
    /// the authority. InvalidArgument when an address is none.
    Result<KeyPair> issue(const LeafRequest& request, WallTime now) const;

    const std::string& certificatePem() const { return m_certificatePem; }
    KeyPair pair() const { return {m_certificatePem, m_key.privatePem()}; }

private:
    CertificateAuthority(std::string certificatePem, Key key)
        : m_certificatePem(std::move(certificatePem)), m_key(std::move(key))
    {}
    static Result<CertificateAuthority> selfSigned(const std::string& commonName, Key key, WallTime now);

    std::string m_certificatePem;
    Key m_key;
};

} // namespace skiff::pki
