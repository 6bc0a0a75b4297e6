#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/openapi/dialect.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::api::custom {
struct Version;
}

namespace skiff::apiserver::openapi {

/// A kind at a version, as the extension x-kubernetes-group-version-kind names it.
struct GroupVersionKind
{
    std::string group;
    std::string version;
    std::string kind;

    data::Object toJson() const;
};

/// The kinds that each type (by its name) is the schema of.
using KindsByType = std::map<std::string_view, std::vector<GroupVersionKind>>;
using Resources = std::vector<const api::Resource*>;
KindsByType kindsByType(const Resources& resources);

/// The type of a resource's lists ("core.v1.PodList"), or nullptr.
const data::ObjectType* listTypeOf(const api::Resource& resource);

/// Collects the schemas of a document: each type once, and all that it refers to.
class SchemaWriter
{
public:
    SchemaWriter(Dialect dialect, const KindsByType& kinds, const Resources& resources);

    /// A reference to the schema of `type`, which is then part of the document.
    data::Object refer(const data::ObjectType& type);
    /// The same for the free-form body of a patch.
    data::Object referPatch();

    /// All schemas by their full names. Call once, at the end.
    data::Object take();

private:
    std::string nameOf(const data::ObjectType& type) const;
    data::Object write(const data::ObjectType& type);
    data::Object writeCustom(const data::ObjectType& type, const api::custom::Version& version);
    void addKinds(const data::ObjectType& type, data::Object& schema) const;
    data::Object writeField(const data::Field& field);
    data::Object writeReference(const data::TypeRef& type);
    data::Object referScalar(data::TypeKind kind);
    void drain();

    Dialect m_dialect;
    const KindsByType& m_kinds;
    /// The types of custom kinds, and of their lists (nullptr).
    std::map<const data::ObjectType*, const api::custom::Version*> m_customs;
    std::map<std::string, data::Object> m_schemas;
    std::set<const data::ObjectType*> m_seen;
    std::vector<const data::ObjectType*> m_waiting;
};

} // namespace skiff::apiserver::openapi
