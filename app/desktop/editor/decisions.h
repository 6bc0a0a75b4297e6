#pragma once

#include "app/desktop/editor/field_choices.h"
#include "app/model/edit/three_way_merge.h"
#include "app/session/edit/edit_plan.h"

namespace skiff::desktop {

/// "kubectl, helm"
QString ownerNames(const std::vector<model::edit::FieldOwner>& owners);

/// The conflicts of a write as choices, with what was decided before, or what is likely wanted.
std::vector<FieldChoice> choicesOf(const std::vector<session::EditConflict>& conflicts, const session::EditWish& wish);
/// The wish with what has been chosen.
session::EditWish decidedBy(const std::vector<FieldChoice>& choices, session::EditWish wish);

/// What both sides changed as choices; `live` says whose theirs is.
std::vector<FieldChoice> choicesOf(const std::vector<model::edit::MergeConflict>& conflicts, const data::Value& live);
/// Carries out in `result` what has been chosen.
void decide(model::edit::MergeResult& result, const std::vector<FieldChoice>& choices);

/// "spec.replicas (kubectl)", one line each; not all where they are many.
QString foreignWords(const std::vector<model::edit::ApplyPlan::ForeignRemoval>& foreign);

} // namespace skiff::desktop
