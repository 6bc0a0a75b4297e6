#include "cluster/apiserver/validation/pod_spec.h"

#include "cluster/apiserver/validation/container.h"
#include "cluster/apiserver/validation/metadata.h"
#include "cluster/apiserver/validation/names.h"
#include "cluster/apiserver/validation/volume.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

namespace skiff::apiserver::validation {

namespace {

void checkToleration(const Field& toleration)
{
    const Field key = toleration["key"];
    const Field op = toleration["operator"];
    const Field effect = toleration["effect"];
    if (!key.text().empty())
        key.invalidForEach(qualifiedName(key.text()));
    else if (op.text() != "Exists")
        op.invalid("operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
    if (toleration["tolerationSeconds"] && effect.text() != "NoExecute")
        effect.invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
    if (op.text().empty() || op.text() == "Equal") {
        const Complaints complaints = labelValue(toleration["value"].text());
        if (!complaints.empty())
            op.invalid(quote(toleration["value"].text()), complaints.front());
    } else if (op.text() == "Exists") {
        if (!toleration["value"].text().empty())
            op.invalid(quote(toleration["value"].text()), "value must be empty when `operator` is 'Exists'");
    } else {
        op.notSupported({"Equal", "Exists"});
    }
    if (!effect.text().empty())
        effect.requireOneOf({"NoSchedule", "PreferNoSchedule", "NoExecute"});
}

void checkDns(const Field& spec)
{
    spec["dnsPolicy"].requireOneOf({"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
    const Field config = spec["dnsConfig"];
    const Field servers = config["nameservers"];
    if (spec["dnsPolicy"].text() == "None") {
        if (!config)
            return config.required("must provide `dnsConfig` when `dnsPolicy` is None");
        if (servers.size() == 0)
            servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
    }
    constexpr size_t mostServers = 3;
    if (servers.size() > mostServers)
        servers.invalid(data::toJson(*servers.value()), "must not have more than 3 nameservers");
    for (const Field& each : servers.elements())
        each.invalidForEach(ipAddress(each.text()));
}

void checkContainers(const Field& spec, PodNames& names)
{
    const Field containers = spec["containers"];
    if (containers.size() == 0)
        containers.required();
    for (const Field& each : containers.elements())
        checkContainer(each, ContainerRole::Main, names);
    checkHostPorts(containers);
    for (const Field& each : spec["initContainers"].elements())
        checkContainer(each, ContainerRole::Init, names);
    for (const Field& each : spec["ephemeralContainers"].elements()) {
        checkContainer(each, ContainerRole::Ephemeral, names);
        const Field target = each["targetContainerName"];
        if (target.text().empty())
            continue;
        bool found = false;
        for (const char* list : {"containers", "initContainers"}) {
            for (const Field& other : spec[list].elements())
                found = found || other["name"].text() == target.text();
        }
        if (!found)
            target.notFound();
    }
}

void checkNameReferences(const Field& spec)
{
    for (const char* member : {"serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"}) {
        if (!spec[member].text().empty())
            spec[member].invalidForEach(dnsSubdomain(spec[member].text()));
    }
    for (const char* member : {"hostname", "subdomain"}) {
        if (!spec[member].text().empty())
            spec[member].invalidForEach(dnsLabel(spec[member].text()));
    }
    for (const Field& each : spec["hostAliases"].elements()) {
        each["ip"].invalidForEach(ipAddress(each["ip"].text()));
        for (const Field& name : each["hostnames"].elements())
            name.invalidForEach(dnsSubdomain(name.text()));
    }
}

void checkSpread(const Field& constraints)
{
    for (const Field& each : constraints.elements()) {
        if (each["maxSkew"].number() <= 0)
            each["maxSkew"].invalid("must be greater than zero");
        if (each["topologyKey"].text().empty())
            each["topologyKey"].required("can not be empty");
        each["whenUnsatisfiable"].requireOneOf({"DoNotSchedule", "ScheduleAnyway"});
        checkLabelSelector(each["labelSelector"]);
    }
}

/// `spec` with what a pod's update may change put back from `old`.
data::Value withMutableFieldsOf(const Field& spec, const Field& old)
{
    data::Value same = *spec.value();
    data::Object& object = same.as_object();
    const data::Object& before = old.value()->as_object();
    for (const char* list : {"containers", "initContainers"}) {
        const auto images = old[list].elements();
        data::Value* containers = object.if_contains(list);
        for (size_t i = 0; containers && i < images.size() && i < containers->as_array().size(); ++i) {
            if (images[i]["image"])
                containers->as_array()[i].as_object()["image"] = *images[i]["image"].value();
        }
    }
    std::vector<const char*> members{"activeDeadlineSeconds", "tolerations"};
    if (old["terminationGracePeriodSeconds"].number() < 0 && spec["terminationGracePeriodSeconds"].number() == 1)
        members.push_back("terminationGracePeriodSeconds");
    if (old["schedulingGates"].size() > 0)
        members.insert(members.end(), {"schedulingGates", "nodeSelector", "affinity"});
    for (const char* member : members) {
        if (const data::Value* value = before.if_contains(member))
            object[member] = *value;
        else
            object.erase(member);
    }
    return same;
}

/// Tolerations may only be added, and their seconds be changed.
bool keepsTolerations(const Field& now, const Field& before)
{
    const auto comparable = [](const Field& toleration) {
        data::Value copy = *toleration.value();
        copy.as_object().erase("tolerationSeconds");
        return copy;
    };
    const auto all = now.elements();
    for (const Field& each : before.elements()) {
        const data::Value wanted = comparable(each);
        const bool kept = std::any_of(all.begin(), all.end(),
                                      [&](const Field& other) { return data::equal(comparable(other), wanted); });
        if (!kept)
            return false;
    }
    return true;
}

void checkDeadlineUpdate(const Field& now, const Field& before)
{
    if (!before)
        return;
    if (!now)
        now.invalid("null", "must not update from a positive integer to nil value");
    else if (now.number() > before.number())
        now.invalid("must be less than or equal to previous value");
}

} // namespace

void checkPodSpec(const Field& spec, const std::set<std::string_view>& laterVolumes)
{
    PodNames names;
    names.volumes = checkVolumes(spec["volumes"]);
    names.volumes.insert(laterVolumes.begin(), laterVolumes.end());
    names.hostNetwork = spec["hostNetwork"].isTrue();
    checkContainers(spec, names);
    spec["restartPolicy"].requireOneOf({"Always", "OnFailure", "Never"});
    checkDns(spec);
    checkLabels(spec["nodeSelector"]);
    checkNameReferences(spec);
    const Field deadline = spec["activeDeadlineSeconds"];
    constexpr int64_t most = std::numeric_limits<int32_t>::max();
    if (deadline && (deadline.number() < 1 || deadline.number() > most))
        deadline.invalid(betweenInclusive(1, most));
    for (const Field& each : spec["tolerations"].elements())
        checkToleration(each);
    checkSpread(spec["topologySpreadConstraints"]);
}

void checkPodSpecUpdate(const Field& spec, const Field& old)
{
    for (const char* list : {"containers", "initContainers"}) {
        if (spec[list].size() != old[list].size())
            return spec[list].forbidden("pod updates may not add or remove containers");
    }
    checkDeadlineUpdate(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"]);
    if (!keepsTolerations(spec["tolerations"], old["tolerations"]))
        spec["tolerations"].forbidden("existing toleration can not be modified except its tolerationSeconds");
    if (!spec.value() || !old.value() || data::equal(withMutableFieldsOf(spec, old), *old.value()))
        return;
    spec.forbidden("pod updates may not change fields other than `spec.containers[*].image`,"
                   "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to "
                   "existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was "
                   "previously negative)");
}

void checkEphemeralContainersUpdate(const Field& spec, const Field& old)
{
    checkPodSpec(spec);
    const Field list = spec["ephemeralContainers"];
    const std::vector<Field> now = list.elements();
    for (const Field& before : old["ephemeralContainers"].elements()) {
        const std::string_view name = before["name"].text();
        const auto same =
            std::find_if(now.begin(), now.end(), [&](const Field& each) { return each["name"].text() == name; });
        if (same == now.end())
            list.forbidden(fmt::format("existing ephemeral containers {} may not be removed\n", quote(name)));
        else if (!same->equals(before))
            list.forbidden(fmt::format("existing ephemeral containers {} may not be changed\n", quote(name)));
    }
    if (!spec || !old)
        return;
    data::Value others = *spec.value();
    if (const Field kept = old["ephemeralContainers"]; kept)
        others.as_object()["ephemeralContainers"] = *kept.value();
    else
        others.as_object().erase("ephemeralContainers");
    if (!data::equal(others, *old.value()))
        spec.forbidden("only ephemeral containers may be changed through ephemeralcontainers");
}

} // namespace skiff::apiserver::validation
