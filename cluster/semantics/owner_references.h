#pragma once

#include "cluster/api/views/owner_reference.h"
#include "cluster/data/value.h"

#include <string_view>

namespace skiff::semantics {

/// An owner reference with controller and blockOwnerDeletion set, to `owner`, whose kind and apiVersion are given.
data::Value controllerReference(data::Node owner, std::string_view apiVersion, std::string_view kind);

/// The owner reference with controller=true among metadata.ownerReferences of `object`; false when there is none.
api::OwnerReferenceView controllerOf(data::Node object);

/// True when the controller reference of `object` names this uid.
bool isControlledBy(data::Node object, std::string_view uid);

} // namespace skiff::semantics
