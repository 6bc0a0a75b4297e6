#include "app/session/contexts.h"

#include <QDir>
#include <QFileInfo>

namespace skiff::session {

namespace {

/// The files of KUBECONFIG as one. What cannot be read is told and left out.
client::Kubeconfig mergedKubeconfig(QStringList* problems)
{
    client::Kubeconfig merged;
    for (const std::string& path :
         client::kubeconfigPaths(qEnvironmentVariable("KUBECONFIG").toStdString(), QDir::homePath().toStdString())) {
        const Result<client::Kubeconfig> config = client::Kubeconfig::load(path);
        if (config.ok())
            merged.merge(*config);
        else if (problems && config.error().code != ErrorCode::NotFound)
            problems->append(QString::fromStdString(config.error().message));
    }
    return merged;
}

void addEntries(std::vector<ContextEntry>& entries, const client::Kubeconfig& config, const QString& file)
{
    for (const std::string& name : config.contexts())
        entries.push_back({QString::fromStdString(name), file, QString::fromStdString(config.serverOf(name))});
}

} // namespace

std::vector<ContextEntry> findContexts(QStringList& problems, const QStringList& added)
{
    std::vector<ContextEntry> entries;
    addEntries(entries, mergedKubeconfig(&problems), {});
    for (const QString& file : added) {
        const Result<client::Kubeconfig> config = client::Kubeconfig::load(file.toStdString());
        if (config.ok())
            addEntries(entries, *config, file);
        else
            problems.append(QString::fromStdString(config.error().message));
    }
    return entries;
}

Result<Identity> loadIdentity(const QString& file, const QString& name)
{
    client::Kubeconfig kubeconfig;
    if (file.isEmpty()) {
        kubeconfig = mergedKubeconfig(nullptr);
    } else {
        SKIFF_TRY_ASSIGN(kubeconfig, client::Kubeconfig::load(file.toStdString()));
    }
    SKIFF_TRY_ASSIGN(client::ClientConfig config, kubeconfig.configWithPlugin(name.toStdString()));
    Identity identity;
    identity.context = QString::fromStdString(config.context);
    identity.server = QUrl(QString::fromStdString(config.server));
    identity.authority = QByteArray::fromStdString(config.authority);
    identity.certificate = QByteArray::fromStdString(config.certificate);
    identity.key = QByteArray::fromStdString(config.key);
    identity.token = QByteArray::fromStdString(config.token);
    identity.tokenFile = QString::fromStdString(config.tokenFile);
    identity.insecure = config.insecure;
    identity.nameSpace = QString::fromStdString(config.nameSpace);
    identity.tlsServerName = QString::fromStdString(config.tlsServerName);
    identity.proxy = QUrl(QString::fromStdString(config.proxyUrl));
    identity.plugin = std::move(config.plugin);
    if (!identity.server.isValid() || identity.server.host().isEmpty())
        return Error{ErrorCode::InvalidArgument, "the server address \"" + config.server + "\" is not a URL"};
    if (!config.proxyUrl.empty() && (!identity.proxy.isValid() || identity.proxy.host().isEmpty()))
        return Error{ErrorCode::InvalidArgument, "the proxy-url \"" + config.proxyUrl + "\" is not a URL"};
    return identity;
}

} // namespace skiff::session
