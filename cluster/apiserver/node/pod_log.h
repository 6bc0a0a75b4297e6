#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/node/node_connection.h"

namespace skiff::apiserver {

/// The container that `name` (may be empty) means in `pod`; 400 when there is none or a choice.
Outcome<std::string> chooseContainer(const StoredObject& pod, std::string_view name);

/// Streams a container's log from the pod's kubelet.
void handlePodLog(const ApiCall& call, NodeConnection& nodes);

/// What a kubelet's refusal becomes.
StatusError fromKubelet(int status, std::string text);

} // namespace skiff::apiserver
