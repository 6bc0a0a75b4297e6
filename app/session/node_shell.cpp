#include "app/session/node_shell.h"

#include "app/session/api_words.h"
#include "app/session/qt_transport.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace skiff::session {

namespace {

constexpr int PollMsecs = 500;
constexpr int MostPolls = 240;

QJsonValue value(const char* text)
{
    return QString::fromLatin1(text);
}

} // namespace

QByteArray nodeShellPod(const QString& node, const QString& image, const QString& nameSpace)
{
    const QJsonObject container{
        {QStringLiteral("name"), NodeShell::container()},
        {QStringLiteral("image"), image},
        {QStringLiteral("imagePullPolicy"), value("IfNotPresent")},
        {QStringLiteral("command"), QJsonArray{value("sleep"), value("86400")}},
        {QStringLiteral("securityContext"),
         QJsonObject{{QStringLiteral("privileged"), true}, {QStringLiteral("runAsUser"), 0}}},
        {QStringLiteral("volumeMounts"), QJsonArray{QJsonObject{{QStringLiteral("name"), value("root")},
                                                                {QStringLiteral("mountPath"), value("/host")}}}}};
    const QJsonObject spec{
        {QStringLiteral("nodeName"), node},
        {QStringLiteral("hostPID"), true},
        {QStringLiteral("hostNetwork"), true},
        {QStringLiteral("hostIPC"), true},
        {QStringLiteral("restartPolicy"), value("Never")},
        {QStringLiteral("activeDeadlineSeconds"), 86400}, // should we never come to remove it
        {QStringLiteral("terminationGracePeriodSeconds"), 0},
        {QStringLiteral("automountServiceAccountToken"), false},
        {QStringLiteral("tolerations"), QJsonArray{QJsonObject{{QStringLiteral("operator"), value("Exists")}}}},
        {QStringLiteral("volumes"),
         QJsonArray{QJsonObject{{QStringLiteral("name"), value("root")},
                                {QStringLiteral("hostPath"), QJsonObject{{QStringLiteral("path"), value("/")}}}}}},
        {QStringLiteral("containers"), QJsonArray{container}}};
    const QJsonObject metadata{{QStringLiteral("generateName"), value("skiff-node-shell-")},
                               {QStringLiteral("namespace"), nameSpace},
                               {QStringLiteral("labels"),
                                QJsonObject{{QStringLiteral("app.kubernetes.io/managed-by"), value("skiff-desktop")}}}};
    return QJsonDocument(QJsonObject{{QStringLiteral("apiVersion"), value("v1")},
                                     {QStringLiteral("kind"), value("Pod")},
                                     {QStringLiteral("metadata"), metadata},
                                     {QStringLiteral("spec"), spec}})
        .toJson(QJsonDocument::Compact);
}

NodeShell::NodeShell(client::Transport& transport, Identity identity, QString node, QString image, QString nameSpace,
                     QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_identity(std::move(identity)),
      m_node(std::move(node)),
      m_image(std::move(image)),
      m_nameSpace(std::move(nameSpace))
{
    m_poll.setSingleShot(true);
    m_poll.setInterval(PollMsecs);
    connect(&m_poll, &QTimer::timeout, this, &NodeShell::poll);
}

NodeShell::~NodeShell()
{
    m_call.reset();
    if (m_podPath.isEmpty())
        return;
    client::ApiRequest request;
    request.method = "DELETE";
    request.path = m_podPath.toStdString();
    request.query = {{"gracePeriodSeconds", "0"}};
    // The removal outlives us and the cluster's view.
    struct Removal
    {
        explicit Removal(const Identity& identity) : transport(identity) {}
        QtTransport transport;
        std::unique_ptr<client::Call> call;
    };
    auto* removal = new Removal(m_identity);
    removal->call = removal->transport.send(std::move(request), [removal](const Result<client::ApiResponse>&) {
        QTimer::singleShot(0, QCoreApplication::instance(), [removal] { delete removal; });
    });
}

QStringList NodeShell::command()
{
    return {QStringLiteral("chroot"), QStringLiteral("/host"), QStringLiteral("/bin/sh"), QStringLiteral("-c"),
            QStringLiteral(
                "TERM=xterm-256color; export TERM; command -v bash > /dev/null 2>&1 && exec bash -l; exec sh -l")};
}

void NodeShell::start()
{
    client::ApiRequest request;
    request.method = "POST";
    request.path = "/api/v1/namespaces/" + m_nameSpace.toStdString() + "/pods";
    request.contentType = "application/json";
    request.body = nodeShellPod(m_node, m_image, m_nameSpace).toStdString();
    m_call = m_transport.send(std::move(request), [this](const Result<client::ApiResponse>& response) {
        if (const QString problem = problemOf(response); !problem.isEmpty()) {
            emit failed(problem);
            return;
        }
        const QString name = QJsonDocument::fromJson(QByteArray::fromStdString(
            *response->body))[QLatin1String("metadata")][QLatin1String("name")]
                                 .toString();
        m_podPath = QStringLiteral("/api/v1/namespaces/%1/pods/%2").arg(m_nameSpace, name);
        poll();
    });
}

void NodeShell::poll()
{
    client::ApiRequest request;
    request.path = m_podPath.toStdString();
    m_call =
        m_transport.send(std::move(request), [this](const Result<client::ApiResponse>& response) { onPod(response); });
}

void NodeShell::onPod(const Result<client::ApiResponse>& response)
{
    if (const QString problem = problemOf(response); !problem.isEmpty()) {
        emit failed(problem);
        return;
    }
    const QJsonObject status = QJsonDocument::fromJson(QByteArray::fromStdString(*response->body))
                                   .object()
                                   .value(QLatin1String("status"))
                                   .toObject();
    const QJsonObject state =
        status[QLatin1String("containerStatuses")].toArray().first()[QLatin1String("state")].toObject();
    if (state.contains(QLatin1String("running"))) {
        emit ready();
        return;
    }
    const QString phase = status[QLatin1String("phase")].toString();
    const QJsonObject waiting = state[QLatin1String("waiting")].toObject();
    const QString reason = waiting[QLatin1String("reason")].toString();
    if (phase == QLatin1String("Failed") || phase == QLatin1String("Succeeded") || ++m_polls > MostPolls) {
        const QString why = status[QLatin1String("message")].toString();
        emit failed(why.isEmpty() ? tr("The pod on node %1 did not start.").arg(m_node) : why);
    } else if (reason == QLatin1String("ErrImagePull") || reason == QLatin1String("ImagePullBackOff") ||
               reason == QLatin1String("InvalidImageName") || reason == QLatin1String("CreateContainerError") ||
               reason == QLatin1String("CreateContainerConfigError") || reason == QLatin1String("RunContainerError")) {
        emit failed(tr("The image %1 could not be started on node %2: %3")
                        .arg(m_image, m_node, waiting[QLatin1String("message")].toString()));
    } else {
        m_poll.start();
    }
}

} // namespace skiff::session
