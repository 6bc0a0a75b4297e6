#pragma once

#include "cluster/base/result.h"
#include "cluster/net/http.h"
#include "cluster/net/tls.h"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace skiff::net {

struct SslDeleter
{
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using SslPtr = std::unique_ptr<SSL, SslDeleter>;
using TlsContext = std::shared_ptr<SSL_CTX>;

/// A context for servers (ALPN h2 and http/1.1). InvalidArgument when a PEM text is wrong or the
/// key does not fit.
Result<TlsContext> makeServerContext(const ServerTls& tls);
/// A context for clients; `alpn` in the order of preference.
Result<TlsContext> makeClientContext(const ClientTls& tls);

/// A session on the socket `fd`, which stays the caller's.
SslPtr makeServerSession(const TlsContext& context, int fd);
/// As above for a client that verifies `host`; offers `protocol` by ALPN.
SslPtr makeClientSession(const TlsContext& context, int fd, const std::string& host, bool verifyHost,
                         std::string_view protocol);

/// The protocol that ALPN chose; empty when none was.
std::string_view chosenProtocol(SSL* ssl);
/// Writes what the client's certificate says into `peer`.
void describePeer(SSL* ssl, Peer& peer);
/// The oldest error of the TLS library on this thread in words, and forgets all of them.
std::string takeTlsError();
/// Why the handshake of `ssl` failed, in words.
std::string handshakeFailure(SSL* ssl);

} // namespace skiff::net
