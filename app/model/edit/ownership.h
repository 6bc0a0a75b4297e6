#pragma once

#include "app/model/edit/field_path.h"

#include <optional>
#include <string>
#include <vector>

namespace skiff::model::edit {

/// Who last set a field, by managedFields.
struct FieldOwner
{
    std::string manager;
    std::string operation;   ///< "Apply", "Update"
    std::string subresource; ///< "status"; usually empty
    std::string time;

    bool operator==(const FieldOwner&) const = default;
};

/// All owners of the field at `path` or of something inside it, by `object`'s metadata.managedFields.
std::vector<FieldOwner> ownersOf(const data::Value& object, const FieldPath& path);

/// The fields that `manager` owns by Apply, as paths of leaves; `object` gives lists their elements.
std::vector<FieldPath> appliedFields(const data::Value& object, std::string_view manager);

/// A field that the server did not let us have.
struct ApplyConflict
{
    std::string manager; ///< who owns it: "kubectl-client-side-apply"
    std::string details; ///< the server's words about the owner: "conflict with \"m1\" using apps/v1"
    std::string fieldText;
    FieldPath path; ///< empty when `fieldText` could not be read
};

/// The conflicts in a metav1.Status of reason Conflict; empty when it is another kind of failure. `object`, what was
/// sent, tells members with dots in their names (labels) from steps.
std::vector<ApplyConflict> conflictsIn(const data::Value& status, const data::Value* object = nullptr);

} // namespace skiff::model::edit
