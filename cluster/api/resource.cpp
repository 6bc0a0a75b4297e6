#include "cluster/api/resource.h"

#include <algorithm>

namespace skiff::api {

std::string Resource::apiVersion() const
{
    return group.empty() ? std::string(version) : std::string(group).append(1, '/').append(version);
}

std::string Resource::qualifiedName() const
{
    return group.empty() ? std::string(plural) : std::string(plural).append(1, '.').append(group);
}

const Subresource* Resource::findSubresource(std::string_view wanted) const
{
    const auto it = std::find_if(subresources.begin(), subresources.end(),
                                 [&](const Subresource& each) { return each.name == wanted; });
    return it == subresources.end() ? nullptr : &*it;
}

const Resource* findResource(std::string_view group, std::string_view version, std::string_view plural)
{
    for (const Resource& each : builtinResources()) {
        if (each.plural == plural && each.group == group && each.version == version)
            return &each;
    }
    return nullptr;
}

const Resource* findKind(std::string_view group, std::string_view version, std::string_view kind)
{
    for (const Resource& each : builtinResources()) {
        if (each.kind == kind && each.group == group && each.version == version)
            return &each;
    }
    return nullptr;
}

const data::ObjectType* findType(std::string_view name)
{
    const auto types = builtinTypes();
    const auto it =
        std::lower_bound(types.begin(), types.end(), name,
                         [](const data::ObjectType& type, std::string_view wanted) { return type.name < wanted; });
    return it != types.end() && it->name == name ? &*it : nullptr;
}

} // namespace skiff::api
