#pragma once

#include "cluster/apiserver/validation/field.h"

#include <set>
#include <string_view>

namespace skiff::apiserver::validation {

/// What containers of a pod refer to and share.
struct PodNames
{
    std::set<std::string_view> volumes;
    std::set<std::string_view> containers; ///< names seen so far, of all kinds of containers
    bool hostNetwork = false;
};

enum class ContainerRole
{
    Main,
    Init,
    Ephemeral
};

/// One container; its name joins `names.containers`.
void checkContainer(const Field& container, ContainerRole role, PodNames& names);

/// Host ports that two containers of the list want.
void checkHostPorts(const Field& containers);

/// limits and requests.
void checkResources(const Field& resources);

} // namespace skiff::apiserver::validation
