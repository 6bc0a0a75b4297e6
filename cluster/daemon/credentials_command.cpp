#include "cluster/daemon/command.h"

#include "cluster/base/clock.h"
#include "cluster/base/file.h"
#include "cluster/client/kubeconfig.h"
#include "cluster/pki/credentials.h"

#include <fmt/format.h>

#include <cstdio>

namespace skiff::daemon {

namespace {

struct Words
{
    std::string dataDir;
    std::string node;
    std::string address;
    std::string server;
    std::string out;
    std::string help;

    std::vector<Option> options()
    {
        return {
            {"--data-dir", "DIR", "the control plane's data folder (required)", &dataDir},
            {"--node", "NAME", "the node's name (required)", &node},
            {"--address", "ADDRESS", "the node's address (required)", &address},
            {"--server", "URL", "where the node reaches the API (default https://ADDRESS:6443)", &server},
            {"--out", "DIR", "where to write kubeconfig, kubelet.crt, kubelet.key and ca.crt (required)", &out},
            {"--help", "", "show this", &help},
        };
    }
};

Status checkRequired(const Words& words)
{
    const std::pair<const std::string&, std::string_view> required[] = {
        {words.dataDir, "--data-dir"}, {words.node, "--node"}, {words.address, "--address"}, {words.out, "--out"}};
    for (const auto& [value, name] : required)
        if (value.empty())
            return Error{ErrorCode::InvalidArgument, fmt::format("{} is required", name)};
    return {};
}

Status writeCredentials(const Words& words)
{
    const SystemClock clock;
    SKIFF_TRY_ASSIGN(const auto cluster, pki::ClusterCredentials::openOrCreate(words.dataDir, {}, clock));
    SKIFF_TRY_ASSIGN(const pki::NodeCredentials node, cluster.issueNode(words.node, words.address, clock.now()));

    client::ClientConfig config;
    config.context = "skiff";
    config.server = words.server.empty() ? fmt::format("https://{}:6443", words.address) : words.server;
    config.authority = node.authorityPem;
    config.certificate = node.client.certificatePem;
    config.key = node.client.keyPem;

    SKIFF_TRY(file::makeFolders(words.out));
    SKIFF_TRY(file::writeAtomically(words.out + "/ca.crt", node.authorityPem, 0644));
    SKIFF_TRY(file::writeAtomically(words.out + "/kubelet.crt", node.serving.certificatePem, 0644));
    SKIFF_TRY(file::writeAtomically(words.out + "/kubelet.key", node.serving.keyPem));
    // The kubeconfig comes last: whoever waits for it finds the rest.
    return file::writeAtomically(words.out + "/kubeconfig", client::Kubeconfig::of(config).toYaml());
}

} // namespace

int runCredentials(std::span<char* const> arguments)
{
    Words words;
    if (const Status status = readOptions(arguments, words.options()); !status.ok())
        return failUsage(status.error(), "credentials");
    if (!words.help.empty()) {
        fmt::print("Usage: skiffd credentials --data-dir DIR --node NAME --address ADDRESS --out DIR [OPTIONS]\n\n"
                   "Writes certificates for a node, signed by the cluster's authority.\n\n{}",
                   describeOptions(words.options()));
        return ExitCode::Done;
    }
    if (const Status status = checkRequired(words); !status.ok())
        return failUsage(status.error(), "credentials");
    const Status status = writeCredentials(words);
    return status.ok() ? ExitCode::Done : fail(status.error());
}

} // namespace skiff::daemon
