#include "cluster/kubelet/config/security.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

using runtime::NamespaceMode;
using runtime::SecurityProfile;

namespace {

const std::vector<std::string> MaskedPaths = {
    "/proc/asound",        "/proc/acpi",       "/proc/kcore",      "/proc/keys",
    "/proc/latency_stats", "/proc/timer_list", "/proc/interrupts", "/proc/timer_stats",
    "/proc/sched_debug",   "/proc/scsi",       "/sys/firmware",    "/sys/devices/virtual/powercap"};
const std::vector<std::string> ReadonlyPaths = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                                "/proc/sysrq-trigger"};

/// The container's own value when it is set, else the pod's.
data::Node effective(const Pod& pod, const ContainerSpec& container, std::string_view field)
{
    const data::Node own = container.node["securityContext"][field];
    return own && !own.isNull() ? own : pod.spec()["securityContext"][field];
}

SecurityProfile seccompProfile(data::Node profile, const std::string& folder)
{
    const std::string_view type = profile["type"].asString();
    if (type == "RuntimeDefault")
        return {SecurityProfile::Kind::RuntimeDefault, {}};
    if (type == "Localhost")
        return {SecurityProfile::Kind::Localhost, fmt::format("{}/{}", folder, profile["localhostProfile"].asString())};
    return {SecurityProfile::Kind::Unconfined, {}};
}

std::optional<SecurityProfile> apparmorProfile(data::Node profile)
{
    const std::string_view type = profile["type"].asString();
    if (type.empty())
        return std::nullopt;
    if (type == "Localhost")
        return SecurityProfile{SecurityProfile::Kind::Localhost, std::string(profile["localhostProfile"].asString())};
    const auto kind = type == "Unconfined" ? SecurityProfile::Kind::Unconfined : SecurityProfile::Kind::RuntimeDefault;
    return SecurityProfile{kind, {}};
}

std::vector<std::string> strings(data::Node list)
{
    std::vector<std::string> result;
    for (const data::Node item : list)
        result.emplace_back(item.asString());
    return result;
}

std::vector<int64_t> supplementalGroups(const Pod& pod)
{
    std::vector<int64_t> groups;
    const data::Node context = pod.spec()["securityContext"];
    if (const auto fsGroup = context["fsGroup"].asInt())
        groups.push_back(*fsGroup);
    for (const data::Node group : context["supplementalGroups"])
        groups.push_back(group.asInt().value_or(0));
    return groups;
}

bool anyPrivileged(const Pod& pod)
{
    return std::any_of(pod.containers().begin(), pod.containers().end(), [](const ContainerSpec& container) {
        return container.node["securityContext"]["privileged"].asBool();
    });
}

Status checkNonRoot(const Pod& pod, const ContainerSpec& container, const runtime::Image& image,
                    std::optional<int64_t> runAsUser)
{
    if (!effective(pod, container, "runAsNonRoot").asBool())
        return {};
    const auto fail = [&](std::string_view why) {
        return Error{ErrorCode::InvalidArgument, fmt::format("{} (pod: \"{}_{}({})\", container: {})", why, pod.name(),
                                                             pod.namespaceName(), pod.uid(), container.name)};
    };
    if (runAsUser)
        return *runAsUser == 0 ? Status(fail("container's runAsUser breaks non-root policy")) : Status();
    if (!image.username.empty())
        return fail(fmt::format("container has runAsNonRoot and image has non-numeric user ({}), cannot verify user is "
                                "non-root",
                                image.username));
    if (image.uid.value_or(0) == 0)
        return fail("container has runAsNonRoot and image will run as root");
    return {};
}

} // namespace

runtime::NamespaceOptions podNamespaces(const Pod& pod)
{
    runtime::NamespaceOptions options;
    const data::Node spec = pod.spec();
    options.network = pod.hostNetwork() ? NamespaceMode::Node : NamespaceMode::Pod;
    options.ipc = spec["hostIPC"].asBool() ? NamespaceMode::Node : NamespaceMode::Pod;
    options.pid = NamespaceMode::Container;
    if (spec["hostPID"].asBool())
        options.pid = NamespaceMode::Node;
    else if (spec["shareProcessNamespace"].asBool())
        options.pid = NamespaceMode::Pod;
    return options;
}

runtime::SandboxSecurity sandboxSecurity(const Pod& pod)
{
    runtime::SandboxSecurity security;
    const data::Node context = pod.spec()["securityContext"];
    security.namespaces = podNamespaces(pod);
    security.runAsUser = context["runAsUser"].asInt();
    if (security.runAsUser)
        security.runAsGroup = context["runAsGroup"].asInt();
    security.supplementalGroups = supplementalGroups(pod);
    security.privileged = anyPrivileged(pod);
    security.seccomp = {SecurityProfile::Kind::RuntimeDefault, {}};
    return security;
}

Result<runtime::ContainerSecurity> containerSecurity(const Pod& pod, const ContainerSpec& container,
                                                     const runtime::Image& image, const std::string& seccompFolder,
                                                     const std::string& targetId)
{
    runtime::ContainerSecurity security;
    const data::Node own = container.node["securityContext"];
    security.runAsUser = effective(pod, container, "runAsUser").asInt();
    SKIFF_TRY(checkNonRoot(pod, container, image, security.runAsUser));
    if (!security.runAsUser) {
        security.runAsUser = image.uid;
        security.runAsUsername = image.username;
    }
    security.runAsGroup = effective(pod, container, "runAsGroup").asInt();
    security.supplementalGroups = supplementalGroups(pod);
    security.privileged = own["privileged"].asBool();
    security.capabilities = {strings(own["capabilities"]["add"]), strings(own["capabilities"]["drop"])};
    security.readonlyRootfs = own["readOnlyRootFilesystem"].asBool();
    const data::Node escalation = own["allowPrivilegeEscalation"];
    security.noNewPrivileges = escalation.isBool() && !escalation.asBool();
    security.namespaces = podNamespaces(pod);
    if (!targetId.empty()) {
        security.namespaces.pid = NamespaceMode::Target;
        security.namespaces.targetId = targetId;
    }
    if (own["procMount"].asString() != "Unmasked") {
        security.maskedPaths = MaskedPaths;
        security.readonlyPaths = ReadonlyPaths;
    }
    security.seccomp = seccompProfile(effective(pod, container, "seccompProfile"), seccompFolder);
    if (security.privileged)
        security.seccomp = {SecurityProfile::Kind::Unconfined, {}};
    security.apparmor = apparmorProfile(effective(pod, container, "appArmorProfile"));
    return security;
}

} // namespace skiff::kubelet
