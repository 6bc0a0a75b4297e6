#pragma once

#include <string>

namespace skiff::net {

/// What a server shows and whom it believes; PEM texts.
struct ServerTls
{
    std::string certificatePem;  ///< the leaf first, then intermediates
    std::string keyPem;
    /// Signers of client certificates. Empty: none is asked for. Otherwise one is asked for but
    /// not required; Peer::verified says whether it held.
    std::string clientCaPem;
};

/// Whom a client believes and what it shows; PEM texts.
struct ClientTls
{
    std::string caPem;           ///< signers of servers; empty: the system's
    std::string certificatePem;  ///< empty: shows none
    std::string keyPem;
    std::string serverName;      ///< verified instead of the host that is dialled; empty: that host
    bool insecure = false;       ///< believes any server, as insecure-skip-tls-verify asks for
};

} // namespace skiff::net
