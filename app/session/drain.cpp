#include "app/session/drain.h"

#include "app/model/actions/change.h"
#include "cluster/data/document.h"

#include <algorithm>
#include <set>
#include <utility>

namespace skiff::session {

namespace {

model::ObjectRef refOf(const model::DrainPod& pod)
{
    return {.kind = *model::resourceKind(QStringLiteral("pods")),
            .nameSpace = pod.nameSpace,
            .name = pod.name,
            .uid = pod.uid};
}

/// A connection that is lost and a server that is not ready come back: what was asked is asked again.
bool isAway(int status)
{
    return status == 0 || status == 502 || status == 503 || status == 504;
}

} // namespace

Drain::Drain(client::Transport& transport, model::ObjectRef node, QString evictionVersion, QObject* parent)
    : QObject(parent), m_caller(transport), m_node(std::move(node)), m_evictionVersion(std::move(evictionVersion))
{
    m_poll.setInterval(PollMsecs);
    connect(&m_poll, &QTimer::timeout, this, &Drain::look);
}

void Drain::plan()
{
    m_state = State::Planning;
    m_problem.clear();
    readPods([this](const std::vector<model::DrainPod>& pods) {
        m_rows.clear();
        for (const model::DrainPod& pod : pods)
            add(pod);
        emit planned();
    });
}

void Drain::readPods(std::function<void(const std::vector<model::DrainPod>&)> then)
{
    client::ApiRequest request;
    request.path = "/api/v1/pods";
    request.query.emplace_back("fieldSelector", "spec.nodeName=" + m_node.name.toStdString());
    m_caller.send(std::move(request), [this, then = std::move(then)](const Caller::Answer& answer) {
        if (!answer.problem.isEmpty()) {
            m_looking = false;
            if (!isAway(answer.status) || m_state == State::Planning)
                fail(answer.problem);
            return;
        }
        const Result<std::vector<model::DrainPod>> plan = model::decodeDrainPlan(*answer.body);
        if (plan.ok())
            then(*plan);
        else
            fail(QString::fromStdString(plan.error().message));
    });
}

void Drain::add(const model::DrainPod& pod)
{
    using Verdict = model::DrainPod::Verdict;
    const bool stays = pod.verdict == Verdict::DaemonSet || pod.verdict == Verdict::Mirror;
    m_rows.push_back({.pod = pod, .state = stays ? Row::State::Kept : Row::State::Waiting});
}

void Drain::start()
{
    m_state = State::Running;
    emit changed();
    m_caller.send(model::change::cordon(m_node, true), [this](const Caller::Answer& answer) {
        if (m_state != State::Running)
            return;
        if (!answer.problem.isEmpty()) {
            fail(answer.problem);
            return;
        }
        m_poll.start();
        look();
    });
}

void Drain::cancel()
{
    if (m_state != State::Running)
        return;
    m_poll.stop();
    m_state = State::Cancelled;
    emit changed();
}

int Drain::toEvict() const
{
    return int(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.state != Row::State::Kept; }));
}

int Drain::gone() const
{
    return int(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.state == Row::State::Gone; }));
}

Drain::Row* Drain::rowOf(const QString& uid)
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&uid](const Row& row) { return row.pod.uid == uid; });
    return found == m_rows.end() ? nullptr : &*found;
}

void Drain::evict(const QString& uid)
{
    Row* row = rowOf(uid);
    if (m_state != State::Running || !row || row->state == Row::State::Gone)
        return;
    row->state = Row::State::Evicting;
    const bool finished = row->pod.verdict == model::DrainPod::Verdict::Finished;
    m_caller.send(finished ? model::change::remove(refOf(row->pod), model::Propagation::Background, {})
                           : model::change::evict(refOf(row->pod), m_evictionVersion),
                  [this, uid](const Caller::Answer& answer) { onEvicted(uid, answer); });
    emit changed();
}

void Drain::onEvicted(const QString& uid, const Caller::Answer& answer)
{
    Row* row = rowOf(uid);
    if (!row)
        return;
    row->words = answer.problem;
    if (answer.status == 429 || isAway(answer.status)) { // a budget lets it go later
        row->state = Row::State::Refused;
        QTimer::singleShot(RetryMsecs, this, [this, uid] { evict(uid); });
    } else if (answer.status == 404 || answer.status == 409) {
        row->state = Row::State::Gone; // by itself, or another has its name
        row->words.clear();
    } else {
        row->state = answer.problem.isEmpty() ? Row::State::Leaving : Row::State::Failed;
    }
    emit changed();
    finishIfDone();
}

/// One list tells which pods are gone, and which have come before the node was cordoned.
void Drain::look()
{
    if (m_looking)
        return;
    m_looking = true;
    readPods([this](const std::vector<model::DrainPod>& pods) {
        m_looking = false;
        if (m_state != State::Running)
            return;
        std::set<QString> present;
        for (const model::DrainPod& pod : pods)
            present.insert(pod.uid);
        for (Row& row : m_rows) {
            if (row.state != Row::State::Kept && row.state != Row::State::Evicting && !present.contains(row.pod.uid))
                row.state = Row::State::Gone;
            present.erase(row.pod.uid);
        }
        for (const model::DrainPod& pod : pods)
            if (present.contains(pod.uid))
                add(pod);
        for (const Row& row : m_rows)
            if (row.state == Row::State::Waiting)
                evict(row.pod.uid);
        emit changed();
        finishIfDone();
    });
}

void Drain::finishIfDone()
{
    using S = Row::State;
    if (m_state != State::Running || std::any_of(m_rows.begin(), m_rows.end(), [](const Row& row) {
            return row.state == S::Waiting || row.state == S::Evicting || row.state == S::Refused ||
                   row.state == S::Leaving;
        }))
        return;
    m_poll.stop();
    const bool failed =
        std::any_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.state == S::Failed; });
    m_state = failed ? State::Failed : State::Done;
    emit changed();
}

void Drain::fail(const QString& problem)
{
    m_looking = false;
    m_poll.stop();
    m_state = State::Failed;
    m_problem = problem;
    emit changed();
}

} // namespace skiff::session
