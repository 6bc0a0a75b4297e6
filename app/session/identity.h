#pragma once

#include "cluster/client/kubeconfig.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>

namespace skiff::session {

/// Where an API server is and who we are to it; one context of a kubeconfig. Holds secrets: never logged.
struct Identity
{
    QString context; ///< its name, as shown
    QUrl server;
    QByteArray authority;   ///< PEM; empty: the system's
    QByteArray certificate; ///< PEM; empty: none
    QByteArray key;         ///< PEM of `certificate`'s key
    QByteArray token;       ///< bearer token; empty: none
    QString tokenFile;        ///< where `token` is renewed; empty: nowhere
    QString tlsServerName;    ///< the name the certificate must have; empty: the server's host
    QUrl proxy;               ///< http or socks5; empty: the system's
    std::optional<client::CredentialPlugin> plugin; ///< gives the credentials when it is run
    bool insecure = false;  ///< insecure-skip-tls-verify
    QString nameSpace;      ///< the context's default; empty: "default"
};

} // namespace skiff::session
