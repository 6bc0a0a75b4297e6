#include "app/cli/status_text.h"

#include "app/cli/output.h"

#include <QJsonArray>

#include <algorithm>

namespace skiff::cli {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

QString networkName(machine::NetworkMode mode)
{
    return mode == machine::NetworkMode::Isolated ? QStringLiteral("isolated") : QStringLiteral("outbound");
}

} // namespace

std::string reachedAt(const machine::Profile& profile, const machine::NodeRecord& node)
{
    return profile.forwardedApi != 0 ? "127.0.0.1" : node.address;
}

QString nodeState(const machine::ClusterStatus& status, const machine::NodeRecord& node)
{
    if (status.paused)
        return QStringLiteral("paused");
    if (contains(status.readyNodes, node.name))
        return QStringLiteral("Ready");
    return contains(status.runningNodes, node.name) ? QStringLiteral("running, not Ready") : QStringLiteral("stopped");
}

QString stateName(const machine::ClusterStatus& status)
{
    if (!status.running())
        return QStringLiteral("stopped");
    if (status.paused)
        return QStringLiteral("paused");
    if (status.runningNodes.size() < status.profile.nodes.size())
        return QStringLiteral("degraded");
    const bool allReady = status.serverReady && status.readyNodes.size() >= status.profile.nodes.size();
    return allReady ? QStringLiteral("running") : QStringLiteral("starting");
}

QJsonObject statusObject(const machine::ClusterStatus& status)
{
    QJsonArray nodes;
    for (const machine::NodeRecord& node : status.profile.nodes) {
        nodes.append(QJsonObject{{QStringLiteral("name"), text(node.name)},
                                 {QStringLiteral("address"), text(node.address)},
                                 {QStringLiteral("ip"), text(reachedAt(status.profile, node))},
                                 {QStringLiteral("running"), contains(status.runningNodes, node.name)},
                                 {QStringLiteral("ready"), contains(status.readyNodes, node.name)}});
    }
    return {{QStringLiteral("profile"), text(status.profile.name)},
            {QStringLiteral("state"), stateName(status)},
            {QStringLiteral("driver"), text(status.profile.driver)},
            {QStringLiteral("network"), networkName(status.profile.network)},
            {QStringLiteral("server"), text(status.server)},
            {QStringLiteral("serverReady"), status.serverReady},
            {QStringLiteral("kubeconfig"), text(status.kubeconfig)},
            {QStringLiteral("context"), text(status.profile.name)},
            {QStringLiteral("cpus"), status.profile.size.cpus},
            {QStringLiteral("memoryMb"), status.profile.size.memoryMb},
            {QStringLiteral("diskGb"), status.profile.size.diskGb},
            {QStringLiteral("createdAt"), text(status.profile.createdAt)},
            {QStringLiteral("nodes"), nodes}};
}

QJsonObject resultObject(const machine::ClusterStatus& status, double seconds)
{
    QJsonObject object = statusObject(status);
    object.insert(QStringLiteral("type"), QStringLiteral("result"));
    object.insert(QStringLiteral("seconds"), seconds);
    return object;
}

QString statusText(const machine::ClusterStatus& status)
{
    const auto row = [](const char* name, const QString& value) {
        return QStringLiteral("%1 %2\n").arg(QLatin1String(name), -14).arg(value);
    };
    QString words = row("cluster", text(status.profile.name)) + row("state", stateName(status)) +
                    row("driver", text(status.profile.driver)) + row("network", networkName(status.profile.network));
    if (status.running())
        words += row("control plane", text(status.server) + (status.serverReady ? QStringLiteral("  ready")
                                                                                : QStringLiteral("  not ready")));
    for (const machine::NodeRecord& node : status.profile.nodes) {
        const QString state = nodeState(status, node);
        words += row("node", QStringLiteral("%1 %2 %3")
                                 .arg(text(node.name).leftJustified(12), text(node.address).leftJustified(14), state));
    }
    return words + row("kubeconfig", text(status.kubeconfig));
}

} // namespace skiff::cli
