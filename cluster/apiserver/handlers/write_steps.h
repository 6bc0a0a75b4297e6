#pragma once

#include "cluster/apiserver/handlers/field_owners.h"
#include "cluster/apiserver/handlers/object_writer.h"
#include "cluster/apiserver/handlers/write_options.h"

namespace skiff::apiserver {

/// The circumstances of a write, from its request. `warnings` must outlive it.
WriteCall writeCallOf(const ApiCall& call, const WriteOptions& options, std::vector<std::string>& warnings);

/// The object in its storage version, whatever version the client spoke.
data::Value toStorage(const ServedResource& served, data::Value object);
/// The stored object as the served version shows it; without managedFields unless they are asked for.
data::Value fromStorage(const ServedResource& served, const StoredObject& object, bool withManagedFields = false);

/// Body and path must name the same object; what the body leaves out is taken from the path.
Checked checkIdentity(data::Value& object, const Target& target);

/// 403 unless the user may create what a patch or update of a missing object makes.
Checked checkMayCreate(const ApiCall& call);

/// Makes a new object complete: names, uid, times, defaults of its kind, owners of fields, admission, validation.
/// `object` is of the storage version.
Outcome<Change> prepareNew(const ApiCall& call, data::Value object, const WriteCall& write);
/// The same where it is known who owns the fields.
Outcome<Change> prepareNew(const ApiCall& call, data::Value object, FieldOwners owners, const WriteCall& write);

/// The change that turns `current` into `object` (storage version) by the rules of the (sub)resource.
/// With `needsVersion` the kind may insist on a resourceVersion.
Outcome<Change> prepareChange(const ApiCall& call, const ObjectPtr& current, data::Value object, const WriteCall& write,
                              bool needsVersion);
/// The same where `old`, all of `current` but managedFields (storage version), was made already; needs no resourceVersion.
Outcome<Change> preparePatched(const ApiCall& call, const ObjectPtr& current, data::Value object, const data::Value& old,
                               const WriteCall& write);
/// The same where a configuration was applied to `current`; needs no resourceVersion. `object` is what became of
/// `applied.object` (storage version).
Outcome<Change> prepareChange(const ApiCall& call, const ObjectPtr& current, data::Value object, AppliedObject applied,
                              const WriteCall& write);

/// Answers a create, update or patch: the object, or the refusal.
void answerWritten(const ApiCall& call, const Outcome<Written>& outcome, const std::vector<std::string>& warnings);

} // namespace skiff::apiserver
