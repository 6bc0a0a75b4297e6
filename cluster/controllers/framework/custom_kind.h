#pragma once

#include "cluster/client/resource_ref.h"
#include "cluster/data/document.h"

#include <optional>
#include <string>

namespace skiff::controllers {

constexpr client::ResourceRef customResourceDefinitions{"apiextensions.k8s.io", "v1", "customresourcedefinitions",
                                                        "CustomResourceDefinition", false};

/// A kind that a CustomResourceDefinition adds, at a version that is served. Owns the text of its ResourceRef.
struct CustomKind
{
    std::string group;
    std::string version;
    std::string plural;
    std::string kind;
    bool namespaced = true;

    client::ResourceRef ref() const { return {group, version, plural, kind, namespaced}; }

    /// Nothing while the definition is not established.
    static std::optional<CustomKind> of(data::Node definition);
};

} // namespace skiff::controllers
