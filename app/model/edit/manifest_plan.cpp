#include "app/model/edit/manifest_plan.h"

#include "app/model/edit/apply_plan.h"

#include <map>
#include <tuple>

namespace skiff::model::edit {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// The pod's part of a workload, or nullptr.
const data::Value* podSpecOf(const data::Value& object, std::string_view kind)
{
    if (kind == "Pod")
        return data::find(object, {"spec"});
    if (kind == "CronJob")
        return data::find(object, {"spec", "jobTemplate", "spec", "template", "spec"});
    return data::find(object, {"spec", "template", "spec"});
}

/// Kind, namespace and name of what an object names.
using Reference = std::tuple<std::string, QString, std::string>;

std::vector<Reference> referencesOf(const ManifestObject& object, const QString& nameSpace)
{
    std::vector<Reference> references;
    if (object.kind == "RoleBinding" || object.kind == "ClusterRoleBinding") {
        const std::string_view kind = data::stringAt(object.object, {"roleRef", "kind"});
        references.emplace_back(kind, kind == "Role" ? nameSpace : QString(),
                                data::stringAt(object.object, {"roleRef", "name"}));
    }
    if (const data::Value* spec = podSpecOf(object.object, object.kind)) {
        references.emplace_back("ServiceAccount", nameSpace, data::stringAt(*spec, {"serviceAccountName"}));
        references.emplace_back("PriorityClass", QString(), data::stringAt(*spec, {"priorityClassName"}));
        references.emplace_back("RuntimeClass", QString(), data::stringAt(*spec, {"runtimeClassName"}));
    }
    return references;
}

/// Finds objects of the drop.
class Index
{
public:
    explicit Index(const std::vector<ManifestObject>& objects) : m_objects(objects)
    {
        for (int i = 0; i < int(objects.size()); ++i) {
            if (isNamespace(objects[size_t(i)]))
                m_namespaces.emplace(text(objects[size_t(i)].name), i);
            if (isDefinition(objects[size_t(i)]))
                m_definitions.push_back(i);
        }
    }

    std::optional<int> nameSpace(const QString& name) const
    {
        const auto found = m_namespaces.find(name);
        return found == m_namespaces.end() ? std::nullopt : std::optional(found->second);
    }

    std::optional<int> definitionOf(const ManifestObject& object) const
    {
        for (const int i : m_definitions)
            if (kindOfDefinition(m_objects[size_t(i)].object, object.apiVersion, object.kind))
                return i;
        return std::nullopt;
    }

private:
    const std::vector<ManifestObject>& m_objects;
    std::map<QString, int> m_namespaces;
    std::vector<int> m_definitions;
};

PlannedObject planned(const ManifestObject& object, const QString& nameSpace)
{
    PlannedObject plan;
    plan.step = applyStep(object);
    plan.body = withoutServerFields(object.object);
    plan.cleaned = !data::equal(plan.body, object.object);
    plan.kindName = text(object.kind);
    plan.generated = object.name.empty();
    plan.name =
        plan.generated ? text(data::stringAt(object.object, {"metadata", "generateName"})) + u'…' : text(object.name);
    plan.nameSpace = object.nameSpace.empty() ? nameSpace : text(object.nameSpace);
    plan.chosenNamespace = object.nameSpace.empty();
    return plan;
}

} // namespace

void setKind(PlannedObject& plan, const ResourceKind& kind)
{
    plan.kind = kind;
    if (kind.namespaced) {
        data::ensureObject(plan.body, {"metadata"})["namespace"] = plan.nameSpace.toStdString();
    } else {
        plan.nameSpace.clear();
        plan.chosenNamespace = false;
        data::removeAt(plan.body, {"metadata", "namespace"});
    }
}

bool isNamespace(const ManifestObject& object)
{
    return object.apiVersion == "v1" && object.kind == "Namespace";
}

bool isDefinition(const ManifestObject& object)
{
    return object.apiVersion.starts_with("apiextensions.k8s.io/") && object.kind == "CustomResourceDefinition";
}

QString PlannedObject::words() const
{
    const QString place = shownNamespace();
    return kindName + u' ' + (place.isEmpty() ? name : place + u'/' + name);
}

ObjectRef PlannedObject::ref() const
{
    return {kind.value_or(ResourceKind()), nameSpace, name, {}};
}

std::optional<ResourceKind> kindOfDefinition(const data::Value& definition, std::string_view apiVersion,
                                             std::string_view kind)
{
    const size_t slash = apiVersion.find('/');
    if (slash == std::string_view::npos ||
        data::stringAt(definition, {"spec", "group"}) != apiVersion.substr(0, slash) ||
        data::stringAt(definition, {"spec", "names", "kind"}) != kind)
        return std::nullopt;
    const std::string_view version = apiVersion.substr(slash + 1);
    const data::Value* versions = data::find(definition, {"spec", "versions"});
    if (!versions || !versions->is_array())
        return std::nullopt;
    for (const data::Value& each : versions->get_array()) {
        if (data::stringAt(each, {"name"}) != version || !data::boolAt(each, {"served"}))
            continue;
        ResourceKind found;
        found.kind = text(kind);
        found.group = text(apiVersion.substr(0, slash));
        found.version = text(version);
        found.resource = text(data::stringAt(definition, {"spec", "names", "plural"}));
        found.id = found.resource + u'.' + found.group;
        found.path = QStringLiteral("/apis/%1/%2/%3").arg(found.group, found.version, found.resource);
        found.namespaced = data::stringAt(definition, {"spec", "scope"}) != "Cluster";
        return found;
    }
    return std::nullopt;
}

std::vector<PlannedObject> planObjects(const std::vector<ManifestObject>& objects, const QString& nameSpace,
                                       const KindLookup& lookup)
{
    const Index index(objects);
    std::vector<PlannedObject> plans;
    std::map<Reference, int> places; // by kind and group, namespace, name
    std::map<Reference, int> byKind; // by kind alone: what others name
    for (int i = 0; i < int(objects.size()); ++i) {
        const ManifestObject& object = objects[size_t(i)];
        PlannedObject plan = planned(object, nameSpace);
        plan.kind = lookup(text(object.apiVersion), plan.kindName);
        if (const auto definition = index.definitionOf(object); definition && *definition < i) {
            plan.after.push_back(*definition);
            if (!plan.kind)
                plan.kind = kindOfDefinition(objects[size_t(*definition)].object, object.apiVersion, object.kind);
        }
        if (plan.kind)
            setKind(plan, ResourceKind(*plan.kind));
        if (const auto home = index.nameSpace(plan.nameSpace); home && *home < i && !plan.nameSpace.isEmpty())
            plan.after.push_back(*home);
        for (const Reference& reference : referencesOf(object, plan.nameSpace))
            if (const auto found = byKind.find(reference); found != byKind.end())
                plan.mayNeed.push_back(found->second);
        const QString group = text(object.apiVersion).section(u'/', 0, -2);
        if (!plan.generated) {
            const Reference key{object.kind + '.' + group.toStdString(), plan.nameSpace, object.name};
            if (const auto [place, added] = places.emplace(key, i); !added)
                plan.sameAs = place->second;
            byKind.emplace(Reference{object.kind, plan.nameSpace, object.name}, i);
        }
        plans.push_back(std::move(plan));
    }
    return plans;
}

} // namespace skiff::model::edit
