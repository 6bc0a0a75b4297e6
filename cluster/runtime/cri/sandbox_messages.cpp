#include "cluster/runtime/cri/sandbox_messages.h"

#include "cluster/data/base64.h"

namespace skiff::runtime::cri {

namespace {

data::Object securityMessage(const SandboxSecurity& security)
{
    data::Object message{
        {"namespace_options", toMessage(security.namespaces)},
        {"readonly_rootfs", security.readonlyRootfs},
        {"supplemental_groups", toList(security.supplementalGroups)},
        {"privileged", security.privileged},
        {"seccomp", toMessage(security.seccomp)},
    };
    if (security.runAsUser)
        message["run_as_user"] = wrapped(*security.runAsUser);
    if (security.runAsGroup)
        message["run_as_group"] = wrapped(*security.runAsGroup);
    return message;
}

SandboxMetadata readMetadata(const data::Value& message)
{
    SandboxMetadata metadata;
    metadata.name = data::stringAt(message, {"metadata", "name"});
    metadata.uid = data::stringAt(message, {"metadata", "uid"});
    metadata.namespaceName = data::stringAt(message, {"metadata", "namespace"});
    metadata.attempt = static_cast<uint32_t>(data::intAt(message, {"metadata", "attempt"}));
    return metadata;
}

NamespaceMode readMode(const data::Value& options, std::string_view field)
{
    return static_cast<NamespaceMode>(data::intAt(options, {field}));
}

} // namespace

data::Object toMessage(const StringMap& map)
{
    data::Object message;
    for (const auto& [key, value] : map)
        message[key] = value;
    return message;
}

data::Value wrapped(int64_t number)
{
    return data::Object{{"value", number}};
}

data::Object toMessage(const NamespaceOptions& options)
{
    return {
        {"network", static_cast<int>(options.network)},
        {"pid", static_cast<int>(options.pid)},
        {"ipc", static_cast<int>(options.ipc)},
        {"target_id", options.targetId},
    };
}

data::Object toMessage(const SecurityProfile& profile)
{
    return {{"profile_type", static_cast<int>(profile.kind)}, {"localhost_ref", profile.localhostRef}};
}

data::Value toMessage(const SandboxConfig& config)
{
    data::Array ports;
    for (const PortMapping& mapping : config.portMappings)
        ports.push_back(data::Object{
            {"protocol", static_cast<int>(mapping.protocol)},
            {"container_port", mapping.containerPort},
            {"host_port", mapping.hostPort},
            {"host_ip", mapping.hostIp},
        });
    data::Object message{
        {"metadata", data::Object{{"name", config.metadata.name},
                                  {"uid", config.metadata.uid},
                                  {"namespace", config.metadata.namespaceName},
                                  {"attempt", config.metadata.attempt}}},
        {"hostname", config.hostname},
        {"log_directory", config.logDirectory},
        {"port_mappings", std::move(ports)},
        {"labels", toMessage(config.labels)},
        {"annotations", toMessage(config.annotations)},
        {"linux", data::Object{{"cgroup_parent", config.cgroupParent},
                               {"security_context", securityMessage(config.security)},
                               {"sysctls", toMessage(config.sysctls)}}},
    };
    if (config.dns)
        message["dns_config"] = data::Object{{"servers", toList(config.dns->servers)},
                                             {"searches", toList(config.dns->searches)},
                                             {"options", toList(config.dns->options)}};
    return message;
}

Sandbox readSandbox(const data::Value& message)
{
    Sandbox sandbox;
    sandbox.id = data::stringAt(message, {"id"});
    sandbox.metadata = readMetadata(message);
    sandbox.state = data::intAt(message, {"state"}) == 0 ? SandboxState::Ready : SandboxState::NotReady;
    sandbox.createdAt = readTime(message, "created_at");
    sandbox.labels = readStringMap(message, "labels");
    sandbox.annotations = readStringMap(message, "annotations");
    return sandbox;
}

SandboxStatus readSandboxStatus(const data::Value& message)
{
    SandboxStatus status;
    status.sandbox = readSandbox(message);
    if (const data::Value* network = data::find(message, {"network"})) {
        status.ip = data::stringAt(*network, {"ip"});
        for (const data::Value& more : listAt(*network, "additional_ips"))
            status.additionalIps.emplace_back(data::stringAt(more, {"ip"}));
    }
    if (const data::Value* options = data::find(message, {"linux", "namespaces", "options"})) {
        status.namespaces.network = readMode(*options, "network");
        status.namespaces.pid = readMode(*options, "pid");
        status.namespaces.ipc = readMode(*options, "ipc");
        status.namespaces.targetId = data::stringAt(*options, {"target_id"});
    }
    return status;
}

Result<std::string> readNetworkNamespace(const data::Value& message)
{
    SKIFF_TRY_ASSIGN(const data::Value info, data::parseJson(data::stringAt(message, {"info", "info"})));
    const data::Value* namespaces = data::find(info, {"runtimeSpec", "linux", "namespaces"});
    if (!namespaces || !namespaces->is_array())
        return {ErrorCode::Internal, "the runtime does not tell the namespaces of a sandbox"};
    for (const data::Value& entry : namespaces->get_array())
        if (data::stringAt(entry, {"type"}) == "network")
            return std::string(data::stringAt(entry, {"path"}));
    return std::string();
}

StringMap readStringMap(const data::Value& message, std::string_view field)
{
    StringMap map;
    const data::Value* found = data::find(message, {field});
    if (found && found->is_object())
        for (const auto& [key, value] : found->get_object())
            if (value.is_string())
                map[std::string(key)] = std::string(value.get_string());
    return map;
}

std::string readBytes(const data::Value& message, std::initializer_list<std::string_view> path)
{
    Result<std::string> bytes = data::fromBase64(data::stringAt(message, path));
    return bytes.ok() ? std::move(bytes).value() : std::string();
}

WallTime readTime(const data::Value& message, std::string_view field)
{
    return WallTime(Duration(data::intAt(message, {field})));
}

const data::Array& listAt(const data::Value& message, std::string_view field)
{
    static const data::Array none;
    const data::Value* found = data::find(message, {field});
    return found && found->is_array() ? found->get_array() : none;
}

} // namespace skiff::runtime::cri
