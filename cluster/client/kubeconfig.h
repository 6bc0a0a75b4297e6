#pragma once

#include "cluster/base/result.h"
#include "cluster/data/value.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::client {

/// A program that gives credentials, as a kubeconfig's user.exec names it. Whoever runs it asks the user first.
struct CredentialPlugin
{
    std::string apiVersion;
    std::string command;
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment;
    std::string installHint; ///< what to do when the command is missing
    bool provideClusterInfo = false;
    bool mustAsk = false; ///< interactiveMode Always: it wants a terminal

    bool operator==(const CredentialPlugin&) const = default;
};

/// One context of a kubeconfig with everything it refers to read in: where a server is and who we
/// are to it. Holds secrets: never logged.
struct ClientConfig
{
    std::string context;                    ///< its name
    std::string server;                     ///< "https://127.0.0.1:6443"
    std::string authority;                  ///< PEM; empty: the system's
    std::string certificate;                ///< PEM; empty: none
    std::string key;                        ///< PEM of the certificate's key
    std::string token;                      ///< bearer token; empty: none
    std::string nameSpace;                  ///< the context's default; empty: "default"
    std::string tlsServerName;              ///< checked instead of the server's host; empty: the host
    bool insecure = false;                  ///< insecure-skip-tls-verify
    std::string proxyUrl;                   ///< "socks5://127.0.0.1:1080"; empty: none
    std::string tokenFile;                  ///< where `token` came from: it is renewed there
    std::optional<CredentialPlugin> plugin; ///< only when plug-ins were asked for
};

/// What a context would read and run besides its kubeconfig, before it does either.
struct ContextPlan
{
    std::string context;
    std::string file; ///< the kubeconfig that has the user's entry; empty when it came from memory
    std::string server;
    std::vector<std::string> files; ///< absolute paths of what the context names
    std::optional<CredentialPlugin> plugin;
};

/// A kubeconfig file in memory. Keeps what it does not know, in its order; comments are lost when it
/// is written, as with kubectl. A value; source of the format: Kubernetes' "client configuration (v1)".
class Kubeconfig
{
public:
    Kubeconfig();

    /// InvalidArgument with line and column for broken YAML, or when it is something else.
    static Result<Kubeconfig> parse(std::string_view yaml);
    /// parse() of a file; relative paths inside count from its folder.
    static Result<Kubeconfig> load(const std::string& path);
    static Kubeconfig of(const ClientConfig& config);

    std::string toYaml() const;

    std::vector<std::string> contexts() const;
    /// The address of a context's server as written, which may be empty; nothing else is read.
    std::string serverOf(std::string_view context) const;
    std::string currentContext() const;
    void setCurrentContext(std::string_view name);

    /// The context `name` (empty: the current one) with its files read. NotFound for a context,
    /// cluster or user that is not there; Unsupported for credentials that only a plug-in can give.
    Result<ClientConfig> config(std::string_view name = {}) const { return read(name, false); }
    /// The same, for callers that can run a credential plug-in: it is told, not refused.
    Result<ClientConfig> configWithPlugin(std::string_view name = {}) const { return read(name, true); }

    /// The same context, with nothing of what it names read or run.
    Result<ContextPlan> plan(std::string_view name) const;

    /// Adds what `other` has and this has not, as kubectl does with the files of KUBECONFIG: of entries with
    /// one name the first counts. Paths in both become absolute.
    void merge(const Kubeconfig& other);

    /// Adds or replaces the context and the cluster and user of the same name.
    void put(const ClientConfig& config);
    /// Removes the context and its cluster and user where no other context uses them. False when it is not there.
    bool remove(std::string_view name);

private:
    Result<ClientConfig> read(std::string_view name, bool plugins) const;
    void resolvePaths();
    std::string originOf(std::string_view list, std::string_view name) const;

    data::Value m_root;
    std::string m_path;                           ///< of the file; empty when it came from memory
    std::map<std::string, std::string> m_origins; ///< "users/NAME" to its file, after a merge
    std::string m_folder;                         ///< of the file; empty when it came from memory
};

/// Adds the context to the user's file, which may not exist yet, and makes it the current one if
/// asked. The old file is kept beside it as PATH.skiff-backup; the change is atomic and under
/// kubectl's lock (PATH.lock); owner and mode stay.
Status mergeIntoKubeconfig(const std::string& path, const ClientConfig& config, bool makeCurrent);
/// Takes the context out of the user's file again; a file without it is not touched.
Status removeFromKubeconfig(const std::string& path, std::string_view context);

/// The files that the value of KUBECONFIG names, in order; without one, HOME/.kube/config. Changes
/// go into the first.
std::vector<std::string> kubeconfigPaths(std::string_view environmentValue, std::string_view home);

} // namespace skiff::client
