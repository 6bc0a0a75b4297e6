#pragma once

#include "cluster/kubelet/config/pod_fields.h"
#include "cluster/kubelet/config/referenced_objects.h"
#include "cluster/kubelet/config/service_env.h"

namespace skiff::kubelet {

/// What a container's environment is made from.
struct EnvSources
{
    const Pod& pod;
    const PodPlace& place;
    const Allocatable& allocatable;
    const std::vector<data::Node>& services;
    ReferencedObjects& objects;
};

/// The environment of one container: envFrom, then env with $(NAME) expanded by what stands
/// before, then the services' variables that nobody set. Errors carry the words of
/// CreateContainerConfigError.
Result<EnvList> makeEnv(const EnvSources& sources, data::Node container);

/// `text` with each $(NAME) of `env` expanded, for commands and arguments.
std::string expandWith(const EnvList& env, std::string_view text);

} // namespace skiff::kubelet
