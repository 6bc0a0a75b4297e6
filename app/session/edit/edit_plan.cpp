#include "app/session/edit/edit_plan.h"

#include "app/model/edit/three_way_merge.h"

#include <QCoreApplication>

#include <algorithm>

namespace skiff::session {

using model::edit::ApplyPlan;
using model::edit::FieldPath;
using model::edit::withoutServerFields;
using Type = EditOutcome::Type;

namespace {

/// The words of this file; lupdate finds their context by the macro.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::session::EditSession)
};

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

std::optional<data::Value> valueAt(const data::Value& root, const FieldPath& path)
{
    const data::Value* value = path.empty() ? nullptr : path.find(root);
    return value ? std::optional(*value) : std::nullopt;
}

/// The first part of its identity that an object may not change while it is edited; empty when it is the same.
QString otherIdentity(const data::Value& before, const data::Value& mine)
{
    using Path = std::initializer_list<std::string_view>;
    for (const Path path : {Path{"apiVersion"}, Path{"kind"}, Path{"metadata", "name"}, Path{"metadata", "namespace"}})
        if (data::stringAt(before, path) != data::stringAt(mine, path))
            return text(*(path.end() - 1));
    return {};
}

std::vector<EditOutcome::Cause> causesIn(const data::Value& status)
{
    std::vector<EditOutcome::Cause> causes;
    if (const data::Value* list = data::find(status, {"details", "causes"}); list && list->is_array())
        for (const data::Value& each : list->get_array())
            causes.push_back({text(data::stringAt(each, {"field"})), text(data::stringAt(each, {"message"}))});
    return causes;
}

/// A field by a server's words, which do not tell dots in a label's name from steps: as one of the objects has it.
Result<FieldPath> fieldIn(const std::string& field, const data::Value& mine, const data::Value& live)
{
    Result<FieldPath> path = FieldPath::parse(field, &mine);
    return path.ok() && !path->find(mine) ? FieldPath::parse(field, &live) : path;
}

EditConflict conflictAt(const FieldPath& path, const data::Value& mine, const data::Value& live)
{
    EditConflict conflict{.field = path.toString(),
                          .path = path,
                          .owners = model::edit::ownersOf(live, path),
                          .mine = valueAt(mine, path),
                          .theirs = valueAt(live, path)};
    std::erase_if(conflict.owners, [](const auto& owner) { return owner.manager == model::edit::FieldManager; });
    return conflict;
}

/// An update takes what it writes from everybody without a word: so the fields are looked at here.
std::vector<EditConflict> conflictsOfUpdate(const ApplyPlan& plan, const EditWish& wish, const data::Value& live)
{
    std::vector<EditConflict> conflicts;
    bool decided = true;
    for (const model::edit::FieldChange& change : plan.changes) {
        if (change.added() || change.removed())
            continue;
        EditConflict conflict = conflictAt(change.path, *wish.mine, live);
        if (conflict.owners.empty())
            continue;
        decided = decided && wish.taken.contains(conflict.field);
        conflicts.push_back(std::move(conflict));
    }
    return decided ? std::vector<EditConflict>() : conflicts;
}

/// What is wanted when a change is taken back and what others changed since stays; or what must be decided first.
std::optional<EditOutcome> takeBack(EditWish& wish, const EditTask& task, const data::ObjectType* type)
{
    model::edit::MergeResult merged =
        model::edit::mergeObjects(withoutServerFields(*task.undo->after), withoutServerFields(*task.undo->before),
                                  withoutServerFields(*task.live), type);
    std::vector<EditConflict> open;
    for (const model::edit::MergeConflict& conflict : merged.conflicts) {
        const std::string field = conflict.path.toString();
        if (wish.kept.contains(field))
            model::edit::takeTheirs(merged.merged, conflict);
        else if (!wish.taken.contains(field))
            open.push_back(conflictAt(conflict.path, *task.undo->before, *task.live));
    }
    if (!open.empty())
        return EditOutcome{.type = Type::Conflicts, .conflicts = std::move(open)};
    wish.mine = std::make_shared<const data::Value>(std::move(merged.merged));
    return std::nullopt;
}

/// Gives the fields that are left to their owners the values these have.
void leaveKept(EditWish& wish, const data::Value& live)
{
    if (wish.kept.empty())
        return;
    data::Value mine = *wish.mine;
    for (const std::string& field : wish.kept)
        if (const Result<FieldPath> path = fieldIn(field, mine, live); path.ok()) {
            if (const data::Value* theirs = path->find(live))
                path->set(mine, *theirs);
            else
                path->remove(mine);
        }
    wish.mine = std::make_shared<const data::Value>(std::move(mine));
}

} // namespace

PlannedEdit planEdit(const EditTask& task)
{
    const data::Value& before = *task.before;
    const data::ObjectType* type =
        model::edit::typeOfObject(task.schema.get(), before.is_object() ? before : *task.wish.mine);
    PlannedEdit planned{.wish = task.wish, .plan = {}, .outcome = {}};
    if (task.undo)
        planned.outcome = takeBack(planned.wish, task, type);
    if (planned.outcome)
        return planned;
    leaveKept(planned.wish, *task.live);
    const data::Value& mine = *planned.wish.mine;
    const auto ends = [&planned](EditOutcome outcome) {
        planned.outcome = std::move(outcome);
        return std::move(planned);
    };
    if (const QString other = before.is_object() ? otherIdentity(before, mine) : QString(); !other.isEmpty())
        return ends({.type = Type::Refused,
                     .problem = Words::tr("%1 of an object cannot be changed. To have another object, begin a new one "
                                          "with this text.")
                                    .arg(other)});
    planned.plan = model::edit::planApply(before, mine, type);
    ApplyPlan& plan = planned.plan;
    if (plan.method == ApplyPlan::Method::Apply && !task.mayPatch) {
        plan.method = ApplyPlan::Method::Update;
        plan.body = model::edit::updateBody(before, mine);
    }
    if (plan.method == ApplyPlan::Method::Nothing)
        return ends({.type = Type::Nothing, .object = task.before});
    if (!plan.foreign.empty() && !planned.wish.removeForeign)
        return ends({.type = Type::Foreign, .foreign = plan.foreign});
    if (plan.method == ApplyPlan::Method::Update)
        if (std::vector<EditConflict> conflicts = conflictsOfUpdate(plan, planned.wish, *task.live); !conflicts.empty())
            return ends({.type = Type::Conflicts, .conflicts = std::move(conflicts)});
    // An apply makes what is not there: never of the few fields that were changed.
    if (plan.method == ApplyPlan::Method::Apply)
        if (const std::string_view uid = data::stringAt(before, {"metadata", "uid"}); !uid.empty())
            data::ensureObject(plan.body, {"metadata"})["uid"] = uid;
    return planned;
}

EditRefusal judgeRefusal(const WriteAnswer& answer, const EditTask& task, const ApplyPlan& plan)
{
    const data::Value& mine = *task.wish.mine;
    EditRefusal refusal{.outcome = {.type = Type::Refused,
                                    .warnings = answer.warnings,
                                    .problem = answer.problem(),
                                    .causes = causesIn(answer.status),
                                    .fellBack = answer.fellBack}};
    EditOutcome& outcome = refusal.outcome;
    const bool otherName =
        data::stringAt(answer.status, {"details", "name"}) != data::stringAt(mine, {"metadata", "name"});
    if (task.before->is_object() && ((answer.code == 404 && !otherName) ||
                                     (answer.code == 409 && outcome.problem.contains(QLatin1String("uid mismatch"))))) {
        outcome.type = Type::Gone;
        return refusal;
    }
    const std::vector<model::edit::ApplyConflict> found = model::edit::conflictsIn(answer.status, &plan.body);
    refusal.decided = !found.empty();
    for (const model::edit::ApplyConflict& each : found) {
        // What we have written without apply (an object made here) is ours all the same.
        if (each.manager == model::edit::FieldManager)
            continue;
        EditConflict conflict = conflictAt(each.path, mine, *task.live);
        conflict.field = each.fieldText;
        const bool known = std::any_of(conflict.owners.begin(), conflict.owners.end(),
                                       [&each](const auto& owner) { return owner.manager == each.manager; });
        if (!known)
            conflict.owners.insert(conflict.owners.begin(),
                                   {.manager = each.manager, .operation = {}, .subresource = {}, .time = {}});
        refusal.decided = refusal.decided && task.wish.taken.contains(conflict.field);
        // One field of several owners is one decision.
        const auto same =
            std::find_if(outcome.conflicts.begin(), outcome.conflicts.end(),
                         [&conflict](const EditConflict& other) { return other.field == conflict.field; });
        if (same == outcome.conflicts.end())
            outcome.conflicts.push_back(std::move(conflict));
    }
    if (!outcome.conflicts.empty())
        outcome.type = Type::Conflicts;
    else
        refusal.overtaken =
            answer.code == 409 && answer.reason() == "Conflict" && plan.method == ApplyPlan::Method::Update;
    return refusal;
}

} // namespace skiff::session
