#pragma once

#include "app/model/edit/object_diff.h"
#include "app/model/edit/ownership.h"

namespace skiff::model::edit {

/// The name under which the console owns fields.
inline constexpr std::string_view FieldManager = "skiff-desktop";

/// What is sent for an edited object.
///
/// Sending the whole object by server-side apply would make the console owner of all of it, defaults and
/// controllers' fields too. So only what the user changed is sent, with what the console has applied before.
/// Apply cannot remove what others own; a removal of such a field is sent as an update bound to the
/// resourceVersion, after the user has agreed (`foreign` names the owners).
struct ApplyPlan
{
    enum class Method
    {
        Create,
        Apply,
        Update,
        Nothing
    };

    struct ForeignRemoval
    {
        FieldPath path;
        std::vector<FieldOwner> owners;
    };

    Method method = Method::Nothing;
    data::Value body;
    std::vector<FieldChange> changes;
    std::vector<ForeignRemoval> foreign;
};

/// `base` is the object the editing began with (null: it is new), `mine` what the user wants.
ApplyPlan planApply(const data::Value& base, const data::Value& mine, const data::ObjectType* type);

/// As an update of the whole object, for a server without server-side apply; fails on a newer resourceVersion.
data::Value updateBody(const data::Value& base, const data::Value& mine);

/// The object without what only the server writes: status, uid, times, managedFields, resourceVersion …
data::Value withoutServerFields(const data::Value& object);

} // namespace skiff::model::edit
