#pragma once

#include "app/model/resource_kind.h"
#include "cluster/base/clock.h"
#include "cluster/client/transport.h"

#include <optional>
#include <string>

namespace skiff::model {

/// How dependants go with their owner.
enum class Propagation
{
    Background,
    Foreground,
    Orphan
};

/// The requests that actions are made of; each is one write on one object. Values, no I/O. Patches name only the
/// fields they change, so that whatever else the object has stays.
namespace change {

/// Sets spec.replicas by the sub-resource that every scalable kind has.
client::ApiRequest scale(const ObjectRef& object, int replicas);
client::ApiRequest readScale(const ObjectRef& object);
/// A new rollout of the same template: the annotation kubectl writes, so that both tools agree.
client::ApiRequest restart(const ObjectRef& object, WallTime now);
client::ApiRequest pause(const ObjectRef& object, bool paused);
client::ApiRequest setImage(const ObjectRef& object, const QString& container, const QString& image, bool init = false);
client::ApiRequest cordon(const ObjectRef& node, bool unschedulable);
/// Without `graceSeconds` the object's own. The uid guards against an object that took the name meanwhile.
client::ApiRequest remove(const ObjectRef& object, Propagation propagation, std::optional<int> graceSeconds);
/// Guarded by the uid too. `apiVersion` is KindCatalog::evictionVersion().
client::ApiRequest evict(const ObjectRef& pod, const QString& apiVersion);

} // namespace change

} // namespace skiff::model
