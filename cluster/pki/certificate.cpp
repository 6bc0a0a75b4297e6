#include "cluster/pki/certificate.h"

#include "cluster/pki/key.h"
#include "cluster/pki/openssl.h"

#include <ctime>

#include <arpa/inet.h>
#include <openssl/x509v3.h>

namespace skiff::pki {

namespace {

std::vector<std::string> namesOf(X509* certificate, int nid)
{
    std::vector<std::string> values;
    const X509_NAME* subject = X509_get_subject_name(certificate);
    for (int at = X509_NAME_get_index_by_NID(subject, nid, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(subject, nid, at)) {
        unsigned char* text = nullptr;
        const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
        if (length >= 0)
            values.emplace_back(reinterpret_cast<char*>(text), size_t(length));
        OPENSSL_free(text);
    }
    return values;
}

WallTime timeOf(const ASN1_TIME* time)
{
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return WallTime(std::chrono::seconds(::timegm(&parts)));
}

std::string addressText(const ASN1_OCTET_STRING* bytes)
{
    char text[INET6_ADDRSTRLEN] = {};
    const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
    ::inet_ntop(family, ASN1_STRING_get0_data(bytes), text, sizeof text);
    return text;
}

void readAlternativeNames(X509* certificate, CertificateInfo& info)
{
    using Names = std::unique_ptr<GENERAL_NAMES, openssl::Free<GENERAL_NAMES_free>>;
    const Names names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) {
            info.dnsNames.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                       size_t(ASN1_STRING_length(name->d.dNSName)));
        } else if (name->type == GEN_IPADD) {
            info.addresses.push_back(addressText(name->d.iPAddress));
        }
    }
}

} // namespace

Result<CertificateInfo> readCertificate(std::string_view pem)
{
    SKIFF_TRY_ASSIGN(const openssl::Certificate certificate, openssl::certificateFromPem(pem));
    CertificateInfo info;
    const auto commonNames = namesOf(certificate.get(), NID_commonName);
    info.commonName = commonNames.empty() ? std::string() : commonNames.front();
    info.organizations = namesOf(certificate.get(), NID_organizationName);
    info.notBefore = timeOf(X509_get0_notBefore(certificate.get()));
    info.notAfter = timeOf(X509_get0_notAfter(certificate.get()));
    info.isAuthority = X509_check_ca(certificate.get()) == 1;
    readAlternativeNames(certificate.get(), info);
    return info;
}

bool needsRenewal(const CertificateInfo& certificate, WallTime now, Duration margin)
{
    return now < certificate.notBefore || now + margin >= certificate.notAfter;
}

bool matches(const KeyPair& pair)
{
    const auto certificate = openssl::certificateFromPem(pair.certificatePem);
    const auto key = Key::fromPem(pair.keyPem);
    return certificate.ok() && key.ok() && key->isPrivate() &&
           X509_check_private_key(certificate->get(), key->handle()) == 1;
}

bool isSignedBy(std::string_view certificatePem, std::string_view caPem)
{
    const auto certificate = openssl::certificateFromPem(certificatePem);
    const auto authority = openssl::certificateFromPem(caPem);
    return certificate.ok() && authority.ok() && X509_check_issued(authority->get(), certificate->get()) == X509_V_OK &&
           X509_verify(certificate->get(), X509_get0_pubkey(authority->get())) == 1;
}

} // namespace skiff::pki
