#pragma once

#include "cluster/base/result.h"
#include "cluster/net/http.h"

#include <memory>
#include <string>
#include <string_view>

namespace skiff::net::spdy {

/// The most bytes that a header block may have once it is unpacked.
constexpr size_t maxHeaderBytes = 64 * 1024;

/// Packs header fields for one direction of a session (SPDY/3, 2.6.10): every block goes on from
/// the compression state of the one before, so each block made must be sent, in order.
class HeaderEncoder
{
public:
    HeaderEncoder();
    ~HeaderEncoder();

    std::string encode(const Headers& headers);

private:
    struct Deflate;
    std::unique_ptr<Deflate> m_deflate;
};

/// The other end of a HeaderEncoder. After an error the session cannot go on.
class HeaderDecoder
{
public:
    HeaderDecoder();
    ~HeaderDecoder();

    /// Names in lower case; several values of one name become several fields.
    Result<Headers> decode(std::string_view block);

private:
    struct Inflate;
    Result<std::string> unpack(std::string_view block);

    std::unique_ptr<Inflate> m_inflate;
};

} // namespace skiff::net::spdy
