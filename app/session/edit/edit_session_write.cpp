// How an edited object is written, and taken back.
#include "app/session/edit/edit_session.h"

#include "app/session/edit/off_thread.h"

#include <QPointer>

namespace skiff::session {

using model::edit::ApplyPlan;
using Type = EditOutcome::Type;

namespace {

constexpr int MostTries = 4; ///< of an update that others get ahead of

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace

/// A write under way.
struct EditSession::Writing
{
    EditTask task;
    Done done;
    ApplyPlan plan;
    int tries = 0;
};

void EditSession::write(EditWish wish, Done done)
{
    const auto writing = std::make_shared<Writing>();
    const bool isNew = wish.anew || !m_object;
    writing->task.before = isNew ? std::make_shared<const data::Value>() : m_base;
    writing->task.wish = std::move(wish);
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
    EditTask& task = writing->task;
    task.live = livePtr();
    task.schema = m_schema;
    task.mayPatch = m_mayPatch;
    offThread(
        isLarge(), this, [task] { return planEdit(task); },
        [this, writing](PlannedEdit planned) { onPlanned(writing, std::move(planned)); });
}

void EditSession::onPlanned(const WritingPtr& writing, PlannedEdit planned)
{
    if (planned.outcome)
        return finish(writing, std::move(*planned.outcome));
    writing->task.wish = std::move(planned.wish);
    writing->plan = std::move(planned.plan);
    send(writing, false);
}

void EditSession::send(const WritingPtr& writing, bool force)
{
    WriteRequest request{.object = writing->plan.body,
                         .dryRun = writing->task.wish.dryRun,
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
    EditTask task = writing->task;
    task.live = livePtr();
    offThread(
        isLarge(), this,
        [task = std::move(task), answer, writing] { return judgeRefusal(answer, task, writing->plan); },
        [this, writing, forced](EditRefusal refusal) { onRefusal(writing, std::move(refusal), forced); });
}

void EditSession::onRefusal(const WritingPtr& writing, EditRefusal refusal, bool forced)
{
    if (refusal.decided && !forced)
        return send(writing, true);
    if (refusal.overtaken)
        return onOvertaken(writing, refusal.outcome);
    if (refusal.outcome.type == Type::Gone)
        reconnect();
    finish(writing, std::move(refusal.outcome));
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
        compare([this, writing] {
            if (m_remote != Remote::Same)
                return finish(writing, {.type = m_remote == Remote::Deleted ? Type::Gone : Type::Stale});
            writing->task.before = m_base;
            plan(writing);
        });
    });
    m_watch->refresh();
}

void EditSession::onDone(const WritingPtr& writing, const WriteAnswer& answer)
{
    const auto object = std::make_shared<const data::Value>(answer.object);
    EditOutcome outcome{.type = Type::Done, .object = object, .warnings = answer.warnings, .fellBack = answer.fellBack};
    if (writing->task.wish.dryRun)
        return finish(writing, std::move(outcome));
    if (writing->task.undo)
        m_history.pop_back();
    else
        m_history.push_back({writing->task.before, object});
    m_base = object;
    if (m_watch) {
        m_watch->adopt(object);
        return finish(writing, std::move(outcome));
    }
    m_writer.kindOf(
        text(data::stringAt(*object, {"apiVersion"})), text(data::stringAt(*object, {"kind"})),
        [this, alive = QPointer<EditSession>(this), writing, outcome](const Result<model::ResourceKind>& kind) {
            if (!alive)
                return;
            if (kind.ok())
                follow({.kind = *kind,
                        .nameSpace = text(data::stringAt(base(), {"metadata", "namespace"})),
                        .name = text(data::stringAt(base(), {"metadata", "name"})),
                        .uid = text(data::stringAt(base(), {"metadata", "uid"}))});
            finish(writing, outcome);
        });
}

void EditSession::finish(const WritingPtr& writing, EditOutcome outcome)
{
    m_writing = false;
    compare([this, writing, outcome = std::move(outcome)] {
        emit changed();
        writing->done(outcome);
    });
}

void EditSession::undo(EditWish decisions, Done done)
{
    if (!canUndo())
        return;
    const auto writing = std::make_shared<Writing>();
    writing->task.wish = std::move(decisions);
    writing->task.undo = m_history.back();
    writing->done = std::move(done);
    m_writing = true;
    if (m_remote == Remote::Deleted)
        return finish(writing, {.type = Type::Gone});
    if (!m_history.back().before->is_object())
        return removeAgain(writing);
    writing->task.before = m_base = livePtr();
    plan(writing);
}

void EditSession::removeAgain(const WritingPtr& writing)
{
    writing->task.wish.mine = writing->task.before = m_history.back().after;
    WriteRequest request{
        .object = *m_history.back().after, .method = WriteRequest::Method::Delete, .dryRun = writing->task.wish.dryRun};
    m_writer.write(std::move(request), this, [this, writing](const Result<WriteAnswer>& answer) {
        if (!answer.ok() || !answer->accepted())
            return onAnswer(writing, answer, true);
        if (!writing->task.wish.dryRun)
            m_history.pop_back();
        finish(writing, {.type = Type::Done});
    });
}

} // namespace skiff::session
