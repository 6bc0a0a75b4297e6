#pragma once

#include "cluster/base/result.h"

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

// Owners of OpenSSL's objects, for the .cpp files of this folder.

namespace skiff::pki::openssl {

template <auto Function>
struct Free
{
    template <class T>
    void operator()(T* object) const
    {
        Function(object);
    }
};

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

/// The error of the call that just failed, with OpenSSL's reason; forgets OpenSSL's other errors.
Error error(ErrorCode code, std::string_view what);

Bio reader(std::string_view text);
std::string textOf(BIO* bio);

Result<Certificate> certificateFromPem(std::string_view pem);

} // namespace skiff::pki::openssl
