// How an edited object is written, and taken back.
#include "app/session/edit/edit_session.h"

#include <QPointer>

#include <algorithm>

namespace skiff::session {

using model::edit::ApplyPlan;
using model::edit::FieldPath;
using model::edit::withoutServerFields;
using Type = EditOutcome::Type;

namespace {

constexpr int MostTries = 4; ///< of an update that others get ahead of

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

} // namespace

/// A write under way.
struct EditSession::Writing
{
    EditWish wish;
    Done done;
    data::Value before; ///< null: the object is new
    ApplyPlan plan;
    bool undoing = false;
    int tries = 0;
};

void EditSession::write(EditWish wish, Done done)
{
    const auto writing = std::make_shared<Writing>();
    const bool isNew = wish.anew || !m_object;
    writing->before = isNew ? data::Value() : m_base;
    writing->wish = std::move(wish);
    writing->done = std::move(done);
    m_writing = true;
    if (!isNew && m_remote == Remote::Deleted)
        return finish(writing, {.type = Type::Gone});
    if (!isNew && m_remote == Remote::Replaced)
        return finish(writing, {.type = Type::Stale});
    plan(writing);
}

void EditSession::plan(const WritingPtr& writing)
{
    EditWish& wish = writing->wish;
    for (const std::string& field : wish.kept)
        if (const Result<FieldPath> path = fieldIn(field, wish.mine, live()); path.ok()) {
            if (const data::Value* theirs = path->find(live()))
                path->set(wish.mine, *theirs);
            else
                path->remove(wish.mine);
        }
    if (const QString other = writing->before.is_object() ? otherIdentity(writing->before, wish.mine) : QString();
        !other.isEmpty())
        return finish(writing,
                      {.type = Type::Refused,
                       .problem = tr("%1 of an object cannot be changed. To have another object, begin a new one "
                                     "with this text.")
                                      .arg(other)});
    writing->plan = model::edit::planApply(writing->before, wish.mine, typeOf(wish.mine));
    ApplyPlan& plan = writing->plan;
    if (plan.method == ApplyPlan::Method::Apply && !m_mayPatch) {
        plan.method = ApplyPlan::Method::Update;
        plan.body = model::edit::updateBody(writing->before, wish.mine);
    }
    if (plan.method == ApplyPlan::Method::Nothing)
        return finish(writing, {.type = Type::Nothing, .object = writing->before});
    if (!plan.foreign.empty() && !wish.removeForeign)
        return finish(writing, {.type = Type::Foreign, .foreign = plan.foreign});
    if (plan.method == ApplyPlan::Method::Update)
        if (std::vector<EditConflict> conflicts = conflictsOfUpdate(plan, wish); !conflicts.empty())
            return finish(writing, {.type = Type::Conflicts, .conflicts = std::move(conflicts)});
    // An apply makes what is not there: never of the few fields that were changed.
    if (plan.method == ApplyPlan::Method::Apply)
        if (const std::string_view uid = data::stringAt(writing->before, {"metadata", "uid"}); !uid.empty())
            data::ensureObject(plan.body, {"metadata"})["uid"] = uid;
    send(writing, false);
}

EditConflict EditSession::conflictAt(const FieldPath& path, const data::Value& mine) const
{
    EditConflict conflict{.field = path.toString(),
                          .path = path,
                          .owners = model::edit::ownersOf(live(), path),
                          .mine = valueAt(mine, path),
                          .theirs = valueAt(live(), path)};
    std::erase_if(conflict.owners, [](const auto& owner) { return owner.manager == model::edit::FieldManager; });
    return conflict;
}

/// An update takes what it writes from everybody without a word: so the fields are looked at here.
std::vector<EditConflict> EditSession::conflictsOfUpdate(const ApplyPlan& plan, const EditWish& wish) const
{
    std::vector<EditConflict> conflicts;
    bool decided = true;
    for (const model::edit::FieldChange& change : plan.changes) {
        if (change.added() || change.removed())
            continue;
        EditConflict conflict = conflictAt(change.path, wish.mine);
        if (conflict.owners.empty())
            continue;
        decided = decided && wish.taken.contains(conflict.field);
        conflicts.push_back(std::move(conflict));
    }
    return decided ? std::vector<EditConflict>() : conflicts;
}

void EditSession::send(const WritingPtr& writing, bool force)
{
    WriteRequest request{.object = writing->plan.body,
                         .dryRun = writing->wish.dryRun,
                         .force = force,
                         .strict = true,
                         .nameSpace = m_defaultNamespace.toStdString()};
    switch (writing->plan.method) {
    case ApplyPlan::Method::Create:
        request.method = WriteRequest::Method::Create;
        break;
    case ApplyPlan::Method::Update:
        request.method = WriteRequest::Method::Update;
        break;
    default:
        request.method = WriteRequest::Method::Apply;
    }
    m_writer.write(std::move(request), this,
                   [this, writing, force](const Result<WriteAnswer>& answer) { onAnswer(writing, answer, force); });
}

void EditSession::onAnswer(const WritingPtr& writing, const Result<WriteAnswer>& answer, bool forced)
{
    if (!answer.ok())
        finish(writing, {.type = Type::NoAnswer, .problem = QString::fromStdString(answer.error().message)});
    else if (answer->accepted())
        onDone(writing, *answer);
    else
        onRefused(writing, *answer, forced);
}

void EditSession::onRefused(const WritingPtr& writing, const WriteAnswer& answer, bool forced)
{
    EditOutcome outcome{.type = Type::Refused,
                        .warnings = answer.warnings,
                        .problem = answer.problem(),
                        .causes = causesIn(answer.status),
                        .fellBack = answer.fellBack};
    const auto& name = writing->wish.mine;
    const bool gone = writing->before.is_object() &&
                      ((answer.code == 404 && data::stringAt(answer.status, {"details", "name"}) ==
                                                  data::stringAt(name, {"metadata", "name"})) ||
                       (answer.code == 409 && outcome.problem.contains(QLatin1String("uid mismatch"))));
    if (gone) {
        reconnect();
        outcome.type = Type::Gone;
        return finish(writing, std::move(outcome));
    }
    bool decided = true;
    const std::vector<model::edit::ApplyConflict> found =
        model::edit::conflictsIn(answer.status, &writing->plan.body);
    for (const model::edit::ApplyConflict& each : found) {
        // What we have written without apply (an object made here) is ours all the same.
        if (each.manager == model::edit::FieldManager)
            continue;
        EditConflict conflict = conflictAt(each.path, writing->wish.mine);
        conflict.field = each.fieldText;
        const bool known = std::any_of(conflict.owners.begin(), conflict.owners.end(),
                                       [&each](const auto& owner) { return owner.manager == each.manager; });
        if (!known)
            conflict.owners.insert(conflict.owners.begin(),
                                   {.manager = each.manager, .operation = {}, .subresource = {}, .time = {}});
        decided = decided && writing->wish.taken.contains(conflict.field);
        // One field of several owners is one decision.
        const auto same =
            std::find_if(outcome.conflicts.begin(), outcome.conflicts.end(),
                         [&conflict](const EditConflict& other) { return other.field == conflict.field; });
        if (same == outcome.conflicts.end())
            outcome.conflicts.push_back(std::move(conflict));
    }
    if (!found.empty() && decided && !forced)
        return send(writing, true);
    if (!outcome.conflicts.empty())
        outcome.type = Type::Conflicts;
    else if (answer.code == 409 && answer.reason() == "Conflict" && writing->plan.method == ApplyPlan::Method::Update)
        return onOvertaken(writing, outcome);
    finish(writing, std::move(outcome));
}

/// An update is bound to a version; when only the status is newer it can go on.
void EditSession::onOvertaken(const WritingPtr& writing, const EditOutcome& outcome)
{
    if (!m_watch || ++writing->tries >= MostTries)
        return finish(writing, outcome);
    auto* once = new QObject(this);
    connect(m_watch.get(), &ObjectWatch::changed, once, [this, once, writing] {
        once->deleteLater();
        disconnect(m_watch.get(), nullptr, once, nullptr);
        compare();
        if (m_remote != Remote::Same)
            return finish(writing, {.type = m_remote == Remote::Deleted ? Type::Gone : Type::Stale});
        writing->before = m_base;
        plan(writing);
    });
    m_watch->refresh();
}

void EditSession::onDone(const WritingPtr& writing, const WriteAnswer& answer)
{
    EditOutcome outcome{
        .type = Type::Done, .object = answer.object, .warnings = answer.warnings, .fellBack = answer.fellBack};
    if (writing->wish.dryRun)
        return finish(writing, std::move(outcome));
    if (writing->undoing)
        m_history.pop_back();
    else
        m_history.push_back({writing->before, answer.object});
    m_base = answer.object;
    if (m_watch) {
        m_watch->adopt(answer.object);
        return finish(writing, std::move(outcome));
    }
    m_writer.kindOf(
        text(data::stringAt(answer.object, {"apiVersion"})), text(data::stringAt(answer.object, {"kind"})),
        [this, alive = QPointer<EditSession>(this), writing, outcome](const Result<model::ResourceKind>& kind) {
            if (!alive)
                return;
            if (kind.ok())
                follow({.kind = *kind,
                        .nameSpace = text(data::stringAt(m_base, {"metadata", "namespace"})),
                        .name = text(data::stringAt(m_base, {"metadata", "name"})),
                        .uid = text(data::stringAt(m_base, {"metadata", "uid"}))});
            finish(writing, outcome);
        });
}

void EditSession::finish(const WritingPtr& writing, EditOutcome outcome)
{
    m_writing = false;
    compare();
    emit changed();
    writing->done(outcome);
}

void EditSession::undo(EditWish decisions, Done done)
{
    if (!canUndo())
        return;
    const auto writing = std::make_shared<Writing>();
    writing->wish = std::move(decisions);
    writing->done = std::move(done);
    writing->undoing = true;
    m_writing = true;
    if (m_remote == Remote::Deleted)
        return finish(writing, {.type = Type::Gone});
    const Change& last = m_history.back();
    if (!last.before.is_object())
        return removeAgain(writing);
    m_base = live();
    writing->before = m_base;
    model::edit::MergeResult merged = model::edit::mergeObjects(
        withoutServerFields(last.after), withoutServerFields(last.before), withoutServerFields(live()), typeOf(live()));
    std::vector<EditConflict> open;
    for (const model::edit::MergeConflict& conflict : merged.conflicts) {
        const std::string field = conflict.path.toString();
        if (writing->wish.kept.contains(field))
            model::edit::takeTheirs(merged.merged, conflict);
        else if (!writing->wish.taken.contains(field))
            open.push_back(conflictAt(conflict.path, last.before));
    }
    if (!open.empty())
        return finish(writing, {.type = Type::Conflicts, .conflicts = std::move(open)});
    writing->wish.mine = std::move(merged.merged);
    plan(writing);
}

void EditSession::removeAgain(const WritingPtr& writing)
{
    WriteRequest request{
        .object = m_history.back().after, .method = WriteRequest::Method::Delete, .dryRun = writing->wish.dryRun};
    m_writer.write(std::move(request), this, [this, writing](const Result<WriteAnswer>& answer) {
        if (!answer.ok() || !answer->accepted())
            return onAnswer(writing, answer, true);
        if (!writing->wish.dryRun)
            m_history.pop_back();
        finish(writing, {.type = Type::Done});
    });
}

} // namespace skiff::session
