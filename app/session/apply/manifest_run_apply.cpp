// Writes the objects of a drop, and waits for what others need.
#include "app/session/apply/manifest_run.h"

#include <algorithm>

namespace skiff::session {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// Whether what the object is needed for can begin: objects in the namespace, objects of the defined kind.
bool isThere(const data::Value& object)
{
    if (data::stringAt(object, {"kind"}) == "Namespace")
        return data::stringAt(object, {"status", "phase"}) == "Active";
    const data::Value* conditions = data::find(object, {"status", "conditions"});
    if (!conditions || !conditions->is_array())
        return false;
    return std::any_of(conditions->get_array().begin(), conditions->get_array().end(), [](const data::Value& each) {
        return data::stringAt(each, {"type"}) == "Established" && data::stringAt(each, {"status"}) == "True";
    });
}

} // namespace

void ManifestRun::beginApply(int row)
{
    Row& r = m_rows[size_t(row)];
    if (r.state == State::Change)
        return readAndWrite(row);
    if (r.state != State::Waiting)
        return write(row);
    std::vector<int> needed = m_plans[size_t(row)].after;
    needed.push_back(*r.waitsFor);
    for (const int before : needed)
        if (const State state = m_rows[size_t(before)].state; !isApplied(state) && state != State::Same) {
            r.waitsFor = before;
            return done(row, State::Blocked);
        }
    set(row, State::Applying);
    resolveLate(row);
}

/// A kind may be served a moment after its definition is established.
void ManifestRun::resolveLate(int row)
{
    if (m_phase == Phase::Stopping)
        return done(row, State::Waiting);
    const model::edit::ManifestObject& object = m_manifest->objects[size_t(row)];
    const std::pair key{text(object.apiVersion), text(object.kind)};
    if (served(key.first, key.second))
        return look(row, Why::Write);
    m_writer.kindOf(key.first, key.second, [this, row, key, round = m_round](const Result<model::ResourceKind>& found) {
        if (round != m_round)
            return;
        if (found.ok()) {
            m_kinds.insert_or_assign(key, found);
            setKind(m_plans[size_t(row)], *found);
            return look(row, Why::Write);
        }
        if (++m_tries[size_t(row)] > LateTries)
            return done(row, State::Failed, text(found.error().message));
        later(LateMsecs, [this, row] { resolveLate(row); });
    });
}

/// In a new namespace the service account that pods need comes a moment later, and a new kind is not served at
/// once by every server: then `again` follows.
bool ManifestRun::tryLate(int row, const WriteAnswer& answer, std::function<void()> again)
{
    const QString words = answer.problem();
    const bool early = answer.code == 404 || answer.code == 503 ||
                       (answer.code == 403 && words.contains(QLatin1String("serviceaccount"), Qt::CaseInsensitive));
    if (!early || m_phase == Phase::Stopping || m_plans[size_t(row)].after.empty() ||
        ++m_tries[size_t(row)] > LateTries)
        return false;
    later(LateMsecs, std::move(again));
    return true;
}

/// What the object was like just before is what undo() gives back.
void ManifestRun::readAndWrite(int row)
{
    set(row, State::Applying);
    client::ApiRequest request;
    request.path = m_plans[size_t(row)].ref().path().toStdString();
    call(std::move(request), [this, row](const Result<client::ApiResponse>& response) {
        Result<data::Value> live = response.ok() && response->status == 200
                                       ? data::parseJson(*response->body)
                                       : Result<data::Value>(ErrorCode::NotFound, "");
        // Without it there is nothing to give back; whether it can be written is said by the write.
        m_rows[size_t(row)].live = live.ok() ? std::make_shared<const data::Value>(std::move(*live)) : nullptr;
        write(row);
    });
}

void ManifestRun::write(int row)
{
    set(row, State::Applying);
    m_writer.write(requestFor(row), this, [this, row, round = m_round](const Result<WriteAnswer>& answer) {
        if (round == m_round)
            onWritten(row, answer);
    });
}

void ManifestRun::onWritten(int row, const Result<WriteAnswer>& answer)
{
    Row& r = m_rows[size_t(row)];
    if (!answer.ok())
        return done(row, State::Failed,
                    tr("There was no answer, so it is not known whether the object was applied. (%1)")
                        .arg(text(answer.error().message)));
    r.warnings = answer->warnings;
    if (!answer->accepted()) {
        if (tryLate(row, *answer, [this, row] { write(row); }))
            return;
        const State state = refusal(row, *answer);
        return done(row, state == State::Conflict || state == State::Refused ? state : State::Failed,
                    answer->problem());
    }
    r.wanted = std::make_shared<const data::Value>(answer->object);
    if (m_plans[size_t(row)].generated) {
        m_plans[size_t(row)].generated = false;
        m_plans[size_t(row)].name = text(data::stringAt(answer->object, {"metadata", "name"}));
    }
    const bool same = r.live && data::stringAt(*r.live, {"metadata", "resourceVersion"}) ==
                                    data::stringAt(answer->object, {"metadata", "resourceVersion"});
    const State result = answer->code == 201 ? State::Created : same ? State::Unchanged : State::Changed;
    const model::edit::ManifestObject& object = m_manifest->objects[size_t(row)];
    if ((isNamespace(object) || isDefinition(object)) && !isThere(answer->object))
        return waitUntilThere(row, result);
    done(row, result);
    follow(row);
}

void ManifestRun::waitUntilThere(int row, State result)
{
    auto* watch = new ObjectWatch(m_transport, m_plans[size_t(row)].ref(), this);
    m_watches.insert(row, watch);
    connect(watch, &ObjectWatch::changed, this, [this, row, result, watch] {
        if (watch->state() != ObjectWatch::State::Refused && !isThere(*watch->object()))
            return;
        unfollow(row);
        done(row, result);
    });
    watch->start();
    later(PatienceMsecs, [this, row, watch] {
        if (m_watches.value(row) != watch)
            return;
        unfollow(row);
        done(row, State::Failed, tr("It was applied, but the server does not serve it yet."));
    });
}

/// Shows how a workload becomes ready.
void ManifestRun::follow(int row)
{
    Row& r = m_rows[size_t(row)];
    r.progress = model::progressOf(*r.wanted);
    if (!r.progress || m_watches.size() >= MostFollowed || m_watches.contains(row))
        return;
    emit changed(row);
    auto* watch = new ObjectWatch(m_transport, m_plans[size_t(row)].ref(), this);
    m_watches.insert(row, watch);
    connect(watch, &ObjectWatch::changed, this, [this, row, watch] {
        if (watch->state() != ObjectWatch::State::Live)
            return;
        m_rows[size_t(row)].progress = model::progressOf(*watch->object());
        emit changed(row);
        if (m_rows[size_t(row)].progress && m_rows[size_t(row)].progress->ended)
            unfollow(row);
    });
    watch->start();
}

void ManifestRun::unfollow(int row)
{
    if (ObjectWatch* watch = m_watches.take(row)) {
        watch->disconnect(this);
        watch->deleteLater();
    }
}

} // namespace skiff::session
