// Takes back what was applied: what was created is deleted, what was changed gets back what it had.
#include "app/model/edit/apply_plan.h"
#include "app/model/edit/normal_form.h"
#include "app/model/edit/three_way_merge.h"
#include "app/session/api_words.h"
#include "app/session/apply/manifest_run.h"

#include <algorithm>

namespace skiff::session {

using model::edit::FieldChange;
using model::edit::withoutServerFields;

namespace {

constexpr int MostTries = 4;  ///< of an update that others get ahead of
constexpr int MostFields = 3; ///< that are named

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// What controllers note at every object of some kinds, which is no change by anybody: annotations of Kubernetes'
/// own, finalizers, and the volume that a claim got.
bool isNote(const FieldChange& change)
{
    const std::string path = change.path.toString();
    if (!change.added())
        return path.starts_with(".metadata.annotations") && path.find("kubernetes.io/") != std::string::npos;
    if (path.starts_with(".metadata.finalizers") || path == ".spec.volumeName")
        return true;
    if (path == ".metadata.annotations" && change.after->is_object())
        return std::all_of(change.after->get_object().begin(), change.after->get_object().end(), [](const auto& each) {
            return each.key().find("kubernetes.io/") != std::string_view::npos;
        });
    return path.starts_with(".metadata.annotations") && path.find("kubernetes.io/") != std::string::npos;
}

/// The fields that somebody has changed since; those of `fields` that there are, a few by name.
QString named(const QStringList& fields)
{
    const QString some = QStringList(fields.mid(0, MostFields)).join(QStringLiteral(", "));
    return fields.size() > MostFields ? some + QStringLiteral(", …") : some;
}

} // namespace

bool ManifestRun::mayUndo(int row) const
{
    const Row& r = m_rows[size_t(row)];
    return (r.state == State::Created || (r.state == State::Changed && r.live)) && r.wanted;
}

bool ManifestRun::canUndo() const
{
    for (int row = 0; row < int(m_rows.size()); ++row)
        if (mayUndo(row) && !staysWhenUndone(row))
            return !busy();
    return false;
}

/// Others may have put something into it, and that would go with it.
bool ManifestRun::staysWhenUndone(int row) const
{
    const model::edit::ManifestObject& object = m_manifest->objects[size_t(row)];
    return m_rows[size_t(row)].state == State::Created && (isNamespace(object) || isDefinition(object));
}

void ManifestRun::undo()
{
    if (!canUndo())
        return;
    m_undo.clear();
    for (int row = 0; row < int(m_rows.size()); ++row) // the last is taken back first
        if (mayUndo(row))
            m_undo.push_back(row);
    setPhase(Phase::Undoing);
    undoNext();
}

void ManifestRun::undoNext()
{
    if (m_undo.empty() || m_phase == Phase::Stopping) {
        m_undo.clear();
        return setPhase(Phase::Ready);
    }
    const int row = m_undo.back();
    m_undo.pop_back();
    m_tries[size_t(row)] = 0;
    unfollow(row);
    m_rows[size_t(row)].progress.reset();
    const State was = m_rows[size_t(row)].state;
    if (staysWhenUndone(row))
        return undone(row, State::Kept,
                      tr("It stays, since others may have put something into it. Delete it when it is empty."));
    set(row, State::Undoing);
    readForUndo(row, was);
}

void ManifestRun::readForUndo(int row, State was)
{
    client::ApiRequest request;
    request.path = m_plans[size_t(row)].ref().path().toStdString();
    call(std::move(request), [this, row, was](const Result<client::ApiResponse>& response) {
        if (response.ok() && response->status == 404)
            return was == State::Created ? undone(row, State::Undone, tr("It was gone already."))
                                         : undone(row, State::Kept, tr("It was deleted since; it is not made again."));
        Result<data::Value> live = response.ok() && response->status == 200
                                       ? data::parseJson(*response->body)
                                       : Result<data::Value>(ErrorCode::Unavailable, "");
        if (!live.ok())
            return undone(row, was, tr("It could not be taken back: %1").arg(problemOf(response)));
        if (data::stringAt(*live, {"metadata", "uid"}) !=
            data::stringAt(*m_rows[size_t(row)].wanted, {"metadata", "uid"}))
            return undone(row, State::Kept, tr("It was deleted and made again since; that one stays."));
        if (was == State::Created)
            deleteAgain(row, *live);
        else
            giveBack(row, *live);
    });
}

void ManifestRun::deleteAgain(int row, const data::Value& live)
{
    QStringList fields;
    for (const FieldChange& change :
         model::edit::diffObjects(withoutServerFields(*m_rows[size_t(row)].wanted), withoutServerFields(live), nullptr))
        if (!isNote(change))
            fields.append(text(change.path.toString()));
    if (!fields.isEmpty())
        return undone(row, State::Kept, tr("It stays, since it was changed meanwhile: %1").arg(named(fields)));
    sendUndo(row, State::Created, {.object = live, .method = WriteRequest::Method::Delete});
}

void ManifestRun::giveBack(int row, const data::Value& live)
{
    const Row& r = m_rows[size_t(row)];
    const data::Value now = withoutServerFields(live);
    const model::edit::MergeResult merged =
        model::edit::mergeObjects(withoutServerFields(*r.wanted), withoutServerFields(*r.live), now, nullptr);
    QStringList fields;
    for (const model::edit::MergeConflict& conflict : merged.conflicts)
        fields.append(text(conflict.path.toString()));
    if (!fields.isEmpty())
        return undone(row, State::Kept,
                      tr("It stays as it is, since the same fields were changed meanwhile: %1").arg(named(fields)));
    if (data::equal(withoutServerFields(merged.merged), now))
        return undone(row, State::Undone);
    sendUndo(row, State::Changed,
             {.object = model::edit::updateBody(live, merged.merged), .method = WriteRequest::Method::Update});
}

void ManifestRun::sendUndo(int row, State was, WriteRequest request)
{
    request.nameSpace = m_nameSpace.toStdString();
    m_writer.write(std::move(request), this, [this, row, was, round = m_round](const Result<WriteAnswer>& answer) {
        if (round != m_round)
            return;
        if (!answer.ok())
            return undone(row, was,
                          tr("There was no answer, so it is not known whether it was taken back. (%1)")
                              .arg(text(answer.error().message)));
        if (answer->code == 409 && ++m_tries[size_t(row)] < MostTries) // somebody was quicker: look at it again
            return readForUndo(row, was);
        if (!answer->accepted() && answer->code != 404)
            return undone(row, was, tr("It could not be taken back: %1").arg(answer->problem()));
        undone(row, State::Undone);
    });
}

void ManifestRun::undone(int row, State state, const QString& words)
{
    set(row, state, words);
    later(0, [this] { undoNext(); });
}

} // namespace skiff::session
