#include "app/cli/kubeconfig_entry.h"

#include "app/cli/environment.h"
#include "cluster/client/kubeconfig.h"
#include "cluster/client/net/http_transport.h"

#include <QDir>

#include <filesystem>

namespace skiff::cli {

std::string userKubeconfigPath()
{
    return client::kubeconfigPaths(qEnvironmentVariable("KUBECONFIG").toStdString(), QDir::homePath().toStdString())
        .front();
}

namespace {

/// What a profile's context is called in the user's file.
Result<client::ClientConfig> contextOf(const std::string& profile, const std::string& profileKubeconfig)
{
    SKIFF_TRY_ASSIGN(const auto kubeconfig, client::Kubeconfig::load(profileKubeconfig));
    SKIFF_TRY_ASSIGN(client::ClientConfig config, kubeconfig.config());
    config.context = profile;
    return config;
}

} // namespace

Status addContext(const std::string& profile, const std::string& profileKubeconfig)
{
    SKIFF_TRY_ASSIGN(const client::ClientConfig config, contextOf(profile, profileKubeconfig));
    const std::string path = userKubeconfigPath();
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const bool fileIsNew = !std::filesystem::exists(path);
    SKIFF_TRY(makeFoldersForInvokingUser(folder));
    SKIFF_TRY(client::mergeIntoKubeconfig(path, config, true));
    if (fileIsNew)
        giveToInvokingUser(path);
    return {};
}

Status removeContext(const std::string& profile)
{
    return client::removeFromKubeconfig(userKubeconfigPath(), profile);
}

Result<std::unique_ptr<client::Transport>> connectWith(const std::string& kubeconfigPath)
{
    SKIFF_TRY_ASSIGN(const auto kubeconfig, client::Kubeconfig::load(kubeconfigPath));
    SKIFF_TRY_ASSIGN(const client::ClientConfig config, kubeconfig.config());
    client::HttpTransport::Options options;
    options.server = config.server;
    options.tls = {config.authority, config.certificate, config.key, config.tlsServerName, config.insecure};
    options.token = config.token;
    SKIFF_TRY_ASSIGN(auto transport, client::HttpTransport::make(std::move(options)));
    return std::unique_ptr<client::Transport>(std::move(transport));
}

} // namespace skiff::cli
