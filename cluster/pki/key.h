#pragma once

#include "cluster/base/result.h"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace skiff::pki {

/// A P-256 key, private or only its public half. Immutable, cheap to copy, any thread.
class Key
{
public:
    static Result<Key> generate();
    /// A private key (PKCS #8 or SEC 1) or a public one (SubjectPublicKeyInfo). InvalidArgument when it
    /// is neither, or not on P-256.
    static Result<Key> fromPem(std::string_view pem);

    bool isPrivate() const { return m_private; }
    std::string privatePem() const; ///< PKCS #8; empty for a public key
    std::string publicPem() const;
    /// Base64url of the SHA-256 of the public key: the "kid" of tokens that it signs.
    std::string id() const;

    /// ECDSA with SHA-256, as the 64 bytes r and s that JWS uses.
    Result<std::string> sign(std::string_view message) const;
    bool verify(std::string_view message, std::string_view signature) const;

    /// The coordinates of the public point, 32 bytes each.
    struct Point
    {
        std::string x;
        std::string y;
    };
    Point point() const;

    evp_pkey_st* handle() const { return m_handle.get(); }

private:
    Key(std::shared_ptr<evp_pkey_st> handle, bool isPrivate) : m_handle(std::move(handle)), m_private(isPrivate) {}

    std::shared_ptr<evp_pkey_st> m_handle;
    bool m_private = false;
};

} // namespace skiff::pki
