#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::pki {

/// A certificate and its private key, as PEM texts: what TLS and kubeconfig take.
struct KeyPair
{
    std::string certificatePem;
    std::string keyPem;
};

/// What a certificate says.
struct CertificateInfo
{
    std::string commonName;
    std::vector<std::string> organizations;
    std::vector<std::string> dnsNames;
    std::vector<std::string> addresses; ///< "10.96.0.1", "::1"
    WallTime notBefore;
    WallTime notAfter;
    bool isAuthority = false;
};

/// Reads the first certificate of `pem`.
Result<CertificateInfo> readCertificate(std::string_view pem);

/// True from `margin` before its end on, and while it is not valid yet.
bool needsRenewal(const CertificateInfo& certificate, WallTime now, Duration margin);

/// Whether `key` belongs to the certificate.
bool matches(const KeyPair& pair);

/// Whether `caPem` signed `certificatePem`; times are not looked at.
bool isSignedBy(std::string_view certificatePem, std::string_view caPem);

} // namespace skiff::pki
