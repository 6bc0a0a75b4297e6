#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// metadata.managedFields after a write.
struct FieldOwners
{
    std::string json;     ///< empty: there are none
    bool changed = false; ///< more than times differ from what was before
};

/// Who makes a write: what the client calls itself by `fieldManager`, else the first part of its User-Agent.
std::string managerName(const RequestContext& request, std::string_view fieldManager);

/// The owners of a new object (storage version): all it sets is the writer's. Takes managedFields out of it.
FieldOwners ownersOfNew(const ApiCall& call, const WriteCall& write, data::Value& object);

/// The owners when `object` follows `old` (both of the storage version, `old` without managedFields). Takes
/// managedFields out of it: a client may set those of others, or clear them with [{}].
FieldOwners ownersAfter(const ApiCall& call, const WriteCall& write, const StoredObject& current,
                        const data::Value& old, data::Value& object);

/// An object to which a configuration was applied.
struct AppliedObject
{
    data::Value object; ///< of the version that the request speaks, not yet decoded
    data::Value live;   ///< what it was applied to, of the same version, without managedFields
    FieldOwners owners;
};

/// Applies `configuration`, which is of the version that the request speaks, to `current` (nullptr: to nothing).
/// 400 and 500 for what is no configuration, 409 with a cause for each conflict.
Outcome<AppliedObject> applyOwned(const ApiCall& call, const WriteCall& write, const StoredObject* current,
                                  const data::Value& configuration, bool force);

} // namespace skiff::apiserver
