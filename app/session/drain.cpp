#include "app/session/drain.h"

#include "app/model/actions/change.h"
#include "cluster/data/document.h"

#include <algorithm>

namespace skiff::session {

namespace {

model::ObjectRef refOf(const model::DrainPod& pod)
{
    return {.kind = *model::resourceKind(QStringLiteral("pods")),
            .nameSpace = pod.nameSpace,
            .name = pod.name,
            .uid = pod.uid};
}

} // namespace

Drain::Drain(client::Transport& transport, model::ObjectRef node, QObject* parent)
    : QObject(parent), m_caller(transport), m_node(std::move(node))
{
    m_poll.setInterval(PollMsecs);
    connect(&m_poll, &QTimer::timeout, this, &Drain::look);
}

void Drain::plan()
{
    client::ApiRequest request;
    request.path = "/api/v1/pods";
    request.query.emplace_back("fieldSelector", "spec.nodeName=" + m_node.name.toStdString());
    m_caller.send(std::move(request), [this](const Caller::Answer& answer) {
        if (!answer.problem.isEmpty()) {
            fail(answer.problem);
            return;
        }
        const Result<std::vector<model::DrainPod>> plan = model::decodeDrainPlan(*answer.body);
        if (!plan.ok()) {
            fail(QString::fromStdString(plan.error().message));
            return;
        }
        m_rows.clear();
        for (const model::DrainPod& pod : *plan) {
            using Verdict = model::DrainPod::Verdict;
            const bool stays = pod.verdict == Verdict::DaemonSet || pod.verdict == Verdict::Mirror;
            m_rows.push_back({.pod = pod, .state = stays ? Row::State::Kept : Row::State::Waiting});
        }
        emit planned();
    });
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
        for (size_t i = 0; i < m_rows.size(); ++i)
            if (m_rows[i].state == Row::State::Waiting)
                evict(i);
        m_poll.start();
        finishIfDone();
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

void Drain::evict(size_t index)
{
    if (m_state != State::Running)
        return;
    Row& row = m_rows[index];
    row.state = Row::State::Evicting;
    const bool finished = row.pod.verdict == model::DrainPod::Verdict::Finished;
    m_caller.send(finished ? model::change::remove(refOf(row.pod), model::Propagation::Background, {})
                           : model::change::evict(refOf(row.pod)),
                  [this, index](const Caller::Answer& answer) { onEvicted(index, answer); });
    emit changed();
}

void Drain::onEvicted(size_t index, const Caller::Answer& answer)
{
    Row& row = m_rows[index];
    row.words = answer.problem;
    if (answer.status == 429) {
        row.state = Row::State::Refused;
        QTimer::singleShot(RetryMsecs, this, [this, index] { evict(index); });
    } else if (answer.status == 404 || answer.status == 409) {
        row.state = Row::State::Gone; // by itself, or another has its name
        row.words.clear();
    } else {
        row.state = answer.problem.isEmpty() ? Row::State::Leaving : Row::State::Failed;
    }
    emit changed();
    finishIfDone();
}

void Drain::look()
{
    for (size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].state == Row::State::Leaving)
            lookAt(i);
}

void Drain::lookAt(size_t index)
{
    client::ApiRequest request;
    request.path = refOf(m_rows[index].pod).path().toStdString();
    m_caller.send(std::move(request), [this, index](const Caller::Answer& answer) {
        bool gone = answer.status == 404;
        if (answer.status == 200)
            if (const auto document = data::Document::parse(*answer.body); document.ok())
                gone = (*document)->root()["metadata"]["uid"].asString() != m_rows[index].pod.uid.toStdString();
        if (!gone || m_rows[index].state == Row::State::Gone)
            return;
        m_rows[index].state = Row::State::Gone;
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
    m_poll.stop();
    m_state = State::Failed;
    m_problem = problem;
    emit changed();
}

} // namespace skiff::session
