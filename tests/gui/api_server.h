#pragma once

#include "app/session/identity.h"
#include "cluster/client/transport.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <optional>

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
    /// It answers nobody but keeps its connections, as a network that swallows everything.
    void freeze(bool frozen);

    QString kubeconfig() const { return m_folder.filePath(QStringLiteral("kubeconfig")); }
    session::Identity identity() const;

    /// Sends one request and waits; the HTTP status, or 0 without an answer.
    int send(const char* method, const QString& path, const QJsonObject& body = {},
             const char* contentType = "application/json") const;
    /// GETs an object; undefined when that fails.
    QJsonValue read(const QString& path) const;
    /// What it answers to a POST; undefined when that fails.
    QJsonValue post(const QString& path, const QJsonObject& body) const;
    /// Creates a Namespace, Pod, … and where `status` is given, sets that.
    bool create(const QString& collection, const QJsonObject& object, const QJsonObject& status = {}) const;
    /// Creates what data/objects.json lists: two namespaces with pods in all their states. qWarning names what failed.
    bool createSamples() const;

private:
    std::optional<client::ApiResponse> ask(const client::ApiRequest& request) const;

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace skiff::test
