#include "app/model/kind_catalog.h"

#include "cluster/data/document.h"

#include <QHash>

#include <algorithm>

namespace skiff::model {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::KindCatalog)
};

QString text(data::Node node)
{
    const std::string_view bytes = node.asString();
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

QStringList texts(data::Node node)
{
    QStringList list;
    for (const data::Node item : node)
        list.append(text(item));
    return list;
}

QString pathOf(const ResourceKind& kind)
{
    return (kind.group.isEmpty() ? QStringLiteral("/api/") : QStringLiteral("/apis/") + kind.group + QLatin1Char('/')) +
           kind.version + QLatin1Char('/') + kind.resource;
}

/// Where the usual kinds belong, in the order people look for them.
const QHash<QString, int>& places()
{
    static const QHash<QString, int> table = [] {
        constexpr std::pair<KindGroup, const char*> usual[]{
            {KindGroup::Cluster, "nodes"},
            {KindGroup::Cluster, "namespaces"},
            {KindGroup::Cluster, "events"},
            {KindGroup::Workloads, "pods"},
            {KindGroup::Workloads, "deployments"},
            {KindGroup::Workloads, "statefulsets"},
            {KindGroup::Workloads, "daemonsets"},
            {KindGroup::Workloads, "replicasets"},
            {KindGroup::Workloads, "jobs"},
            {KindGroup::Workloads, "cronjobs"},
            {KindGroup::Workloads, "horizontalpodautoscalers"},
            {KindGroup::Workloads, "poddisruptionbudgets"},
            {KindGroup::Workloads, "replicationcontrollers"},
            {KindGroup::Workloads, "podtemplates"},
            {KindGroup::Workloads, "controllerrevisions"},
            {KindGroup::Network, "services"},
            {KindGroup::Network, "ingresses"},
            {KindGroup::Network, "endpointslices"},
            {KindGroup::Network, "endpoints"},
            {KindGroup::Network, "networkpolicies"},
            {KindGroup::Network, "ingressclasses"},
            {KindGroup::Config, "configmaps"},
            {KindGroup::Config, "secrets"},
            {KindGroup::Config, "resourcequotas"},
            {KindGroup::Config, "limitranges"},
            {KindGroup::Config, "priorityclasses"},
            {KindGroup::Config, "runtimeclasses"},
            {KindGroup::Config, "leases"},
            {KindGroup::Storage, "persistentvolumeclaims"},
            {KindGroup::Storage, "persistentvolumes"},
            {KindGroup::Storage, "storageclasses"},
            {KindGroup::Storage, "volumeattachments"},
            {KindGroup::Storage, "csidrivers"},
            {KindGroup::Storage, "csinodes"},
            {KindGroup::Storage, "csistoragecapacities"},
            {KindGroup::Access, "serviceaccounts"},
            {KindGroup::Access, "roles"},
            {KindGroup::Access, "rolebindings"},
            {KindGroup::Access, "clusterroles"},
            {KindGroup::Access, "clusterrolebindings"},
            {KindGroup::Access, "certificatesigningrequests"},
        };
        QHash<QString, int> made;
        int place = 0;
        for (const auto& [group, id] : usual)
            made.insert(QLatin1String(id), int(group) * 1000 + place++);
        return made;
    }();
    return table;
}

} // namespace

bool isBuiltIn(const QString& group)
{
    return group.isEmpty() || group == QLatin1String("apps") || group == QLatin1String("batch") ||
           group == QLatin1String("autoscaling") || group == QLatin1String("policy") ||
           (group.endsWith(QLatin1String(".k8s.io")) && group != QLatin1String("metrics.k8s.io"));
}

KindCatalog KindCatalog::builtin()
{
    KindCatalog catalog;
    for (const ResourceKind& kind : resourceKinds())
        catalog.m_kinds.push_back(kind);
    return catalog;
}

Status KindCatalog::addAggregated(std::string_view json)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node root = document->root();
    if (root["kind"].asString() != "APIGroupDiscoveryList")
        return Error{ErrorCode::Unsupported, "the server has no aggregated discovery"};
    for (const data::Node group : root["items"]) {
        // Versions come in the group's order of preference: a later one adds what earlier ones lack.
        for (const data::Node version : group["versions"]) {
            for (const data::Node resource : version["resources"]) {
                ResourceKind kind{.kind = text(resource["responseKind"]["kind"]),
                                  .namespaced = resource["scope"].asString() == "Namespaced",
                                  .group = text(group["metadata"]["name"]),
                                  .version = text(version["version"]),
                                  .resource = text(resource["resource"]),
                                  .shortNames = texts(resource["shortNames"]),
                                  .verbs = texts(resource["verbs"]),
                                  .categories = texts(resource["categories"])};
                for (const data::Node sub : resource["subresources"]) {
                    kind.subresources.append(text(sub["subresource"]));
                    if (kind.group.isEmpty() && kind.resource == QLatin1String("pods") &&
                        kind.subresources.back() == QLatin1String("eviction"))
                        learnEviction(text(sub["responseKind"]["group"]), text(sub["responseKind"]["version"]));
                }
                add(std::move(kind));
            }
        }
    }
    return {};
}

Status KindCatalog::addResourceList(std::string_view json, const QString& path)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node root = document->root();
    if (root["kind"].asString() != "APIResourceList")
        return Error{ErrorCode::Unsupported, path.toStdString() + " is no list of resources"};
    const QStringList parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts); // api/v1, apis/GROUP/VERSION
    const QString group = parts.size() > 2 ? parts[1] : QString();
    QHash<QString, QStringList> subresources;
    for (const data::Node resource : root["resources"]) {
        const QString name = text(resource["name"]);
        if (name.contains(QLatin1Char('/')))
            subresources[name.section(QLatin1Char('/'), 0, 0)].append(name.section(QLatin1Char('/'), 1));
        if (group.isEmpty() && name == QLatin1String("pods/eviction"))
            learnEviction(text(resource["group"]), text(resource["version"]));
    }
    for (const data::Node resource : root["resources"]) {
        const QString name = text(resource["name"]);
        if (!name.contains(QLatin1Char('/')))
            add({.kind = text(resource["kind"]),
                 .namespaced = resource["namespaced"].asBool(),
                 .group = group,
                 .version = parts.isEmpty() ? QString() : parts.back(),
                 .resource = name,
                 .shortNames = texts(resource["shortNames"]),
                 .verbs = texts(resource["verbs"]),
                 .subresources = subresources.value(name),
                 .categories = texts(resource["categories"])});
    }
    return {};
}

void KindCatalog::learnEviction(const QString& group, const QString& version)
{
    if (!group.isEmpty() && !version.isEmpty())
        m_evictionVersion = group + QLatin1Char('/') + version;
}

void KindCatalog::add(ResourceKind kind)
{
    if (kind.kind.isEmpty() || kind.resource.isEmpty() || !kind.verbs.contains(QLatin1String("list")))
        return;
    // events.k8s.io serves the core group's events again.
    if (kind.group == QLatin1String("events.k8s.io"))
        return;
    const bool known = std::any_of(m_kinds.begin(), m_kinds.end(), [&kind](const ResourceKind& other) {
        return other.group == kind.group && other.resource == kind.resource;
    });
    if (known)
        return;
    kind.path = pathOf(kind);
    kind.id =
        isBuiltIn(kind.group) && !byId(kind.resource) ? kind.resource : kind.resource + QLatin1Char('.') + kind.group;
    m_kinds.push_back(std::move(kind));
}

const ResourceKind* KindCatalog::byId(const QString& id) const
{
    const auto found =
        std::find_if(m_kinds.begin(), m_kinds.end(), [&id](const ResourceKind& kind) { return kind.id == id; });
    return found == m_kinds.end() ? nullptr : &*found;
}

const ResourceKind* KindCatalog::byGroupKind(const QString& groupKind) const
{
    const auto found = std::find_if(m_kinds.begin(), m_kinds.end(),
                                    [&groupKind](const ResourceKind& kind) { return kind.groupKind() == groupKind; });
    return found == m_kinds.end() ? nullptr : &*found;
}

const ResourceKind* KindCatalog::byApiVersion(const QString& apiVersion, const QString& kind) const
{
    const qsizetype slash = apiVersion.indexOf(QLatin1Char('/'));
    const QString group = slash < 0 ? QString() : apiVersion.left(slash);
    return byGroupKind(group.isEmpty() ? kind : kind + QLatin1Char('.') + group);
}

const ResourceKind* KindCatalog::byWord(const QString& typed) const
{
    const QString word = typed.toLower();
    for (const ResourceKind& kind : m_kinds)
        if (kind.id == word || kind.resource == word || kind.kind.toLower() == word || kind.shortNames.contains(word))
            return &kind;
    return nullptr;
}

KindGroup groupOf(const ResourceKind& kind)
{
    if (const auto place = places().constFind(kind.id); place != places().constEnd())
        return KindGroup(*place / 1000);
    if (kind.group.isEmpty() || isBuiltIn(kind.group))
        return kind.group == QLatin1String("rbac.authorization.k8s.io") ? KindGroup::Access : KindGroup::Cluster;
    return KindGroup::Custom;
}

QString titleOf(KindGroup group)
{
    switch (group) {
    case KindGroup::Cluster:
        return Words::tr("Cluster");
    case KindGroup::Workloads:
        return Words::tr("Workloads");
    case KindGroup::Network:
        return Words::tr("Network");
    case KindGroup::Config:
        return Words::tr("Configuration");
    case KindGroup::Storage:
        return Words::tr("Storage");
    case KindGroup::Access:
        return Words::tr("Access");
    case KindGroup::Custom:
        return Words::tr("Custom resources");
    }
    return {};
}

std::vector<const ResourceKind*> sortedKinds(const KindCatalog& catalog, KindGroup group)
{
    std::vector<const ResourceKind*> kinds;
    for (const ResourceKind& kind : catalog.kinds())
        if (groupOf(kind) == group)
            kinds.push_back(&kind);
    std::sort(kinds.begin(), kinds.end(), [](const ResourceKind* a, const ResourceKind* b) {
        const int left = places().value(a->id, 1'000'000);
        const int right = places().value(b->id, 1'000'000);
        return left != right ? left < right : a->title().localeAwareCompare(b->title()) < 0;
    });
    return kinds;
}

} // namespace skiff::model
