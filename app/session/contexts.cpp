#include "app/session/contexts.h"

#include "cluster/client/kubeconfig.h"

#include <QDir>

#include <algorithm>

namespace skiff::session {

std::vector<ContextEntry> findContexts(QStringList& problems)
{
    std::vector<ContextEntry> entries;
    for (const std::string& path :
         client::kubeconfigPaths(qEnvironmentVariable("KUBECONFIG").toStdString(), QDir::homePath().toStdString())) {
        const Result<client::Kubeconfig> config = client::Kubeconfig::load(path);
        if (!config.ok()) {
            if (config.error().code != ErrorCode::NotFound)
                problems.append(QString::fromStdString(config.error().message));
            continue;
        }
        for (const std::string& name : config->contexts()) {
            const QString text = QString::fromStdString(name);
            if (std::none_of(entries.begin(), entries.end(),
                             [&text](const ContextEntry& entry) { return entry.name == text; }))
                entries.push_back({text, QString::fromStdString(path)});
        }
    }
    return entries;
}

Result<Identity> loadIdentity(const QString& file, const QString& name)
{
    SKIFF_TRY_ASSIGN(const client::Kubeconfig kubeconfig, client::Kubeconfig::load(file.toStdString()));
    SKIFF_TRY_ASSIGN(const client::ClientConfig config, kubeconfig.config(name.toStdString()));
    Identity identity;
    identity.context = QString::fromStdString(config.context);
    identity.server = QUrl(QString::fromStdString(config.server));
    identity.authority = QByteArray::fromStdString(config.authority);
    identity.certificate = QByteArray::fromStdString(config.certificate);
    identity.key = QByteArray::fromStdString(config.key);
    identity.token = QByteArray::fromStdString(config.token);
    identity.insecure = config.insecure;
    identity.nameSpace = QString::fromStdString(config.nameSpace);
    if (!identity.server.isValid() || identity.server.host().isEmpty())
        return Error{ErrorCode::InvalidArgument, "the server address \"" + config.server + "\" is not a URL"};
    return identity;
}

} // namespace skiff::session
