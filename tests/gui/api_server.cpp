#include "tests/gui/api_server.h"

#include "app/session/contexts.h"
#include "app/session/qt_transport.h"
#include "tests/gui/foreign_cluster.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTest>

#include <csignal>

namespace skiff::test {

namespace {

constexpr int ReadyMsecs = 30'000;

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

} // namespace

ApiServer::~ApiServer()
{
    stop();
}

bool ApiServer::start()
{
    if (!foreignKubeconfig().isEmpty())
        return writeForeignKubeconfig(kubeconfig());
    if (m_port == 0)
        m_port = freePort();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(QStringLiteral(SKIFF_BINARY_DIR "/bin/skiffd"),
                    {QStringLiteral("server"), QStringLiteral("--data-dir"), m_folder.filePath(QStringLiteral("data")),
                     QStringLiteral("--bind"), QStringLiteral("127.0.0.1"), QStringLiteral("--https-port"),
                     QString::number(m_port), QStringLiteral("--write-kubeconfig"), kubeconfig()});
    const bool ready = QTest::qWaitFor(
        [this] {
            return m_process.state() == QProcess::NotRunning ||
                   (QFile::exists(kubeconfig()) && send("GET", QStringLiteral("/readyz")) == 200);
        },
        ReadyMsecs);
    if (ready && m_process.state() == QProcess::Running)
        return true;
    qWarning("skiffd server: %s", m_process.readAll().constData());
    return false;
}

void ApiServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(10'000))
        m_process.kill();
}

session::Identity ApiServer::identity() const
{
    const auto identity = session::loadIdentity(kubeconfig(), {});
    return identity.ok() ? *identity : session::Identity{};
}

std::optional<client::ApiResponse> ApiServer::ask(const client::ApiRequest& request) const
{
    const session::Identity who = identity();
    if (who.server.isEmpty())
        return {};
    session::QtTransport transport(who);
    std::optional<Result<client::ApiResponse>> answer;
    const auto call =
        transport.send(request, [&answer](Result<client::ApiResponse> response) { answer = std::move(response); });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 10'000) || !answer->ok())
        return {};
    if ((*answer)->status >= 400)
        qWarning("%s %s: %s", request.method.c_str(), request.path.c_str(), (*answer)->body->c_str());
    return **answer;
}

int ApiServer::send(const char* method, const QString& path, const QJsonObject& body, const char* contentType) const
{
    client::ApiRequest request{.method = method, .path = path.toStdString()};
    if (!body.isEmpty()) {
        request.contentType = contentType;
        request.body = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    }
    const auto answer = ask(request);
    return answer ? answer->status : 0;
}

void ApiServer::freeze(bool frozen)
{
    ::kill(pid_t(m_process.processId()), frozen ? SIGSTOP : SIGCONT);
}

QJsonValue ApiServer::read(const QString& path) const
{
    const auto answer = ask({.path = path.toStdString()});
    return answer ? QJsonValue(QJsonDocument::fromJson(QByteArray::fromStdString(*answer->body)).object())
                  : QJsonValue(QJsonValue::Undefined);
}

QJsonValue ApiServer::post(const QString& path, const QJsonObject& body) const
{
    const auto answer = ask({.method = "POST",
                             .path = path.toStdString(),
                             .contentType = "application/json",
                             .body = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString()});
    return answer && answer->status < 300
               ? QJsonValue(QJsonDocument::fromJson(QByteArray::fromStdString(*answer->body)).object())
               : QJsonValue(QJsonValue::Undefined);
}

bool ApiServer::create(const QString& collection, const QJsonObject& object, const QJsonObject& status) const
{
    if (send("POST", collection, object) != 201)
        return false;
    if (status.isEmpty())
        return true;
    const QString name = object[QLatin1String("metadata")][QLatin1String("name")].toString();
    return send("PATCH", collection + QLatin1Char('/') + name + QStringLiteral("/status"),
                QJsonObject{{QStringLiteral("status"), status}}, "application/merge-patch+json") == 200;
}

bool ApiServer::createSamples() const
{
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/objects.json"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (const QJsonValue item : QJsonDocument::fromJson(file.readAll()).array())
        if (!create(item["collection"].toString(), item["object"].toObject(), item["status"].toObject())) {
            qWarning("not created: %s", qPrintable(item["object"]["metadata"]["name"].toString()));
            return false;
        }
    return true;
}

} // namespace skiff::test
