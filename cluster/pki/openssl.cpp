#include "cluster/pki/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <fmt/core.h>

namespace skiff::pki::openssl {

Error error(ErrorCode code, std::string_view what)
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return {code, reason ? fmt::format("{}: {}", what, reason) : std::string(what)};
}

Bio reader(std::string_view text)
{
    return Bio(BIO_new_mem_buf(text.data(), int(text.size())));
}

std::string textOf(BIO* bio)
{
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, size_t(length)};
}

Result<Certificate> certificateFromPem(std::string_view pem)
{
    const Bio bio = reader(pem);
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate)
        return error(ErrorCode::InvalidArgument, "not a certificate in PEM");
    return certificate;
}

} // namespace skiff::pki::openssl
