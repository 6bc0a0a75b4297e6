#include "cluster/runtime/cri/container_messages.h"

#include "cluster/runtime/cri/sandbox_messages.h"

#include <algorithm>

namespace skiff::runtime::cri {

namespace {

data::Array mountMessages(const std::vector<Mount>& mounts)
{
    data::Array list;
    for (const Mount& mount : mounts)
        list.push_back(data::Object{
            {"container_path", mount.containerPath},
            {"host_path", mount.hostPath},
            {"readonly", mount.readonly},
            {"selinux_relabel", mount.selinuxRelabel},
            {"propagation", static_cast<int>(mount.propagation)},
        });
    return list;
}

data::Array deviceMessages(const std::vector<Device>& devices)
{
    data::Array list;
    for (const Device& device : devices)
        list.push_back(data::Object{
            {"container_path", device.containerPath},
            {"host_path", device.hostPath},
            {"permissions", device.permissions},
        });
    return list;
}

data::Object resourcesMessage(const LinuxResources& resources)
{
    return {
        {"cpu_period", resources.cpuPeriod},      {"cpu_quota", resources.cpuQuota},
        {"cpu_shares", resources.cpuShares},      {"memory_limit_in_bytes", resources.memoryLimitBytes},
        {"oom_score_adj", resources.oomScoreAdj}, {"cpuset_cpus", resources.cpusetCpus},
        {"cpuset_mems", resources.cpusetMems},
    };
}

data::Object securityMessage(const ContainerSecurity& security)
{
    data::Object message{
        {"capabilities", data::Object{{"add_capabilities", toList(security.capabilities.add)},
                                      {"drop_capabilities", toList(security.capabilities.drop)}}},
        {"privileged", security.privileged},
        {"namespace_options", toMessage(security.namespaces)},
        {"run_as_username", security.runAsUsername},
        {"readonly_rootfs", security.readonlyRootfs},
        {"supplemental_groups", toList(security.supplementalGroups)},
        {"no_new_privs", security.noNewPrivileges},
        {"masked_paths", toList(security.maskedPaths)},
        {"readonly_paths", toList(security.readonlyPaths)},
        {"seccomp", toMessage(security.seccomp)},
    };
    if (security.runAsUser)
        message["run_as_user"] = wrapped(*security.runAsUser);
    if (security.runAsGroup)
        message["run_as_group"] = wrapped(*security.runAsGroup);
    if (security.apparmor)
        message["apparmor"] = toMessage(*security.apparmor);
    return message;
}

ContainerMetadata readMetadata(const data::Value& message)
{
    return {std::string(data::stringAt(message, {"metadata", "name"})),
            static_cast<uint32_t>(data::intAt(message, {"metadata", "attempt"}))};
}

ContainerState readState(const data::Value& message)
{
    const int64_t number = data::intAt(message, {"state"});
    return number >= 0 && number <= 3 ? static_cast<ContainerState>(number) : ContainerState::Unknown;
}

/// Zero means that it has not happened.
std::optional<WallTime> readMoment(const data::Value& message, std::string_view field)
{
    const WallTime time = readTime(message, field);
    return time == WallTime{} ? std::nullopt : std::optional(time);
}

uint64_t readCount(const data::Value& message, std::initializer_list<std::string_view> path)
{
    return static_cast<uint64_t>(std::max<int64_t>(data::intAt(message, path), 0));
}

std::vector<std::string> readStrings(const data::Value& message, std::string_view field)
{
    std::vector<std::string> strings;
    for (const data::Value& item : listAt(message, field))
        if (item.is_string())
            strings.emplace_back(item.get_string());
    return strings;
}

} // namespace

data::Value toMessage(const ContainerConfig& config)
{
    data::Array env;
    for (const auto& [key, value] : config.env)
        env.push_back(data::Object{{"key", key}, {"value", value}});
    return data::Object{
        {"metadata", data::Object{{"name", config.metadata.name}, {"attempt", config.metadata.attempt}}},
        {"image", data::Object{{"image", config.image}, {"user_specified_image", config.userSpecifiedImage}}},
        {"command", toList(config.command)},
        {"args", toList(config.args)},
        {"working_dir", config.workingDirectory},
        {"envs", std::move(env)},
        {"mounts", mountMessages(config.mounts)},
        {"devices", deviceMessages(config.devices)},
        {"labels", toMessage(config.labels)},
        {"annotations", toMessage(config.annotations)},
        {"log_path", config.logPath},
        {"stdin", config.stdinOpen},
        {"stdin_once", config.stdinOnce},
        {"tty", config.tty},
        {"linux", data::Object{{"resources", resourcesMessage(config.resources)},
                               {"security_context", securityMessage(config.security)}}},
    };
}

data::Object toMessage(const StreamRequest& request)
{
    data::Object message{
        {"container_id", request.containerId}, {"tty", request.tty},
        {"stdin", request.standardInput},      {"stdout", request.standardOutput},
        {"stderr", request.standardError},
    };
    if (!request.command.empty())
        message["cmd"] = toList(request.command);
    return message;
}

data::Object toMessage(const RegistryAuth& auth)
{
    return {
        {"username", auth.username},
        {"password", auth.password},
        {"auth", auth.auth},
        {"server_address", auth.serverAddress},
        {"identity_token", auth.identityToken},
        {"registry_token", auth.registryToken},
    };
}

Container readContainer(const data::Value& message)
{
    Container container;
    container.id = data::stringAt(message, {"id"});
    container.sandboxId = data::stringAt(message, {"pod_sandbox_id"});
    container.metadata = readMetadata(message);
    container.image = data::stringAt(message, {"image", "image"});
    container.imageRef = data::stringAt(message, {"image_ref"});
    container.state = readState(message);
    container.createdAt = readTime(message, "created_at");
    container.labels = readStringMap(message, "labels");
    container.annotations = readStringMap(message, "annotations");
    return container;
}

ContainerStatus readContainerStatus(const data::Value& message)
{
    ContainerStatus status;
    status.container = readContainer(message);
    status.startedAt = readMoment(message, "started_at");
    status.finishedAt = readMoment(message, "finished_at");
    status.exitCode = static_cast<int32_t>(data::intAt(message, {"exit_code"}));
    status.reason = data::stringAt(message, {"reason"});
    status.message = data::stringAt(message, {"message"});
    status.logPath = data::stringAt(message, {"log_path"});
    return status;
}

ContainerStats readContainerStats(const data::Value& message)
{
    ContainerStats stats;
    stats.containerId = data::stringAt(message, {"attributes", "id"});
    if (const data::Value* attributes = data::find(message, {"attributes"}))
        stats.labels = readStringMap(*attributes, "labels");
    if (const data::Value* cpu = data::find(message, {"cpu"}))
        stats.at = readTime(*cpu, "timestamp");
    stats.cpuUsageNanoseconds = readCount(message, {"cpu", "usage_core_nano_seconds", "value"});
    stats.memoryWorkingSetBytes = readCount(message, {"memory", "working_set_bytes", "value"});
    stats.writableLayerBytes = readCount(message, {"writable_layer", "used_bytes", "value"});
    return stats;
}

Image readImage(const data::Value& message)
{
    Image image;
    image.id = data::stringAt(message, {"id"});
    image.repoTags = readStrings(message, "repo_tags");
    image.repoDigests = readStrings(message, "repo_digests");
    image.sizeBytes = readCount(message, {"size"});
    if (data::find(message, {"uid"}))
        image.uid = data::intAt(message, {"uid", "value"});
    image.username = data::stringAt(message, {"username"});
    image.pinned = data::boolAt(message, {"pinned"});
    return image;
}

} // namespace skiff::runtime::cri
