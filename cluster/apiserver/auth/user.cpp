#include "cluster/apiserver/auth/user.h"

#include <algorithm>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

bool User::inGroup(std::string_view group) const
{
    return std::find(groups.begin(), groups.end(), group) != groups.end();
}

std::string_view User::nodeName() const
{
    const std::string_view view = name;
    if (!view.starts_with(nodeUserPrefix) || !inGroup(nodesGroup))
        return {};
    return view.substr(nodeUserPrefix.size());
}

std::string serviceAccountUser(std::string_view nameSpace, std::string_view name)
{
    return fmt::format("{}{}:{}", serviceAccountPrefix, nameSpace, name);
}

ServiceAccountName splitServiceAccountUser(std::string_view user)
{
    if (!user.starts_with(serviceAccountPrefix))
        return {};
    const std::string_view rest = user.substr(serviceAccountPrefix.size());
    const size_t colon = rest.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon + 1 == rest.size() ||
        rest.find(':', colon + 1) != std::string_view::npos)
        return {};
    return {rest.substr(0, colon), rest.substr(colon + 1)};
}

User serviceAccount(std::string_view nameSpace, std::string_view name, std::string_view uid)
{
    return {serviceAccountUser(nameSpace, name),
            std::string(uid),
            {std::string(serviceAccountsGroup), fmt::format("{}:{}", serviceAccountsGroup, nameSpace),
             std::string(authenticatedGroup)},
            {}};
}

} // namespace skiff::apiserver::auth
