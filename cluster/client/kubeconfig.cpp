#include "cluster/client/kubeconfig.h"

#include "cluster/base/file.h"
#include "cluster/data/base64.h"
#include "cluster/data/yaml/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace skiff::client {

namespace {

/// The entry `name` of one of the three lists (clusters, contexts, users), or nullptr.
const data::Object* entry(const data::Value& root, std::string_view list, std::string_view name)
{
    const data::Value* all = data::find(root, {list});
    if (!all || !all->is_array())
        return nullptr;
    for (const data::Value& value : all->get_array())
        if (data::stringAt(value, {"name"}) == name)
            return value.if_object();
    return nullptr;
}

void putEntry(data::Value& root, std::string_view list, std::string_view name, std::string_view field,
              data::Object content)
{
    data::Value& all = root.as_object()[list];
    if (!all.is_array())
        all = data::Array();
    data::Object made{{"name", name}};
    made[field] = std::move(content);
    for (data::Value& value : all.get_array()) {
        if (data::stringAt(value, {"name"}) == name) {
            value = std::move(made);
            return;
        }
    }
    all.get_array().push_back(std::move(made));
}

bool removeEntry(data::Value& root, std::string_view list, std::string_view name)
{
    data::Value* all = data::find(root, {list});
    if (!all || !all->is_array())
        return false;
    data::Array& array = all->get_array();
    const auto gone = std::find_if(array.begin(), array.end(), [name](const data::Value& value) {
        return data::stringAt(value, {"name"}) == name;
    });
    if (gone == array.end())
        return false;
    array.erase(gone);
    return true;
}

/// Whether some context names `name` in its field "cluster" or "user".
bool isUsed(const data::Value& root, std::string_view field, std::string_view name)
{
    const data::Value* all = data::find(root, {"contexts"});
    if (!all || !all->is_array())
        return false;
    return std::any_of(all->get_array().begin(), all->get_array().end(), [&](const data::Value& value) {
        return data::stringAt(value, {"context", field}) == name;
    });
}

Result<std::string> decoded(std::string_view base64, std::string_view what)
{
    Result<std::string> bytes = data::fromBase64(base64);
    return bytes.ok() ? std::move(bytes) : Result<std::string>(bytes.error().in(what));
}

constexpr uintmax_t MostKubeconfigBytes = 4 << 20;
constexpr uintmax_t MostCredentialBytes = 1 << 20;

/// A file that a kubeconfig names, whose author may be a stranger: neither a device nor endless.
Result<std::string> readPlainFile(const std::string& path, uintmax_t limit)
{
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return Error{ErrorCode::InvalidArgument, path + ": it is not a plain file"};
    if (std::filesystem::exists(status) && std::filesystem::file_size(path, problem) > limit)
        return Error{ErrorCode::ResourceExhausted, fmt::format("{}: it is larger than {} KB", path, limit / 1024)};
    return file::read(path);
}

std::string absolute(std::string_view path, const std::string& folder)
{
    return path.empty() || path[0] == '/' || folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
}

/// A bearer token stands in a header: one line of visible characters.
Status checkToken(std::string_view token)
{
    if (std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; }))
        return {};
    return Error{ErrorCode::InvalidArgument, "its token is not a token: it has spaces, line ends or other characters"};
}

/// The bytes of `field`-data, or of the file that `field` names, or nothing.
Result<std::string> inlineOrFile(const data::Value& holder, std::string_view field, const std::string& folder)
{
    const std::string dataField = std::string(field) + "-data";
    if (const std::string_view text = data::stringAt(holder, {dataField}); !text.empty())
        return decoded(text, dataField);
    const std::string_view path = data::stringAt(holder, {field});
    return path.empty() ? Result<std::string>(std::string())
                        : readPlainFile(absolute(path, folder), MostCredentialBytes);
}

Status readCluster(const data::Value& cluster, const std::string& folder, ClientConfig& config)
{
    config.server = data::stringAt(cluster, {"server"});
    if (config.server.empty())
        return Error{ErrorCode::InvalidArgument, "the cluster has no server address"};
    config.insecure = data::boolAt(cluster, {"insecure-skip-tls-verify"});
    config.tlsServerName = data::stringAt(cluster, {"tls-server-name"});
    config.proxyUrl = data::stringAt(cluster, {"proxy-url"});
    SKIFF_TRY_ASSIGN(config.authority, inlineOrFile(cluster, "certificate-authority", folder));
    return {};
}

CredentialPlugin pluginOf(const data::Value& exec, const std::string& folder)
{
    CredentialPlugin plugin;
    plugin.apiVersion = data::stringAt(exec, {"apiVersion"});
    plugin.command = data::stringAt(exec, {"command"});
    // A path with a slash counts from the file's folder, a bare name is looked for on PATH.
    if (plugin.command.find('/') != std::string::npos)
        plugin.command = absolute(plugin.command, folder);
    if (const data::Value* arguments = data::find(exec, {"args"}); arguments && arguments->is_array())
        for (const data::Value& argument : arguments->get_array())
            if (argument.is_string())
                plugin.arguments.emplace_back(argument.get_string());
    if (const data::Value* environment = data::find(exec, {"env"}); environment && environment->is_array())
        for (const data::Value& variable : environment->get_array())
            plugin.environment.emplace_back(data::stringAt(variable, {"name"}), data::stringAt(variable, {"value"}));
    plugin.installHint = data::stringAt(exec, {"installHint"});
    plugin.provideClusterInfo = data::boolAt(exec, {"provideClusterInfo"});
    plugin.mustAsk = data::stringAt(exec, {"interactiveMode"}) == "Always";
    return plugin;
}

Status readUser(const data::Value& user, const std::string& folder, ClientConfig& config, bool plugins)
{
    SKIFF_TRY_ASSIGN(config.certificate, inlineOrFile(user, "client-certificate", folder));
    SKIFF_TRY_ASSIGN(config.key, inlineOrFile(user, "client-key", folder));
    config.token = data::stringAt(user, {"token"});
    if (const std::string_view path = data::stringAt(user, {"tokenFile"}); config.token.empty() && !path.empty()) {
        config.tokenFile = absolute(path, folder);
        SKIFF_TRY_ASSIGN(config.token, readPlainFile(config.tokenFile, MostCredentialBytes));
        while (!config.token.empty() && (config.token.back() == '\n' || config.token.back() == '\r'))
            config.token.pop_back();
    }
    if (const Status token = checkToken(config.token); !token.ok())
        return token;
    if (const data::Value* exec = data::find(user, {"exec"});
        plugins && exec && config.certificate.empty() && config.token.empty()) {
        config.plugin = pluginOf(*exec, folder);
        if (config.plugin->command.empty())
            return Error{ErrorCode::InvalidArgument, "its exec plug-in names no command"};
        return {};
    }
    const bool plugin = data::find(user, {"exec"}) || data::find(user, {"auth-provider"});
    if (plugin && config.certificate.empty() && config.token.empty())
        return Error{ErrorCode::Unsupported, "credentials from a plug-in (exec, auth-provider) are not supported yet"};
    return {};
}

} // namespace

Kubeconfig::Kubeconfig()
    : m_root(data::Object{{"apiVersion", "v1"},
                          {"kind", "Config"},
                          {"clusters", data::Array()},
                          {"contexts", data::Array()},
                          {"users", data::Array()},
                          {"current-context", ""}})
{}

Result<Kubeconfig> Kubeconfig::parse(std::string_view yaml)
{
    SKIFF_TRY_ASSIGN(std::vector<data::Value> documents, data::parseYaml(yaml));
    Kubeconfig result;
    if (documents.empty())
        return result;
    if (documents.size() > 1 || !documents[0].is_object())
        return Error{ErrorCode::InvalidArgument, "not a kubeconfig: it must be one map"};
    const std::string_view kind = data::stringAt(documents[0], {"kind"});
    if (!kind.empty() && kind != "Config")
        return Error{ErrorCode::InvalidArgument, fmt::format("not a kubeconfig: its kind is {}", kind)};
    result.m_root = std::move(documents[0]);
    return result;
}

Result<Kubeconfig> Kubeconfig::load(const std::string& path)
{
    SKIFF_TRY_ASSIGN(const std::string text, readPlainFile(path, MostKubeconfigBytes));
    Result<Kubeconfig> config = parse(text);
    if (!config.ok())
        return config.error().in(path);
    const size_t slash = path.rfind('/');
    config->m_path = path;
    config->m_folder = slash == std::string::npos ? "." : path.substr(0, slash);
    return config;
}

Kubeconfig Kubeconfig::of(const ClientConfig& config)
{
    Kubeconfig result;
    result.put(config);
    result.setCurrentContext(config.context);
    return result;
}

std::string Kubeconfig::toYaml() const
{
    return data::toYaml(m_root);
}

std::vector<std::string> Kubeconfig::contexts() const
{
    std::vector<std::string> names;
    if (const data::Value* all = data::find(m_root, {"contexts"}); all && all->is_array())
        for (const data::Value& value : all->get_array())
            if (const std::string_view name = data::stringAt(value, {"name"}); !name.empty())
                names.emplace_back(name);
    return names;
}

std::string Kubeconfig::serverOf(std::string_view name) const
{
    const data::Object* context = entry(m_root, "contexts", name);
    if (!context)
        return {};
    const data::Object* cluster =
        entry(m_root, "clusters", data::stringAt(data::Value(*context), {"context", "cluster"}));
    return cluster ? std::string(data::stringAt(data::Value(*cluster), {"cluster", "server"})) : std::string();
}

std::string Kubeconfig::currentContext() const
{
    return std::string(data::stringAt(m_root, {"current-context"}));
}

void Kubeconfig::setCurrentContext(std::string_view name)
{
    m_root.as_object()["current-context"] = name;
}

Result<ClientConfig> Kubeconfig::read(std::string_view wanted, bool plugins) const
{
    ClientConfig config;
    config.context = wanted.empty() ? currentContext() : std::string(wanted);
    if (config.context.empty())
        return Error{ErrorCode::NotFound, "no context is named and the kubeconfig has no current one"};
    const data::Object* contextEntry = entry(m_root, "contexts", config.context);
    if (!contextEntry)
        return Error{ErrorCode::NotFound, fmt::format("there is no context \"{}\" in the kubeconfig", config.context)};
    const data::Value context(*contextEntry);
    const std::string_view clusterName = data::stringAt(context, {"context", "cluster"});
    const std::string_view userName = data::stringAt(context, {"context", "user"});
    config.nameSpace = data::stringAt(context, {"context", "namespace"});

    const data::Object* clusterEntry = entry(m_root, "clusters", clusterName);
    if (!clusterEntry || !clusterEntry->contains("cluster"))
        return Error{ErrorCode::NotFound,
                     fmt::format("context \"{}\": there is no cluster \"{}\"", config.context, clusterName)};
    if (const Status read = readCluster(clusterEntry->at("cluster"), m_folder, config); !read.ok())
        return read.error().in(fmt::format("cluster \"{}\"", clusterName));
    if (userName.empty())
        return config;
    const data::Object* userEntry = entry(m_root, "users", userName);
    if (!userEntry || !userEntry->contains("user"))
        return Error{ErrorCode::NotFound,
                     fmt::format("context \"{}\": there is no user \"{}\"", config.context, userName)};
    if (const Status read = readUser(userEntry->at("user"), m_folder, config, plugins); !read.ok())
        return read.error().in(fmt::format("user \"{}\"", userName));
    return config;
}

Result<ContextPlan> Kubeconfig::plan(std::string_view name) const
{
    ContextPlan plan{.context = std::string(name), .server = serverOf(name)};
    const data::Object* contextEntry = entry(m_root, "contexts", name);
    if (!contextEntry)
        return Error{ErrorCode::NotFound, fmt::format("there is no context \"{}\" in the kubeconfig", name)};
    const data::Value context(*contextEntry);
    const auto addFile = [this, &plan](const data::Value& holder, std::string_view field) {
        const bool inlined = !data::stringAt(holder, {std::string(field) + "-data"}).empty();
        if (const std::string_view path = data::stringAt(holder, {field}); !inlined && !path.empty())
            plan.files.push_back(absolute(path, m_folder));
    };
    if (const data::Object* cluster = entry(m_root, "clusters", data::stringAt(context, {"context", "cluster"}));
        cluster && cluster->contains("cluster"))
        addFile(cluster->at("cluster"), "certificate-authority");
    const std::string_view userName = data::stringAt(context, {"context", "user"});
    plan.file = originOf("users", userName);
    const data::Object* user = entry(m_root, "users", userName);
    if (!user || !user->contains("user"))
        return plan;
    const data::Value& credentials = user->at("user");
    for (const char* field : {"client-certificate", "client-key"})
        addFile(credentials, field);
    if (data::stringAt(credentials, {"token"}).empty())
        addFile(credentials, "tokenFile");
    if (const data::Value* exec = data::find(credentials, {"exec"}))
        plan.plugin = pluginOf(*exec, m_folder);
    return plan;
}

std::string Kubeconfig::originOf(std::string_view list, std::string_view name) const
{
    const auto found = m_origins.find(fmt::format("{}/{}", list, name));
    return found == m_origins.end() ? m_path : found->second;
}

/// Makes every path absolute and notes for every entry which file it stands in.
void Kubeconfig::resolvePaths()
{
    if (m_folder.empty())
        return;
    const auto resolve = [this](data::Value* path) {
        if (path && path->is_string())
            *path = absolute(path->get_string(), m_folder);
    };
    for (const std::string_view list : {"clusters", "contexts", "users"}) {
        data::Value* all = data::find(m_root, {list});
        if (!all || !all->is_array())
            continue;
        for (data::Value& named : all->get_array()) {
            m_origins.emplace(fmt::format("{}/{}", list, data::stringAt(named, {"name"})), m_path);
            resolve(data::find(named, {"cluster", "certificate-authority"}));
            for (const char* field : {"client-certificate", "client-key", "tokenFile"})
                resolve(data::find(named, {"user", field}));
            if (data::Value* command = data::find(named, {"user", "exec", "command"});
                command && command->is_string() && command->get_string().find('/') != std::string_view::npos)
                resolve(command);
        }
    }
    m_folder.clear();
}

void Kubeconfig::merge(const Kubeconfig& added)
{
    resolvePaths();
    Kubeconfig other = added;
    other.resolvePaths();
    for (const std::string_view list : {"clusters", "contexts", "users"}) {
        const data::Value* theirs = data::find(other.m_root, {list});
        if (!theirs || !theirs->is_array())
            continue;
        data::Value& ours = m_root.as_object()[list];
        if (!ours.is_array())
            ours = data::Array();
        std::set<std::string, std::less<>> known;
        for (const data::Value& value : ours.get_array())
            known.emplace(data::stringAt(value, {"name"}));
        for (const data::Value& value : theirs->get_array())
            if (known.emplace(data::stringAt(value, {"name"})).second)
                ours.get_array().push_back(value);
    }
    m_origins.merge(other.m_origins);
    if (currentContext().empty())
        setCurrentContext(other.currentContext());
}

void Kubeconfig::put(const ClientConfig& config)
{
    data::Object cluster{{"server", config.server}};
    if (!config.authority.empty())
        cluster["certificate-authority-data"] = data::toBase64(config.authority);
    if (!config.tlsServerName.empty())
        cluster["tls-server-name"] = config.tlsServerName;
    if (config.insecure)
        cluster["insecure-skip-tls-verify"] = true;
    data::Object user;
    if (!config.certificate.empty())
        user["client-certificate-data"] = data::toBase64(config.certificate);
    if (!config.key.empty())
        user["client-key-data"] = data::toBase64(config.key);
    if (!config.token.empty())
        user["token"] = config.token;
    data::Object context{{"cluster", config.context}, {"user", config.context}};
    if (!config.nameSpace.empty())
        context["namespace"] = config.nameSpace;
    putEntry(m_root, "clusters", config.context, "cluster", std::move(cluster));
    putEntry(m_root, "users", config.context, "user", std::move(user));
    putEntry(m_root, "contexts", config.context, "context", std::move(context));
}

bool Kubeconfig::remove(std::string_view name)
{
    const data::Object* found = entry(m_root, "contexts", name);
    if (!found)
        return false;
    const data::Value context(*found);
    const std::string cluster(data::stringAt(context, {"context", "cluster"}));
    const std::string user(data::stringAt(context, {"context", "user"}));
    removeEntry(m_root, "contexts", name);
    if (!isUsed(m_root, "cluster", cluster))
        removeEntry(m_root, "clusters", cluster);
    if (!isUsed(m_root, "user", user))
        removeEntry(m_root, "users", user);
    if (currentContext() == name)
        setCurrentContext({});
    return true;
}

std::vector<std::string> kubeconfigPaths(std::string_view environmentValue, std::string_view home)
{
    std::vector<std::string> paths;
    while (!environmentValue.empty()) {
        const size_t end = std::min(environmentValue.find(':'), environmentValue.size());
        if (end > 0)
            paths.emplace_back(environmentValue.substr(0, end));
        environmentValue.remove_prefix(std::min(end + 1, environmentValue.size()));
    }
    if (paths.empty())
        paths.push_back(std::string(home) + "/.kube/config");
    return paths;
}

} // namespace skiff::client
