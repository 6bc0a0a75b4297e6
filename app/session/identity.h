#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

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
    bool insecure = false;  ///< insecure-skip-tls-verify
    QString nameSpace;      ///< the context's default; empty: "default"
};

} // namespace skiff::session
