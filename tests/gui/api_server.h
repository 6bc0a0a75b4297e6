#pragma once

#include "app/session/identity.h"

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace skiff::test {

/// A control plane without a node: `skiffd server` on a free port of the loopback interface, ended
/// with the object. GUI thread.
class ApiServer
{
public:
    ApiServer() = default;
    ~ApiServer();

    /// False when it did not become ready; qWarning says why. Also starts it again after stop(), on
    /// the same port and data.
    bool start();
    void stop();

    QString kubeconfig() const { return m_folder.filePath(QStringLiteral("kubeconfig")); }
    session::Identity identity() const;

    /// Sends one request and waits; the HTTP status, or 0 without an answer.
    int send(const char* method, const QString& path, const QJsonObject& body = {},
             const char* contentType = "application/json") const;
    /// Creates a Namespace, Pod, … and where `status` is given, sets that.
    bool create(const QString& collection, const QJsonObject& object, const QJsonObject& status = {}) const;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace skiff::test
