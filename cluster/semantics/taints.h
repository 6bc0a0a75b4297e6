#pragma once

#include "cluster/api/views/pod_spec.h"
#include "cluster/api/views/taint.h"
#include "cluster/api/views/toleration.h"
#include "cluster/base/clock.h"

#include <optional>
#include <string_view>

namespace skiff::semantics {

namespace taint {
inline constexpr std::string_view notReady = "node.kubernetes.io/not-ready";
inline constexpr std::string_view unreachable = "node.kubernetes.io/unreachable";
inline constexpr std::string_view unschedulable = "node.kubernetes.io/unschedulable";
} // namespace taint

/// True when the toleration lets a pod bear a taint of this key, value and effect.
bool tolerates(const api::TolerationView& toleration, std::string_view key, std::string_view value,
               std::string_view effect);

using Tolerations = api::ListView<api::TolerationView>;

/// The first taint with one of the effects NoSchedule and NoExecute that the pod does not bear; false when none.
api::TaintView firstUntolerated(const api::ListView<api::TaintView>& taints, const Tolerations& tolerations);

/// How long a pod may stay on a node with these NoExecute taints: nothing when for ever, zero when it must go now.
std::optional<Duration> stayDespiteTaints(const api::ListView<api::TaintView>& taints, const Tolerations& tolerations);

} // namespace skiff::semantics
