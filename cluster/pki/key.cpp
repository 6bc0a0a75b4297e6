#include "cluster/pki/key.h"

#include "cluster/pki/base64url.h"
#include "cluster/pki/openssl.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

namespace skiff::pki {

namespace {

constexpr size_t coordinateSize = 32;
using Signature = std::unique_ptr<ECDSA_SIG, openssl::Free<ECDSA_SIG_free>>;

bool isP256(const EVP_PKEY* key)
{
    char group[64] = {};
    return EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
           (std::string_view(group) == "prime256v1" || std::string_view(group) == "P-256");
}

std::shared_ptr<EVP_PKEY> shared(openssl::Key key)
{
    return {key.release(), EVP_PKEY_free};
}

std::string padded(const BIGNUM* number)
{
    std::string bytes(coordinateSize, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), int(bytes.size()));
    return bytes;
}

std::string coordinate(EVP_PKEY* key, const char* name)
{
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    const std::unique_ptr<BIGNUM, openssl::Free<BN_free>> owner(number);
    return number ? padded(number) : std::string();
}

const unsigned char* bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

Result<Key> Key::generate()
{
    openssl::Key key(EVP_EC_gen("P-256"));
    if (!key)
        return openssl::error(ErrorCode::Internal, "cannot make a key");
    return Key(shared(std::move(key)), true);
}

Result<Key> Key::fromPem(std::string_view pem)
{
    const bool isPrivate = pem.find("PRIVATE KEY-----") != std::string_view::npos;
    const openssl::Bio bio = openssl::reader(pem);
    openssl::Key key(isPrivate ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)
                               : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key)
        return openssl::error(ErrorCode::InvalidArgument, "not a key in PEM");
    if (!isP256(key.get()))
        return Error{ErrorCode::InvalidArgument, "the key is not on the curve P-256"};
    return Key(shared(std::move(key)), isPrivate);
}

std::string Key::privatePem() const
{
    if (!m_private)
        return {};
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(bio.get(), m_handle.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return openssl::textOf(bio.get());
}

std::string Key::publicPem() const
{
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(bio.get(), m_handle.get());
    return openssl::textOf(bio.get());
}

std::string Key::id() const
{
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(m_handle.get(), &der);
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256(der, size_t(length), hash);
    OPENSSL_free(der);
    return toBase64Url({reinterpret_cast<const char*>(hash), sizeof hash});
}

Result<std::string> Key::sign(std::string_view message) const
{
    const openssl::Digest digest(EVP_MD_CTX_new());
    size_t length = 0;
    std::string der;
    if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, m_handle.get()) != 1 ||
        EVP_DigestSign(digest.get(), nullptr, &length, bytesOf(message), message.size()) != 1)
        return openssl::error(ErrorCode::Internal, "cannot sign");
    der.resize(length);
    if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(der.data()), &length, bytesOf(message),
                       message.size()) != 1)
        return openssl::error(ErrorCode::Internal, "cannot sign");
    const unsigned char* begin = bytesOf(der);
    const Signature signature(d2i_ECDSA_SIG(nullptr, &begin, long(length)));
    if (!signature)
        return openssl::error(ErrorCode::Internal, "cannot sign");
    return padded(ECDSA_SIG_get0_r(signature.get())) + padded(ECDSA_SIG_get0_s(signature.get()));
}

bool Key::verify(std::string_view message, std::string_view signature) const
{
    if (signature.size() != 2 * coordinateSize)
        return false;
    const Signature parts(ECDSA_SIG_new());
    ECDSA_SIG_set0(parts.get(), BN_bin2bn(bytesOf(signature), int(coordinateSize), nullptr),
                   BN_bin2bn(bytesOf(signature) + coordinateSize, int(coordinateSize), nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(parts.get(), &der);
    if (length <= 0)
        return false;
    const openssl::Digest digest(EVP_MD_CTX_new());
    const bool good = EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, m_handle.get()) == 1 &&
                      EVP_DigestVerify(digest.get(), der, size_t(length), bytesOf(message), message.size()) == 1;
    OPENSSL_free(der);
    return good;
}

Key::Point Key::point() const
{
    return {coordinate(m_handle.get(), OSSL_PKEY_PARAM_EC_PUB_X), coordinate(m_handle.get(), OSSL_PKEY_PARAM_EC_PUB_Y)};
}

} // namespace skiff::pki
