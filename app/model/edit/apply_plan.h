#pragma once

#include "app/model/edit/normal_form.h"
#include "app/model/edit/object_diff.h"
#include "app/model/edit/ownership.h"

namespace skiff::model::edit {

/// The name under which the console owns fields.
inline constexpr std::string_view FieldManager = "skiff-desktop";

/// What is sent for an edited object.
///
/// Sending the whole object by server-side apply would make the console owner of all of it, defaults and
/// controllers' fields too. So only what the user changed is sent, with what the console has applied before.
/// An apply cannot say everything: it removes nothing that others own, and puts lists with keys into no order. The
/// plan is tried out on `base` as a server would; where it does not come to what the user wants, an update of the whole
/// object is sent instead, bound to the resourceVersion. `foreign` names the fields of others that go with it: ask
/// first.
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

/// `base` is the object the editing began with, with its managedFields (null: it is new), `mine` what the user wants.
/// Another name or namespace is another object: Create. Status is never sent: it has a way of its own. Pure; a Pod
/// takes well under a millisecond.
ApplyPlan planApply(const data::Value& base, const data::Value& mine, const data::ObjectType* type);

/// As an update of the whole object, for a server without server-side apply; fails on a newer resourceVersion.
data::Value updateBody(const data::Value& base, const data::Value& mine);

} // namespace skiff::model::edit
