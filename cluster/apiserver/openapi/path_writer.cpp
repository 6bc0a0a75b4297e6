#include "cluster/apiserver/openapi/path_writer.h"

#include "cluster/api/custom/custom_kind.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace skiff::apiserver::openapi {

namespace {

using data::Array;
using data::Object;
using data::Value;

struct Parameter
{
    std::string_view name;
    std::string_view type;
    std::string_view description;
};

constexpr std::array listParameters{
    Parameter{"allowWatchBookmarks", "boolean", "Ask for BOOKMARK events in a watch; the server need not send any."},
    Parameter{"continue", "string", "The token of the previous page, to read the next one."},
    Parameter{"fieldSelector", "string", "Restrict the objects by their fields."},
    Parameter{"labelSelector", "string", "Restrict the objects by their labels."},
    Parameter{"limit", "integer", "The most objects that one page may hold."},
    Parameter{"resourceVersion", "string", "How fresh the answer must be, or where a watch starts."},
    Parameter{"resourceVersionMatch", "string", "How resourceVersion restricts a list."},
    Parameter{"sendInitialEvents", "boolean", "Begin a watch with the objects that exist and a bookmark."},
    Parameter{"timeoutSeconds", "integer", "How long a list or watch may take."},
    Parameter{"watch", "boolean", "Stream changes instead of answering with a list."},
};

constexpr std::array writeParameters{
    Parameter{"dryRun", "string", "\"All\": check everything, store nothing."},
    Parameter{"fieldManager", "string", "Who makes the change."},
    Parameter{"fieldValidation", "string", "What happens to unknown and duplicate fields: Ignore, Warn or Strict."},
};

constexpr std::array forceParameter{
    Parameter{"force", "boolean", "Take over fields that other managers own."},
};

constexpr std::array deleteParameters{
    Parameter{"dryRun", "string", "\"All\": check everything, store nothing."},
    Parameter{"gracePeriodSeconds", "integer", "How long the object may take to end; 0 ends it at once."},
    Parameter{"orphanDependents", "boolean", "Deprecated: use propagationPolicy."},
    Parameter{"propagationPolicy", "string", "What happens to dependents: Orphan, Background or Foreground."},
};

/// An HTTP method, what it does there, and what goes in and out.
struct Operation
{
    std::string_view method; ///< "get", "put", ...
    std::string_view action; ///< "list", "patch", ...: x-kubernetes-action
    const data::ObjectType* body = nullptr;
    bool patchBody = false;
    const data::ObjectType* answer = nullptr; ///< nullptr: text
    std::vector<std::span<const Parameter>> parameters;
};

/// "Apps" of "apps", "RbacAuthorization" of "rbac.authorization.k8s.io", "Core" of "".
std::string camelGroup(std::string_view group)
{
    constexpr std::string_view suffix = ".k8s.io";
    if (group.ends_with(suffix))
        group.remove_suffix(suffix.size());
    std::string words;
    bool upper = true;
    for (const char c : group.empty() ? std::string_view("core") : group) {
        if (c == '.')
            upper = true;
        else
            words += std::exchange(upper, false) && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return words;
}

std::string capitalised(std::string_view word)
{
    std::string text(word);
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

/// Writes the path items of one resource.
class ResourcePaths
{
public:
    ResourcePaths(const api::Resource& resource, Dialect dialect, SchemaWriter& schemas, Object& paths)
        : m_resource(resource), m_dialect(dialect), m_schemas(schemas), m_paths(paths)
    {}

    void writeCollection();
    void writeItem();
    void writeSubresource(const api::Subresource& subresource);

private:
    struct Scope
    {
        bool namespaced = false;
        bool named = false;
        bool allNamespaces = false;
        std::string_view subresource;
    };

    std::string path(const Scope& scope) const;
    void writePath(const Scope& scope, const std::vector<Operation>& operations, const GroupVersionKind& kind);
    Object writeOperation(const Scope& scope, const Operation& operation, const GroupVersionKind& kind);
    std::string operationId(const Scope& scope, const Operation& operation) const;
    Array commonParameters(const Scope& scope) const;
    Object parameter(std::string_view in, const Parameter& of) const;
    void addBody(const Operation& operation, Object& out);
    Object response(const data::ObjectType* type);
    bool has(uint16_t verb) const { return (m_resource.verbs & verb) != 0; }

    const api::Resource& m_resource;
    Dialect m_dialect;
    SchemaWriter& m_schemas;
    Object& m_paths;
};

std::string ResourcePaths::path(const Scope& scope) const
{
    std::string text = groupVersionPath(m_resource.group, m_resource.version);
    if (scope.namespaced)
        text += "/namespaces/{namespace}";
    text += "/";
    text += m_resource.plural;
    if (scope.named)
        text += "/{name}";
    if (!scope.subresource.empty())
        text.append("/").append(scope.subresource);
    return text;
}

Object ResourcePaths::parameter(std::string_view in, const Parameter& of) const
{
    Object out;
    out["name"] = of.name;
    out["in"] = in;
    out["description"] = of.description;
    if (in == "path")
        out["required"] = true;
    if (m_dialect == Dialect::V2) {
        out["type"] = of.type;
        out["uniqueItems"] = true;
    } else {
        out["schema"] = Object{{"type", of.type}, {"uniqueItems", true}};
    }
    return out;
}

Array ResourcePaths::commonParameters(const Scope& scope) const
{
    Array list;
    if (scope.named)
        list.push_back(parameter("path", {"name", "string", "The object's name."}));
    if (scope.namespaced)
        list.push_back(parameter("path", {"namespace", "string", "The object's namespace."}));
    list.push_back(parameter("query", {"pretty", "string", "\"true\": indent the answer for people."}));
    return list;
}

std::string ResourcePaths::operationId(const Scope& scope, const Operation& operation) const
{
    std::string_view verb = operation.action;
    if (verb == "get")
        verb = "read";
    else if (verb == "post")
        verb = "create";
    else if (verb == "put")
        verb = "replace";
    else if (verb == "deletecollection")
        verb = "deleteCollection";
    std::string id = std::string(verb) + camelGroup(m_resource.group) + capitalised(m_resource.version);
    if (scope.namespaced)
        id += "Namespaced";
    id += m_resource.kind;
    id += capitalised(scope.subresource);
    if (verb == "connect")
        id.insert(std::string_view("connect").size(), operation.method == "get" ? "Get" : "Post");
    if (scope.allNamespaces)
        id += "ForAllNamespaces";
    return id;
}

void ResourcePaths::addBody(const Operation& operation, Object& out)
{
    if (!operation.body && !operation.patchBody)
        return;
    static constexpr std::array<std::string_view, 4> allPatchTypes{
        "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
        "application/strategic-merge-patch+json"};
    const auto patchTypes = std::span(allPatchTypes).first(api::custom::versionOf(m_resource) ? 3 : 4);
    const Object schema = operation.patchBody ? m_schemas.referPatch() : m_schemas.refer(*operation.body);
    const bool required = operation.method != "delete";
    if (m_dialect == Dialect::V2) {
        Object body{{"name", "body"}, {"in", "body"}, {"schema", schema}};
        if (required)
            body["required"] = true;
        Array& parameters = out["parameters"].as_array();
        parameters.insert(parameters.begin(), std::move(body));
        if (operation.patchBody) {
            Array types;
            for (const std::string_view each : patchTypes)
                types.push_back(Value(each));
            out["consumes"] = std::move(types);
        }
        return;
    }
    Object content;
    if (operation.patchBody) {
        for (const std::string_view each : patchTypes)
            content[each] = Object{{"schema", schema}};
    } else {
        content["*/*"] = Object{{"schema", schema}};
    }
    Object body{{"content", std::move(content)}};
    if (required)
        body["required"] = true;
    out["requestBody"] = std::move(body);
}

Object ResourcePaths::response(const data::ObjectType* type)
{
    const Object schema = type ? m_schemas.refer(*type) : Object{{"type", "string"}};
    Object ok{{"description", "OK"}};
    if (m_dialect == Dialect::V2)
        ok["schema"] = schema;
    else if (type)
        ok["content"] =
            Object{{"application/json", Object{{"schema", schema}}}, {"application/yaml", Object{{"schema", schema}}}};
    else
        ok["content"] = Object{{"*/*", Object{{"schema", schema}}}};
    return ok;
}

Object ResourcePaths::writeOperation(const Scope& scope, const Operation& operation, const GroupVersionKind& kind)
{
    Object out;
    out["operationId"] = operationId(scope, operation);
    std::string tag = camelGroup(m_resource.group);
    tag[0] = static_cast<char>(tag[0] - 'A' + 'a');
    out["tags"] = Array({Value(tag.append("_").append(m_resource.version))});
    Array parameters;
    for (const auto& group : operation.parameters) {
        for (const Parameter& each : group)
            parameters.push_back(parameter("query", each));
    }
    out["parameters"] = std::move(parameters);
    addBody(operation, out);
    Object responses;
    responses["200"] = response(operation.answer);
    if (operation.method == "post" && operation.action == "post")
        responses["201"] = response(operation.answer);
    responses["401"] = Object{{"description", "Unauthorized"}};
    out["responses"] = std::move(responses);
    out["x-kubernetes-action"] = operation.action;
    out["x-kubernetes-group-version-kind"] = kind.toJson();
    return out;
}

void ResourcePaths::writePath(const Scope& scope, const std::vector<Operation>& operations,
                              const GroupVersionKind& kind)
{
    if (operations.empty())
        return;
    Object item;
    for (const Operation& operation : operations)
        item[operation.method] = writeOperation(scope, operation, kind);
    item["parameters"] = commonParameters(scope);
    m_paths[path(scope)] = std::move(item);
}

void ResourcePaths::writeCollection()
{
    const GroupVersionKind kind{std::string(m_resource.group), std::string(m_resource.version),
                                std::string(m_resource.kind)};
    const data::ObjectType* list = listTypeOf(m_resource);
    const data::ObjectType* type = m_resource.type;
    std::vector<Operation> operations;
    const Operation listing{.method = "get", .action = "list", .answer = list, .parameters = {listParameters}};
    if (has(api::VerbList))
        operations.push_back(listing);
    if (has(api::VerbCreate))
        operations.push_back(
            {.method = "post", .action = "post", .body = type, .answer = type, .parameters = {writeParameters}});
    if (has(api::VerbDeleteCollection)) {
        operations.push_back({.method = "delete",
                              .action = "deletecollection",
                              .body = api::findType("meta.v1.DeleteOptions"),
                              .answer = api::findType("meta.v1.Status"),
                              .parameters = {deleteParameters, std::span(listParameters).subspan(1, 8)}});
    }
    writePath({.namespaced = m_resource.namespaced}, operations, kind);
    if (m_resource.namespaced && has(api::VerbList))
        writePath({.allNamespaces = true}, {listing}, kind);
}

void ResourcePaths::writeItem()
{
    const GroupVersionKind kind{std::string(m_resource.group), std::string(m_resource.version),
                                std::string(m_resource.kind)};
    const data::ObjectType* type = m_resource.type;
    std::vector<Operation> operations;
    if (has(api::VerbGet))
        operations.push_back({.method = "get", .action = "get", .answer = type});
    if (has(api::VerbUpdate))
        operations.push_back(
            {.method = "put", .action = "put", .body = type, .answer = type, .parameters = {writeParameters}});
    if (has(api::VerbPatch)) {
        operations.push_back({.method = "patch",
                              .action = "patch",
                              .patchBody = true,
                              .answer = type,
                              .parameters = {writeParameters, forceParameter}});
    }
    if (has(api::VerbDelete)) {
        operations.push_back({.method = "delete",
                              .action = "delete",
                              .body = api::findType("meta.v1.DeleteOptions"),
                              .answer = api::findType("meta.v1.Status"),
                              .parameters = {deleteParameters}});
    }
    writePath({.namespaced = m_resource.namespaced, .named = true}, operations, kind);
}

void ResourcePaths::writeSubresource(const api::Subresource& subresource)
{
    const GroupVersionKind kind{std::string(subresource.group), std::string(subresource.version),
                                std::string(subresource.kind)};
    const data::ObjectType* type = subresource.type;
    const auto can = [&subresource](uint16_t verb) {
        return (subresource.verbs & verb) != 0;
    };
    std::vector<Operation> operations;
    if (!type) {
        // Streams: what they take is in the query, what they answer is no object.
        const bool reads = subresource.name == "log";
        if (can(api::VerbGet))
            operations.push_back({.method = "get", .action = reads ? "get" : "connect"});
        if (can(api::VerbCreate))
            operations.push_back({.method = "post", .action = "connect"});
    } else {
        if (can(api::VerbGet))
            operations.push_back({.method = "get", .action = "get", .answer = type});
        if (can(api::VerbCreate)) {
            operations.push_back(
                {.method = "post", .action = "post", .body = type, .answer = type, .parameters = {writeParameters}});
        }
        if (can(api::VerbUpdate))
            operations.push_back(
                {.method = "put", .action = "put", .body = type, .answer = type, .parameters = {writeParameters}});
        if (can(api::VerbPatch)) {
            operations.push_back({.method = "patch",
                                  .action = "patch",
                                  .patchBody = true,
                                  .answer = type,
                                  .parameters = {writeParameters, forceParameter}});
        }
    }
    writePath({.namespaced = m_resource.namespaced, .named = true, .subresource = subresource.name}, operations, kind);
}

} // namespace

std::string groupVersionPath(std::string_view group, std::string_view version)
{
    return group.empty() ? fmt::format("/api/{}", version) : fmt::format("/apis/{}/{}", group, version);
}

void writePaths(const api::Resource& resource, Dialect dialect, SchemaWriter& schemas, Object& paths)
{
    ResourcePaths writer(resource, dialect, schemas, paths);
    writer.writeCollection();
    writer.writeItem();
    for (const api::Subresource& each : resource.subresources)
        writer.writeSubresource(each);
}

} // namespace skiff::apiserver::openapi
