#include "cluster/apiserver/tables/cell_writers.h"

#include <algorithm>
#include <array>

namespace skiff::apiserver {

namespace {

struct KindCells
{
    std::string_view group;
    std::string_view kind;
    CellWriter write;
};

constexpr std::array kindCells = {
    KindCells{"", "Pod", writePodCells},
    KindCells{"", "PodTemplate", writePodTemplateCells},
    KindCells{"", "ReplicationController", writeReplicationControllerCells},
    KindCells{"", "Service", writeServiceCells},
    KindCells{"", "Endpoints", writeEndpointsCells},
    KindCells{"", "Node", writeNodeCells},
    KindCells{"", "Event", writeEventCells},
    KindCells{"events.k8s.io", "Event", writeEventCells},
    KindCells{"", "Namespace", writeNamespaceCells},
    KindCells{"", "Secret", writeSecretCells},
    KindCells{"", "ServiceAccount", writeServiceAccountCells},
    KindCells{"", "ConfigMap", writeConfigMapCells},
    KindCells{"", "ComponentStatus", writeComponentStatusCells},
    KindCells{"", "ResourceQuota", writeResourceQuotaCells},
    KindCells{"", "PersistentVolume", writePersistentVolumeCells},
    KindCells{"", "PersistentVolumeClaim", writePersistentVolumeClaimCells},
    KindCells{"apps", "Deployment", writeDeploymentCells},
    KindCells{"apps", "ReplicaSet", writeReplicaSetCells},
    KindCells{"apps", "DaemonSet", writeDaemonSetCells},
    KindCells{"apps", "StatefulSet", writeStatefulSetCells},
    KindCells{"apps", "ControllerRevision", writeControllerRevisionCells},
    KindCells{"autoscaling", "Scale", writeScaleCells},
    KindCells{"policy", "PodDisruptionBudget", writePodDisruptionBudgetCells},
    KindCells{"rbac.authorization.k8s.io", "RoleBinding", writeRoleBindingCells},
    KindCells{"rbac.authorization.k8s.io", "ClusterRoleBinding", writeRoleBindingCells},
    KindCells{"coordination.k8s.io", "Lease", writeLeaseCells},
    KindCells{"discovery.k8s.io", "EndpointSlice", writeEndpointSliceCells},
};

} // namespace

CellWriter cellWriterFor(std::string_view group, std::string_view kind)
{
    for (const KindCells& each : kindCells)
        if (each.kind == kind && each.group == group)
            return each.write;
    return nullptr;
}

} // namespace skiff::apiserver
