#pragma once

#include "cluster/data/type_schema.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace skiff::api {

/// What can be done to a resource, as flags; the words of discovery.
enum Verb : uint16_t
{
    VerbCreate = 1 << 0,
    VerbDelete = 1 << 1,
    VerbDeleteCollection = 1 << 2,
    VerbGet = 1 << 3,
    VerbList = 1 << 4,
    VerbPatch = 1 << 5,
    VerbUpdate = 1 << 6,
    VerbWatch = 1 << 7,
};

/// A printer column of a table answer. How each cell is computed is code in apiserver/registry.
struct Column
{
    std::string_view name;
    std::string_view type;         ///< "string", "integer", "date", ...
    std::string_view format;       ///< "name" for the first column of most kinds
    std::string_view description;
    int32_t priority = 0;          ///< 0: always shown; above: only with -o wide
};

/// A field selector label and the path of the field it reads.
struct FieldLabel
{
    std::string_view label;        ///< "spec.nodeName"
    std::string_view path;         ///< dotted JSON path; differs from the label for aliases
};

/// "pods/status", "deployments/scale", "pods/exec", ...
struct Subresource
{
    std::string_view name;         ///< "status"
    std::string_view group;        ///< of the kind it speaks; "autoscaling" for scale
    std::string_view version;
    std::string_view kind;
    uint16_t verbs = 0;
    const data::ObjectType* type = nullptr; ///< nullptr for options kinds (exec, log, ...)
};

/// One resource at one version: everything about it that is data. Built-in ones are constant
/// tables made at build time. Immutable; any thread.
struct Resource
{
    std::string_view group;        ///< "" for core
    std::string_view version;      ///< "v1"
    std::string_view kind;         ///< "Deployment"
    std::string_view listKind;     ///< "DeploymentList"
    std::string_view plural;       ///< "deployments"; the resource's name in paths
    std::string_view singular;
    std::span<const std::string_view> shortNames;
    std::span<const std::string_view> categories;
    std::string_view storageVersionHash;
    bool namespaced = false;
    bool volatileWrites = false;   ///< acknowledged from memory (node Leases)
    uint16_t verbs = 0;
    const data::ObjectType* type = nullptr;
    std::span<const Subresource> subresources;
    std::span<const Column> columns;          ///< empty: Name, Created At
    std::span<const FieldLabel> fieldLabels;  ///< besides metadata.name and metadata.namespace

    /// "apps/v1", or "v1" for core: the apiVersion of its objects.
    std::string apiVersion() const;
    /// "deployments.apps", or "pods" for core: how error messages name it.
    std::string qualifiedName() const;
    const Subresource* findSubresource(std::string_view wanted) const;
};

/// All built-in resources, grouped by group and version in the order discovery lists them.
std::span<const Resource> builtinResources();
/// All built-in types, sorted by name, those of lists ("core.v1.PodList") among them.
std::span<const data::ObjectType> builtinTypes();
/// By path parts ("apps", "v1", "deployments"), or nullptr.
const Resource* findResource(std::string_view group, std::string_view version, std::string_view plural);
/// By kind ("apps", "v1", "Deployment"), or nullptr.
const Resource* findKind(std::string_view group, std::string_view version, std::string_view kind);
/// Any built-in type by its schema name ("core.v1.PodSpec", "meta.v1.ObjectMeta"), or nullptr.
const data::ObjectType* findType(std::string_view name);

} // namespace skiff::api
