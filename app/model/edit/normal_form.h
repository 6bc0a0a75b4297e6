#pragma once

#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

namespace skiff::model::edit {

/// What a server makes of `object` before it compares: members that are null count as absent unless the schema of
/// `type` (may be null: then nothing is known) allows null, and key members of list elements that are left out have
/// their default (protocol of a port).
data::Value normalForm(const data::Value& object, const data::ObjectType* type);

/// The object without what only the server writes: status, uid, times, managedFields, resourceVersion …
data::Value withoutServerFields(const data::Value& object);
/// What `object` has of these fields becomes what `live` has there.
void takeServerFields(data::Value& object, const data::Value& live);

} // namespace skiff::model::edit
