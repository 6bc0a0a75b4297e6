#pragma once

#include "cluster/data/apply/ownership.h"

namespace skiff::data {

/// The manager that moves on from client-side apply: `kubectl apply --server-side` without a name of its own.
inline constexpr std::string_view kubectlManager = "kubectl";
inline constexpr std::string_view lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

/// Paths, as text, of the fields that client-side apply set last and that are still as it left them.
std::vector<std::string> fieldsOfLastApplied(const Value& live, const OwnershipCall& call, PathPool& pool);

/// Where client-side apply left its annotation, it becomes the configuration just applied, so that both ways of
/// applying may take turns. `object` is nothing while the object is still `live`.
void refreshLastApplied(const Value& live, const Value& configuration, std::optional<Value>& object);

} // namespace skiff::data
