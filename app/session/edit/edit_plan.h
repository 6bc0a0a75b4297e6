#pragma once

#include "app/model/edit/apply_plan.h"
#include "app/model/edit/schema.h"
#include "app/session/edit/object_watch.h"
#include "app/session/edit/object_writer.h"

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace skiff::session {

using SchemaPtr = std::shared_ptr<const model::edit::Schema>;

/// A field that somebody else owns and that is written differently here.
struct EditConflict
{
    std::string field; ///< as the server writes it: .spec.replicas
    model::edit::FieldPath path;
    std::vector<model::edit::FieldOwner> owners;
    std::optional<data::Value> mine;
    std::optional<data::Value> theirs;
};

/// What is to be written, and what the user has decided about it.
struct EditWish
{
    ObjectPtr mine = std::make_shared<const data::Value>();
    bool dryRun = false;
    bool removeForeign = false;  ///< fields of others may go
    bool anew = false;           ///< the object is gone: make it again
    std::set<std::string> taken; ///< fields of conflicts to take over
    std::set<std::string> kept;  ///< and those to leave as their owner has them
};

/// What came of it.
struct EditOutcome
{
    enum class Type
    {
        Nothing,   ///< there was nothing to write
        Done,      ///< `object` is what the server has, or would have
        Conflicts, ///< `conflicts` are to be decided
        Foreign,   ///< `foreign` fields would be removed: ask, then removeForeign
        Stale,     ///< it changed meanwhile: merge first
        Gone,      ///< it was deleted meanwhile
        Refused,   ///< `problem` and `causes` in the server's words
        NoAnswer   ///< whether it was written is not known
    };

    /// One thing a server finds wrong.
    struct Cause
    {
        QString field;
        QString message;
    };

    Type type = Type::Nothing;
    ObjectPtr object = {};
    QStringList warnings;
    QString problem;
    std::vector<Cause> causes;
    std::vector<EditConflict> conflicts;
    std::vector<model::edit::ApplyPlan::ForeignRemoval> foreign;
    bool fellBack = false; ///< the server does not serve server-side apply
};

/// An applied change.
struct EditChange
{
    ObjectPtr before; ///< holds null: the object was made
    ObjectPtr after;
};

/// What a write is planned from.
struct EditTask
{
    EditWish wish;
    ObjectPtr before = std::make_shared<const data::Value>(); ///< the editing began with it; holds null: it is new
    ObjectPtr live = std::make_shared<const data::Value>();   ///< what the server has, as far as is known
    SchemaPtr schema;                                         ///< may be null
    bool mayPatch = true;
    std::optional<EditChange> undo; ///< to be put back; then the wish has only decisions
};

/// How a task is written.
struct PlannedEdit
{
    EditWish wish; ///< with what was decided carried out
    model::edit::ApplyPlan plan;
    std::optional<EditOutcome> outcome; ///< there is nothing to send: this came of it
};

/// Pure; any thread.
PlannedEdit planEdit(const EditTask& task);

/// What a server's refusal means.
struct EditRefusal
{
    EditOutcome outcome;    ///< Refused, Conflicts or Gone
    bool decided = false;   ///< all conflicts are ones that the user has decided to take: it may be forced
    bool overtaken = false; ///< an update that others got ahead of
};

/// `plan` is what was sent of the task. Pure; any thread.
EditRefusal judgeRefusal(const WriteAnswer& answer, const EditTask& task, const model::edit::ApplyPlan& plan);

} // namespace skiff::session
