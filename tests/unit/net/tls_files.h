#pragma once

#include "cluster/base/file.h"
#include "cluster/net/tls.h"
#include "tests/unit/net/server_fixture.h"

#include <QTemporaryDir>

#include <string>

namespace skiff::test {

/// A CA with a server and a client certificate, and a second CA with a client certificate that
/// the first does not know; made by openssl in a temporary folder.
class TlsFiles
{
public:
    TlsFiles()
    {
        makeCa("ca");
        makeCa("other");
        makeLeaf("server", "ca", "/CN=server", "subjectAltName=IP:127.0.0.1,DNS:localhost");
        makeLeaf("client", "ca", "/O=system:nodes/CN=system:node:one", "extendedKeyUsage=clientAuth");
        makeLeaf("stranger", "other", "/O=system:masters/CN=mallory", "extendedKeyUsage=clientAuth");
        makeLeaf("renewed", "ca", "/CN=renewed", "subjectAltName=IP:127.0.0.1");
    }

    QString path(const QString& name) const { return m_folder.filePath(name); }
    std::string text(const QString& name) const { return file::read(path(name).toStdString()).value(); }
    net::ServerTls serverTls(const QString& leaf = "server") const
    {
        return {text(leaf + ".crt"), text(leaf + ".key"), text("ca.crt")};
    }
    net::ClientTls clientTls(const QString& leaf) const
    {
        net::ClientTls tls;
        tls.caPem = text("ca.crt");
        if (!leaf.isEmpty()) {
            tls.certificatePem = text(leaf + ".crt");
            tls.keyPem = text(leaf + ".key");
        }
        return tls;
    }

private:
    void makeCa(const QString& name)
    {
        runProgram("openssl",
                   {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/CN=" + name, "-days", "2", "-keyout", path(name + ".key"), "-out", path(name + ".crt")});
    }
    void makeLeaf(const QString& name, const QString& ca, const QString& subject, const QString& extension)
    {
        runProgram("openssl", {"req",
                               "-x509",
                               "-newkey",
                               "ec",
                               "-pkeyopt",
                               "ec_paramgen_curve:P-256",
                               "-nodes",
                               "-subj",
                               subject,
                               "-days",
                               "2",
                               "-addext",
                               extension,
                               "-addext",
                               "basicConstraints=critical,CA:FALSE",
                               "-CA",
                               path(ca + ".crt"),
                               "-CAkey",
                               path(ca + ".key"),
                               "-keyout",
                               path(name + ".key"),
                               "-out",
                               path(name + ".crt")});
    }

    QTemporaryDir m_folder;
};

} // namespace skiff::test
