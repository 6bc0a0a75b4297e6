#include "app/model/edit/fixed_fields.h"

namespace skiff::model::edit {

namespace {

struct Fixed
{
    std::string_view kind; ///< empty: all
    std::vector<std::string_view> path;
};

const std::vector<Fixed>& fixedFields()
{
    static const std::vector<Fixed> fields{
        {"", {"metadata", "name"}},
        {"", {"metadata", "namespace"}},
        {"", {"metadata", "uid"}},
        {"Deployment", {"spec", "selector"}},
        {"ReplicaSet", {"spec", "selector"}},
        {"DaemonSet", {"spec", "selector"}},
        {"StatefulSet", {"spec", "selector"}},
        {"StatefulSet", {"spec", "serviceName"}},
        {"StatefulSet", {"spec", "podManagementPolicy"}},
        {"StatefulSet", {"spec", "volumeClaimTemplates"}},
        {"Job", {"spec", "selector"}},
        {"Job", {"spec", "template"}},
        {"Job", {"spec", "completionMode"}},
        {"Service", {"spec", "clusterIP"}},
        {"Pod", {"spec", "nodeName"}},
        {"Pod", {"spec", "restartPolicy"}},
        {"Pod", {"spec", "serviceAccountName"}},
        {"Pod", {"spec", "volumes"}},
        {"PersistentVolumeClaim", {"spec", "storageClassName"}},
        {"PersistentVolumeClaim", {"spec", "accessModes"}},
        {"StorageClass", {"provisioner"}},
        {"StorageClass", {"parameters"}},
        {"StorageClass", {"reclaimPolicy"}},
        {"StorageClass", {"volumeBindingMode"}},
        {"RoleBinding", {"roleRef"}},
        {"ClusterRoleBinding", {"roleRef"}},
        {"Secret", {"type"}},
        {"IngressClass", {"spec", "controller"}},
        {"PriorityClass", {"value"}},
    };
    return fields;
}

const data::Value* find(const data::Value& object, const std::vector<std::string_view>& path)
{
    const data::Value* value = &object;
    for (const std::string_view key : path)
        if (value)
            value = data::find(*value, {key});
    return value;
}

} // namespace

std::vector<std::vector<std::string_view>> changedFixedFields(std::string_view kind, const data::Value& before,
                                                              const data::Value& after)
{
    std::vector<std::vector<std::string_view>> changed;
    for (const Fixed& each : fixedFields()) {
        if (!each.kind.empty() && each.kind != kind)
            continue;
        const data::Value* was = find(before, each.path);
        const data::Value* is = find(after, each.path);
        if (was && is && !data::equal(*was, *is))
            changed.push_back(each.path);
    }
    return changed;
}

} // namespace skiff::model::edit
