#pragma once

#include "cluster/data/value.h"

#include <string_view>

// One function for each kind that has rules beyond the schema's; each takes the whole object.
namespace skiff::api::defaults {

void deployment(data::Value& object);
void daemonSet(data::Value& object);
void statefulSet(data::Value& object);
void replicaSet(data::Value& object);
void replicationController(data::Value& object);
void podTemplate(data::Value& object);
void pod(data::Value& object);
void service(data::Value& object);
void secret(data::Value& object);
void namespaceObject(data::Value& object);
void node(data::Value& object);
void limitRange(data::Value& object);
void customResourceDefinition(data::Value& object);
void binding(data::Value& object); ///< RoleBinding and ClusterRoleBinding

/// Rules of every pod spec, in pods and templates alike. `spec` may be nullptr.
void podSpec(data::Value* spec);

/// Adds `key` with `value` to `object` unless it is there and not null.
void setUnlessPresent(data::Object& object, std::string_view key, data::Value value);
/// Calls `visit` with each object in the list at `key` of `parent`, which may be nullptr or lack the list.
template <class Visit>
void forEachIn(data::Value* parent, std::string_view key, Visit visit)
{
    data::Value* list = parent ? data::find(*parent, {key}) : nullptr;
    if (!list || !list->is_array())
        return;
    for (data::Value& each : list->get_array()) {
        if (each.is_object())
            visit(each);
    }
}

} // namespace skiff::api::defaults
