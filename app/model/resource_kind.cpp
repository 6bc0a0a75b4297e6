#include "app/model/resource_kind.h"

#include <QUrl>

#include <algorithm>
#include <array>

namespace skiff::model {

namespace {

/// Titles that are translated; other kinds are called as their authors call them.
constexpr std::array known{
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Pods"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Deployments"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ReplicaSets"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "StatefulSets"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "DaemonSets"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Jobs"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "CronJobs"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ReplicationControllers"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "HorizontalPodAutoscalers"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "PodDisruptionBudgets"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Services"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Endpoints"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "EndpointSlices"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Ingresses"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "IngressClasses"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "NetworkPolicies"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ConfigMaps"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Secrets"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ResourceQuotas"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "LimitRanges"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "PodTemplates"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Leases"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "PriorityClasses"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "RuntimeClasses"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "PersistentVolumeClaims"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "PersistentVolumes"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "StorageClasses"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "VolumeAttachments"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "CSIDrivers"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "CSINodes"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "CSIStorageCapacities"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ServiceAccounts"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Roles"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "RoleBindings"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ClusterRoles"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ClusterRoleBindings"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "CertificateSigningRequests"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Nodes"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Namespaces"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Events"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ComponentStatuses"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "APIServices"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "CustomResourceDefinitions"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "MutatingWebhookConfigurations"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ValidatingWebhookConfigurations"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ValidatingAdmissionPolicies"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ValidatingAdmissionPolicyBindings"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "FlowSchemas"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "PriorityLevelConfigurations"),
    QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "ControllerRevisions"),
};

/// "NetworkPolicy", "networkpolicies" → "NetworkPolicies".
QString pluralOf(const QString& kind, const QString& resource)
{
    const QString lower = kind.toLower();
    qsizetype same = 0;
    while (same < lower.size() && same < resource.size() && lower[same] == resource[same])
        ++same;
    return same == 0 ? kind : kind.left(same) + resource.mid(same);
}

QString encoded(const QString& part)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(part));
}

} // namespace

QString ResourceKind::title() const
{
    const QString plain = pluralOf(kind, plural());
    const auto found =
        std::find_if(known.begin(), known.end(), [&plain](const char* title) { return plain == QLatin1String(title); });
    return found == known.end() ? plain : QCoreApplication::translate("skiff::model::ResourceKind", *found);
}

QString ResourceKind::listPath(const QString& nameSpace) const
{
    if (!namespaced || nameSpace.isEmpty())
        return path;
    const qsizetype slash = path.lastIndexOf(QLatin1Char('/'));
    return path.left(slash) + QStringLiteral("/namespaces/") + encoded(nameSpace) + path.mid(slash);
}

QString ResourceKind::objectPath(const QString& nameSpace, const QString& name) const
{
    return listPath(nameSpace) + QLatin1Char('/') + encoded(name);
}

QString ResourceKind::apiVersion() const
{
    return group.isEmpty() ? version : group + QLatin1Char('/') + version;
}

QString ObjectRef::words() const
{
    return nameSpace.isEmpty() ? QStringLiteral("%1 %2").arg(kind.kind, name)
                               : QStringLiteral("%1 %2/%3").arg(kind.kind, nameSpace, name);
}

const std::vector<ResourceKind>& resourceKinds()
{
    static const std::vector<ResourceKind> kinds{
        {.id = QStringLiteral("pods"), .kind = QStringLiteral("Pod"), .path = QStringLiteral("/api/v1/pods")},
        {.id = QStringLiteral("deployments"),
         .kind = QStringLiteral("Deployment"),
         .path = QStringLiteral("/apis/apps/v1/deployments"),
         .group = QStringLiteral("apps")},
        {.id = QStringLiteral("services"),
         .kind = QStringLiteral("Service"),
         .path = QStringLiteral("/api/v1/services")},
        {.id = QStringLiteral("nodes"),
         .kind = QStringLiteral("Node"),
         .path = QStringLiteral("/api/v1/nodes"),
         .namespaced = false},
        {.id = QStringLiteral("namespaces"),
         .kind = QStringLiteral("Namespace"),
         .path = QStringLiteral("/api/v1/namespaces"),
         .namespaced = false},
        {.id = QStringLiteral("events"), .kind = QStringLiteral("Event"), .path = QStringLiteral("/api/v1/events")},
    };
    return kinds;
}

const ResourceKind* resourceKind(const QString& id)
{
    for (const ResourceKind& kind : resourceKinds())
        if (kind.id == id)
            return &kind;
    return nullptr;
}

} // namespace skiff::model
