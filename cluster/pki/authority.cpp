#include "cluster/pki/authority.h"

#include "cluster/pki/openssl.h"
#include "cluster/pki/random.h"

#include <algorithm>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace skiff::pki {

namespace {

constexpr Duration clockSkew = std::chrono::minutes(5);
constexpr long version3 = 2;

void setTime(ASN1_TIME* field, WallTime time)
{
    ASN1_TIME_set(field, std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// A certificate with number, times, names and key; without extensions and signature.
Result<openssl::Certificate> blank(const Key& key, WallTime from, WallTime until)
{
    openssl::Certificate certificate(X509_new());
    std::string serial = randomBytes(16);
    serial[0] = char(serial[0] & 0x7f); // positive
    const std::unique_ptr<BIGNUM, openssl::Free<BN_free>> number(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()), int(serial.size()), nullptr));
    if (!certificate || X509_set_version(certificate.get(), version3) != 1 ||
        !BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) ||
        X509_set_pubkey(certificate.get(), key.handle()) != 1)
        return openssl::error(ErrorCode::Internal, "cannot make a certificate");
    setTime(X509_getm_notBefore(certificate.get()), from);
    setTime(X509_getm_notAfter(certificate.get()), until);
    return certificate;
}

Status addName(X509* certificate, int nid, const std::string& value)
{
    const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
    if (X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), nid, MBSTRING_UTF8, bytes, int(value.size()), -1,
                                   0) != 1)
        return openssl::error(ErrorCode::InvalidArgument, "cannot name a certificate \"" + value + '"');
    return {};
}

Status addExtension(X509* certificate, X509* issuer, int nid, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    using Extension = std::unique_ptr<X509_EXTENSION, openssl::Free<X509_EXTENSION_free>>;
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        return openssl::error(ErrorCode::Internal, std::string("cannot add to a certificate: ") + value);
    return {};
}

/// Built by hand, not from a line of text: a name with a comma must not become two.
Status addAlternativeNames(X509* certificate, const LeafRequest& request)
{
    using Names = std::unique_ptr<GENERAL_NAMES, openssl::Free<GENERAL_NAMES_free>>;
    const Names names(sk_GENERAL_NAME_new_null());
    const auto add = [&](int type, ASN1_STRING* value) {
        GENERAL_NAME* name = GENERAL_NAME_new();
        GENERAL_NAME_set0_value(name, type, value);
        sk_GENERAL_NAME_push(names.get(), name);
    };
    for (const std::string& dnsName : request.dnsNames) {
        ASN1_IA5STRING* value = ASN1_IA5STRING_new();
        ASN1_STRING_set(value, dnsName.data(), int(dnsName.size()));
        add(GEN_DNS, value);
    }
    for (const std::string& address : request.addresses) {
        ASN1_OCTET_STRING* value = a2i_IPADDRESS(address.c_str());
        if (!value)
            return openssl::error(ErrorCode::InvalidArgument, "\"" + address + "\" is not an IP address");
        add(GEN_IPADD, value);
    }
    if (sk_GENERAL_NAME_num(names.get()) > 0 &&
        X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) != 1)
        return openssl::error(ErrorCode::Internal, "cannot add names to a certificate");
    return {};
}

Result<std::string> signedPem(X509* certificate, const Key& key)
{
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    if (X509_sign(certificate, key.handle(), EVP_sha256()) == 0 || PEM_write_bio_X509(bio.get(), certificate) != 1)
        return openssl::error(ErrorCode::Internal, "cannot sign a certificate");
    return openssl::textOf(bio.get());
}

} // namespace

Result<CertificateAuthority> CertificateAuthority::selfSigned(const std::string& commonName, Key key, WallTime now)
{
    SKIFF_TRY_ASSIGN(const openssl::Certificate certificate, blank(key, now - clockSkew, now + authorityLifetime));
    X509* raw = certificate.get();
    SKIFF_TRY(addName(raw, NID_commonName, commonName));
    X509_set_issuer_name(raw, X509_get_subject_name(raw));
    SKIFF_TRY(addExtension(raw, raw, NID_basic_constraints, "critical,CA:TRUE"));
    SKIFF_TRY(addExtension(raw, raw, NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign"));
    SKIFF_TRY(addExtension(raw, raw, NID_subject_key_identifier, "hash"));
    SKIFF_TRY_ASSIGN(std::string pem, signedPem(raw, key));
    return CertificateAuthority(std::move(pem), std::move(key));
}

Result<CertificateAuthority> CertificateAuthority::create(const std::string& commonName, WallTime now)
{
    SKIFF_TRY_ASSIGN(Key key, Key::generate());
    return selfSigned(commonName, std::move(key), now);
}

Result<CertificateAuthority> CertificateAuthority::load(const KeyPair& pair)
{
    const auto info = readCertificate(pair.certificatePem);
    if (!info.ok() || !info->isAuthority)
        return Error{ErrorCode::DataLoss, "not the certificate of an authority"};
    if (!matches(pair))
        return Error{ErrorCode::DataLoss, "the key does not belong to the authority's certificate"};
    SKIFF_TRY_ASSIGN(Key key, Key::fromPem(pair.keyPem));
    return CertificateAuthority(pair.certificatePem, std::move(key));
}

Result<CertificateAuthority> CertificateAuthority::renewed(WallTime now) const
{
    SKIFF_TRY_ASSIGN(const CertificateInfo info, readCertificate(m_certificatePem));
    return selfSigned(info.commonName, m_key, now);
}

Result<KeyPair> CertificateAuthority::issue(const LeafRequest& request, WallTime now) const
{
    SKIFF_TRY_ASSIGN(const openssl::Certificate authority, openssl::certificateFromPem(m_certificatePem));
    SKIFF_TRY_ASSIGN(const CertificateInfo info, readCertificate(m_certificatePem));
    SKIFF_TRY_ASSIGN(const Key key, Key::generate());
    SKIFF_TRY_ASSIGN(const openssl::Certificate certificate,
                     blank(key, now - clockSkew, std::min(now + request.lifetime, info.notAfter)));
    X509* raw = certificate.get();
    for (const std::string& organization : request.organizations)
        SKIFF_TRY(addName(raw, NID_organizationName, organization));
    SKIFF_TRY(addName(raw, NID_commonName, request.commonName));
    X509_set_issuer_name(raw, X509_get_subject_name(authority.get()));
    const bool server = request.usage == LeafRequest::Usage::Server;
    SKIFF_TRY(addExtension(raw, authority.get(), NID_basic_constraints, "critical,CA:FALSE"));
    SKIFF_TRY(addExtension(raw, authority.get(), NID_key_usage, "critical,digitalSignature"));
    SKIFF_TRY(addExtension(raw, authority.get(), NID_ext_key_usage, server ? "serverAuth" : "clientAuth"));
    SKIFF_TRY(addExtension(raw, authority.get(), NID_authority_key_identifier, "keyid"));
    SKIFF_TRY(addAlternativeNames(raw, request));
    SKIFF_TRY_ASSIGN(std::string pem, signedPem(raw, m_key));
    return KeyPair{std::move(pem), key.privatePem()};
}

} // namespace skiff::pki
