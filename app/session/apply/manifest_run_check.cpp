// What would happen to an object of a drop: it is read, then applied as a dry run.
#include "app/model/edit/apply_plan.h"
#include "app/session/api_words.h"
#include "app/session/apply/manifest_run.h"

namespace skiff::session {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace

void ManifestRun::look(int row, Why why)
{
    const model::edit::PlannedObject& plan = m_plans[size_t(row)];
    Row& r = m_rows[size_t(row)];
    set(row, why == Why::Write ? State::Applying : State::Checking);
    r.warnings.clear();
    r.conflicts.clear();
    r.waitsFor.reset();
    r.live.reset();
    r.wanted.reset();
    if (plan.sameAs) {
        const model::edit::ManifestObject& first = m_manifest->objects[size_t(*plan.sameAs)];
        return done(row, State::Invalid,
                    tr("The same object is in this drop twice, first in %1, line %2. Only that is applied.")
                        .arg(first.file)
                        .arg(first.line));
    }
    if (!plan.kind) {
        const model::edit::ManifestObject& object = m_manifest->objects[size_t(row)];
        const auto known = m_kinds.find({text(object.apiVersion), text(object.kind)});
        if (known != m_kinds.end() && !known->second.ok() && known->second.error().code != ErrorCode::NotFound)
            return done(row, State::Failed, text(known->second.error().message));
        return done(
            row, State::Invalid,
            tr("The server does not know the kind %1 in %2. If a CustomResourceDefinition defines it, drop that "
               "together with this object.")
                .arg(plan.kindName, text(object.apiVersion)));
    }
    if (why == Why::Look && looksLater(row))
        return;
    if (plan.generated)
        return dryRun(row, why);
    client::ApiRequest request;
    request.path = plan.ref().path().toStdString();
    call(std::move(request), [this, row, why](const Result<client::ApiResponse>& response) {
        if (!response.ok())
            return finishLook(row, why, State::Failed, problemOf(response));
        if (response->status == 200)
            if (auto live = data::parseJson(*response->body); live.ok())
                m_rows[size_t(row)].live = std::make_shared<const data::Value>(std::move(*live));
        dryRun(row, why);
    });
}

/// Whether the server cannot say anything about the object before another of the drop is there; then it waits.
bool ManifestRun::looksLater(int row)
{
    const model::edit::PlannedObject& plan = m_plans[size_t(row)];
    const model::edit::ManifestObject& object = m_manifest->objects[size_t(row)];
    for (const int before : plan.after) {
        const bool definition = isDefinition(m_manifest->objects[size_t(before)]);
        const State state = m_rows[size_t(before)].state;
        const bool comes = state == State::Create || state == State::Waiting;
        if (definition ? served(text(object.apiVersion), text(object.kind)).has_value() : !comes)
            continue;
        m_rows[size_t(row)].waitsFor = before;
        if (isBad(state))
            done(row, State::Blocked);
        else
            askWhetherAllowed(row, QStringLiteral("create"));
        return true;
    }
    return false;
}

/// A dry run cannot say yet whether the server will let us write an object; this can.
void ManifestRun::askWhetherAllowed(int row, const QString& verb)
{
    const model::ObjectRef ref = m_plans[size_t(row)].ref();
    const data::Value review = data::Object{
        {"apiVersion", "authorization.k8s.io/v1"},
        {"kind", "SelfSubjectAccessReview"},
        {"spec", data::Object{{"resourceAttributes", data::Object{{"verb", verb.toStdString()},
                                                                  {"group", ref.kind.group.toStdString()},
                                                                  {"resource", ref.kind.plural().toStdString()},
                                                                  {"namespace", ref.nameSpace.toStdString()},
                                                                  {"name", ref.name.toStdString()}}}}}};
    client::ApiRequest request;
    request.method = "POST";
    request.path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    request.contentType = "application/json";
    request.body = data::toJson(review);
    call(std::move(request), [this, row, verb, ref](const Result<client::ApiResponse>& response) {
        const Result<data::Value> answer = response.ok() && response->status < 300
                                               ? data::parseJson(*response->body)
                                               : Result<data::Value>(ErrorCode::Unavailable, "");
        if (answer.ok() && data::find(*answer, {"status"}) && !data::boolAt(*answer, {"status", "allowed"}))
            return done(row, State::Refused,
                        tr("The server does not allow you to %1 %2.").arg(verb, ref.kind.groupKind()));
        if (verb == QLatin1String("create"))
            return askWhetherAllowed(row, QStringLiteral("patch"));
        done(row, State::Waiting);
    });
}

void ManifestRun::dryRun(int row, Why why)
{
    WriteRequest request = requestFor(row);
    request.dryRun = true;
    m_writer.write(std::move(request), this, [this, row, why, round = m_round](const Result<WriteAnswer>& answer) {
        if (round == m_round)
            onDryRun(row, why, answer);
    });
}

void ManifestRun::onDryRun(int row, Why why, const Result<WriteAnswer>& answer)
{
    Row& r = m_rows[size_t(row)];
    if (!answer.ok())
        return finishLook(row, why, answer.error().code == ErrorCode::NotFound ? State::Invalid : State::Failed,
                          text(answer.error().message));
    r.warnings = answer->warnings;
    if (!answer->accepted()) {
        if (why == Why::Write && tryLate(row, *answer, [this, row, why] { dryRun(row, why); }))
            return;
        const State state = refusal(row, *answer);
        if (why == Why::Look && (state == State::Refused || state == State::Invalid))
            for (const int before : m_plans[size_t(row)].mayNeed)
                if (const State its = m_rows[size_t(before)].state; its == State::Create || its == State::Waiting) {
                    r.waitsFor = before;
                    return done(row, State::Waiting, answer->problem());
                }
        return finishLook(row, why, state, answer->problem());
    }
    r.wanted = std::make_shared<const data::Value>(answer->object);
    if (r.live && !data::stringAt(*r.live, {"metadata", "deletionTimestamp"}).empty())
        r.warnings.append(tr("The object is being deleted on the server."));
    if (answer->code == 201)
        return finishLook(row, why, State::Create);
    const bool same =
        r.live && data::equal(model::edit::withoutServerFields(*r.live), model::edit::withoutServerFields(*r.wanted));
    finishLook(row, why, same ? State::Same : State::Change);
}

/// What is to be done about a refusal; keeps its conflicts.
ManifestRun::State ManifestRun::refusal(int row, const WriteAnswer& answer)
{
    Row& r = m_rows[size_t(row)];
    r.conflicts =
        answer.code == 409 ? model::edit::conflictsIn(answer.status) : std::vector<model::edit::ApplyConflict>();
    if (!r.conflicts.empty())
        return State::Conflict;
    if (answer.code == 401 || answer.code == 403)
        return State::Refused;
    return answer.code == 409 || answer.code == 429 || answer.code >= 500 ? State::Failed : State::Invalid;
}

void ManifestRun::finishLook(int row, Why why, State state, const QString& words)
{
    if (why == Why::Look)
        done(row, state, words);
    else if (state == State::Create || state == State::Change)
        write(row);
    else
        done(row, state == State::Same ? State::Unchanged : state, words);
}

} // namespace skiff::session
