#include "cluster/apiserver/admission/pod_admission.h"

#include "cluster/apiserver/random_id.h"
#include "cluster/data/json_spans.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view tokenMountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr int64_t tokenSeconds = 3607;
constexpr int64_t tolerationSeconds = 300;
constexpr std::string_view notReadyTaint = "node.kubernetes.io/not-ready";
constexpr std::string_view unreachableTaint = "node.kubernetes.io/unreachable";

data::Array& ensureArray(data::Object& object, std::string_view key)
{
    data::Value& value = object[key];
    if (!value.is_array())
        value = data::Array();
    return value.as_array();
}

bool mountsToken(const data::Value& pod, const StoredObject& account)
{
    if (const data::Value* own = data::find(pod, {"spec", "automountServiceAccountToken"}); own && own->is_bool())
        return own->as_bool();
    return data::JsonSpan(account.json())["automountServiceAccountToken"].text() != "false";
}

/// True when every container has something at the token's path already.
bool hasTokenMount(const data::Value& container)
{
    const data::Value* mounts = data::find(container, {"volumeMounts"});
    if (!mounts || !mounts->is_array())
        return false;
    for (const data::Value& mount : mounts->as_array())
        if (data::stringAt(mount, {"mountPath"}) == tokenMountPath)
            return true;
    return false;
}

data::Value tokenVolume(const std::string& name)
{
    return {{"name", name},
            {"projected",
             {{"defaultMode", 420},
              {"sources",
               data::Array{
                   {{"serviceAccountToken", {{"expirationSeconds", tokenSeconds}, {"path", "token"}}}},
                   {{"configMap",
                     {{"name", "kube-root-ca.crt"}, {"items", data::Array{{{"key", "ca.crt"}, {"path", "ca.crt"}}}}}}},
                   {{"downwardAPI",
                     {{"items", data::Array{{{"path", "namespace"},
                                             {"fieldRef", {{"apiVersion", "v1"}, {"fieldPath", "metadata.namespace"}}}}}}}}}}}}}};
}

void mountToken(data::Value& pod)
{
    const std::string volume = "kube-api-access-" + newNameSuffix(5);
    bool mounted = false;
    for (const std::string_view list : {"containers", "initContainers"}) {
        data::Value* containers = data::find(pod, {"spec", list});
        if (!containers || !containers->is_array())
            continue;
        for (data::Value& container : containers->as_array()) {
            if (!container.is_object() || hasTokenMount(container))
                continue;
            ensureArray(container.as_object(), "volumeMounts")
                .push_back({{"name", volume}, {"readOnly", true}, {"mountPath", tokenMountPath}});
            mounted = true;
        }
    }
    if (mounted)
        ensureArray(data::ensureObject(pod, {"spec"}), "volumes").push_back(tokenVolume(volume));
}

bool toleratesTaint(const data::Array& tolerations, std::string_view key)
{
    for (const data::Value& each : tolerations) {
        const std::string_view effect = data::stringAt(each, {"effect"});
        const std::string_view ownKey = data::stringAt(each, {"key"});
        if ((ownKey == key || ownKey.empty()) && (effect == "NoExecute" || effect.empty()))
            return true;
    }
    return false;
}

} // namespace

Checked PodAdmission::admit(AdmissionRequest& request) const
{
    const api::Resource& resource = request.target.resource;
    if (request.operation != Operation::Create || !resource.group.empty() || resource.plural != "pods")
        return Done{};
    return admitPod(*request.object, request);
}

Checked ServiceAccountAdmission::admitPod(data::Value& pod, AdmissionRequest& request) const
{
    // The kubelet's mirrors of its own static pods have no account.
    if (data::find(pod, {"metadata", "annotations", "kubernetes.io/config.mirror"}))
        return Done{};
    data::Object& spec = data::ensureObject(pod, {"spec"});
    std::string name(data::stringAt(pod, {"spec", "serviceAccountName"}));
    if (name.empty())
        name = data::stringAt(pod, {"spec", "serviceAccount"});
    if (name.empty())
        name = "default";
    spec["serviceAccountName"] = name;
    spec["serviceAccount"] = name;

    const ServedResource* accounts = m_registry.find("", "v1", "serviceaccounts");
    const std::string key = accounts->key(request.call.nameSpace, name);
    const ObjectPtr account = findNow(*accounts, key, m_store);
    if (!account)
        return forbidden(request.target.resource, data::stringAt(pod, {"metadata", "name"}),
                         fmt::format("error looking up service account {}/{}: serviceaccount \"{}\" not found",
                                     request.call.nameSpace, name, name));
    if (mountsToken(pod, *account))
        mountToken(pod);
    return Done{};
}

Checked DefaultTolerationSeconds::admitPod(data::Value& pod, AdmissionRequest&) const
{
    data::Array& tolerations = ensureArray(data::ensureObject(pod, {"spec"}), "tolerations");
    for (const std::string_view taint : {notReadyTaint, unreachableTaint})
        if (!toleratesTaint(tolerations, taint))
            tolerations.push_back({{"key", taint},
                                   {"operator", "Exists"},
                                   {"effect", "NoExecute"},
                                   {"tolerationSeconds", tolerationSeconds}});
    return Done{};
}

Checked PriorityAdmission::admitPod(data::Value& pod, AdmissionRequest& request) const
{
    data::Object& spec = data::ensureObject(pod, {"spec"});
    const std::string_view wanted = data::stringAt(pod, {"spec", "priorityClassName"});
    int64_t priority = 0;
    if (wanted == "system-node-critical")
        priority = 2'000'001'000;
    else if (wanted == "system-cluster-critical")
        priority = 2'000'000'000;
    else if (!wanted.empty())
        return forbidden(request.target.resource, data::stringAt(pod, {"metadata", "name"}),
                         fmt::format("no PriorityClass with name {} was found", wanted));
    if (const data::Value* given = data::find(pod, {"spec", "priority"});
        given && given->is_number() && data::intAt(pod, {"spec", "priority"}) != priority)
        return forbidden(request.target.resource, data::stringAt(pod, {"metadata", "name"}),
                         fmt::format("the integer value of priority ({}) must not be provided in pod spec; priority admission "
                                     "controller computed {} from the given PriorityClass name",
                                     data::intAt(pod, {"spec", "priority"}), priority));
    spec["priority"] = priority;
    if (!spec.contains("preemptionPolicy"))
        spec["preemptionPolicy"] = "PreemptLowerPriority";
    return Done{};
}

Checked NodeTaintAdmission::admit(AdmissionRequest& request) const
{
    const api::Resource& resource = request.target.resource;
    if (request.operation != Operation::Create || !resource.group.empty() || resource.plural != "nodes")
        return Done{};
    data::Array& taints = ensureArray(data::ensureObject(*request.object, {"spec"}), "taints");
    for (const data::Value& taint : taints)
        if (data::stringAt(taint, {"key"}) == notReadyTaint && data::stringAt(taint, {"effect"}) == "NoSchedule")
            return Done{};
    taints.push_back({{"key", notReadyTaint}, {"effect", "NoSchedule"}});
    return Done{};
}

} // namespace skiff::apiserver
