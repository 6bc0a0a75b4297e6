#pragma once

#include "app/model/resource_kind.h"
#include "cluster/base/result.h"

#include <string_view>
#include <vector>

namespace skiff::model {

/// The kinds a server serves, each in its preferred version, that can be listed. A value; made from
/// discovery documents, or builtin() until these have come.
class KindCatalog
{
public:
    static KindCatalog builtin();

    /// Adds the groups of one aggregated discovery document (APIGroupDiscoveryList). Unsupported when
    /// it is something else: then the server only knows the older documents.
    Status addAggregated(std::string_view json);
    /// Adds the kinds of an APIResourceList at `path` ("/api/v1", "/apis/apps/v1").
    Status addResourceList(std::string_view json, const QString& path);

    const std::vector<ResourceKind>& kinds() const { return m_kinds; }
    const ResourceKind* byId(const QString& id) const;
    /// By "Pod" or "Deployment.apps".
    const ResourceKind* byGroupKind(const QString& groupKind) const;
    /// By what an object says of itself: apiVersion and kind. Another version of the kind counts.
    const ResourceKind* byApiVersion(const QString& apiVersion, const QString& kind) const;
    /// As people type it: plural, singular, short name or kind, in any case.
    const ResourceKind* byWord(const QString& word) const;
    /// The apiVersion of the Eviction that pods/eviction takes: servers before 1.22 only know a beta.
    const QString& evictionVersion() const { return m_evictionVersion; }

private:
    void add(ResourceKind kind);
    void learnEviction(const QString& group, const QString& version);

    std::vector<ResourceKind> m_kinds;
    QString m_evictionVersion = QStringLiteral("policy/v1");
};

/// Whether an API group is Kubernetes' own.
bool isBuiltIn(const QString& group);

/// The part of the navigation a kind belongs to.
enum class KindGroup
{
    Cluster,
    Workloads,
    Network,
    Config,
    Storage,
    Access,
    Custom
};
KindGroup groupOf(const ResourceKind& kind);
QString titleOf(KindGroup group);
/// The kinds of a group in the order people look for them: the usual ones first, then by title.
std::vector<const ResourceKind*> sortedKinds(const KindCatalog& catalog, KindGroup group);

} // namespace skiff::model
