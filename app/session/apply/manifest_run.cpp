#include "app/session/apply/manifest_run.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <set>

namespace skiff::session {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace

ManifestRun::ManifestRun(client::Transport& transport, Discovery& discovery, QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_writer(transport, discovery),
      m_manifest(std::make_shared<const model::edit::Manifest>())
{}

ManifestRun::~ManifestRun()
{
    m_calls.clear();
}

void ManifestRun::start(std::shared_ptr<const model::edit::Manifest> manifest, const QString& nameSpace)
{
    m_manifest = std::move(manifest);
    m_nameSpace = nameSpace;
    check();
}

void ManifestRun::setNamespace(const QString& nameSpace)
{
    if (nameSpace == m_nameSpace || writing())
        return;
    m_nameSpace = nameSpace;
    if (m_phase != Phase::Idle)
        check();
}

void ManifestRun::check()
{
    if (writing())
        return;
    abandon();
    m_kinds.clear();
    setPhase(Phase::Checking);
    resolveKinds([this] {
        plan();
        std::vector<int> all(m_rows.size());
        for (size_t i = 0; i < all.size(); ++i)
            all[i] = int(i);
        beginRows(Phase::Checking, all);
    });
}

void ManifestRun::retry()
{
    if (busy())
        return;
    std::erase_if(m_kinds, [](const auto& each) { return !each.second.ok(); });
    setPhase(Phase::Checking);
    resolveKinds([this] {
        std::vector<int> rows;
        for (int row = 0; row < int(m_rows.size()); ++row) {
            if (!isBad(m_rows[size_t(row)].state))
                continue;
            rows.push_back(row);
            const model::edit::ManifestObject& object = m_manifest->objects[size_t(row)];
            if (const auto kind = served(text(object.apiVersion), text(object.kind)))
                setKind(m_plans[size_t(row)], *kind);
        }
        beginRows(Phase::Checking, rows);
    });
}

void ManifestRun::takeOver(int row)
{
    if (busy() || m_rows[size_t(row)].state != State::Conflict)
        return;
    m_rows[size_t(row)].takeOver = true;
    beginRows(Phase::Checking, {row});
}

void ManifestRun::setChosen(int row, bool chosen)
{
    if (busy() || m_rows[size_t(row)].chosen == chosen)
        return;
    m_rows[size_t(row)].chosen = chosen;
    emit changed(row);
}

void ManifestRun::apply()
{
    if (m_phase != Phase::Ready)
        return;
    std::vector<int> rows;
    for (int row = 0; row < int(m_rows.size()); ++row)
        if (applicable(row))
            rows.push_back(row);
    beginRows(Phase::Applying, rows);
}

void ManifestRun::stop()
{
    if (m_phase != Phase::Applying && m_phase != Phase::Checking && m_phase != Phase::Undoing)
        return;
    std::fill(m_todo.begin(), m_todo.end(), false);
    if (m_phase != Phase::Checking) {
        setPhase(Phase::Stopping);
        return;
    }
    abandon();
    for (int row = 0; row < int(m_rows.size()); ++row)
        if (m_rows[size_t(row)].state == State::Checking)
            set(row, State::Queued);
    setPhase(Phase::Ready);
}

bool ManifestRun::applicable(int row) const
{
    const Row& r = m_rows[size_t(row)];
    return r.chosen && (r.state == State::Create || r.state == State::Change || r.state == State::Waiting);
}

ManifestRun::Counts ManifestRun::counts() const
{
    Counts counts;
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const State state = m_rows[size_t(row)].state;
        counts.create += state == State::Create;
        counts.change += state == State::Change;
        counts.same += state == State::Same;
        counts.waiting += state == State::Waiting;
        counts.conflict += state == State::Conflict;
        counts.bad += isBad(state);
        counts.applied += isApplied(state);
        counts.undone += state == State::Undone;
        counts.kept += state == State::Kept;
        counts.toApply += applicable(row);
    }
    return counts;
}

bool ManifestRun::usesNamespace() const
{
    return std::any_of(m_plans.begin(), m_plans.end(),
                       [](const auto& plan) { return plan.kind && plan.chosenNamespace; });
}

/// What is under way is forgotten.
void ManifestRun::abandon()
{
    ++m_round;
    m_calls.clear();
    m_underWay = 0;
    m_pumping = false;
}

/// Asks where each kind of the drop is; `then` follows when all answers are there.
void ManifestRun::resolveKinds(std::function<void()> then)
{
    std::set<std::pair<QString, QString>> kinds;
    for (const model::edit::ManifestObject& object : m_manifest->objects)
        kinds.emplace(text(object.apiVersion), text(object.kind));
    std::erase_if(kinds, [this](const auto& kind) { return m_kinds.contains(kind); });
    if (kinds.empty())
        return then();
    const auto left = std::make_shared<size_t>(kinds.size());
    for (const auto& kind : kinds)
        m_writer.kindOf(kind.first, kind.second,
                        [this, alive = QPointer<ManifestRun>(this), round = m_round, kind, left,
                         then](const Result<model::ResourceKind>& found) {
                            if (!alive || round != m_round)
                                return;
                            m_kinds.insert_or_assign(kind, found);
                            if (--*left == 0)
                                then();
                        });
}

std::optional<model::ResourceKind> ManifestRun::served(const QString& apiVersion, const QString& kind) const
{
    const auto found = m_kinds.find({apiVersion, kind});
    return found != m_kinds.end() && found->second.ok() ? std::optional(*found->second) : std::nullopt;
}

void ManifestRun::plan()
{
    qDeleteAll(m_watches);
    m_watches.clear();
    m_plans = planObjects(m_manifest->objects, m_nameSpace,
                          [this](const QString& apiVersion, const QString& kind) { return served(apiVersion, kind); });
    std::vector<Row> rows(m_plans.size());
    for (size_t i = 0; i < rows.size() && i < m_rows.size(); ++i)
        rows[i].chosen = m_rows[i].chosen; // the objects are the same ones
    m_rows = std::move(rows);
    m_todo.assign(m_rows.size(), false);
    m_open.assign(m_rows.size(), false);
    m_tries.assign(m_rows.size(), 0);
    emit planned();
}

void ManifestRun::beginRows(Phase phase, const std::vector<int>& rows)
{
    std::fill(m_todo.begin(), m_todo.end(), false);
    std::fill(m_open.begin(), m_open.end(), false);
    for (const int row : rows) {
        m_todo[size_t(row)] = true;
        m_open[size_t(row)] = true;
        m_tries[size_t(row)] = 0;
        if (phase == Phase::Checking)
            set(row, State::Queued);
    }
    setPhase(phase);
    pump();
}

void ManifestRun::setPhase(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    emit phaseChanged();
}

void ManifestRun::set(int row, State state, const QString& words)
{
    m_rows[size_t(row)].state = state;
    m_rows[size_t(row)].words = words;
    emit changed(row);
}

void ManifestRun::done(int row, State state, const QString& words)
{
    if (!m_open[size_t(row)])
        return;
    m_open[size_t(row)] = false;
    --m_underWay;
    set(row, state, words);
    if (std::exchange(m_pumping, true))
        return;
    later(0, [this] {
        m_pumping = false;
        pump();
    });
}

/// Begins what can begin; ends the phase when nothing is under way and nothing can.
void ManifestRun::pump()
{
    while (m_underWay < MostAtOnce) {
        const auto row = nextRow();
        if (!row)
            break;
        m_todo[size_t(*row)] = false;
        ++m_underWay;
        if (m_phase == Phase::Checking)
            look(*row, Why::Look);
        else
            beginApply(*row);
    }
    if (m_underWay == 0 && !m_pumping)
        setPhase(Phase::Ready);
}

std::optional<int> ManifestRun::nextRow() const
{
    const bool applying = m_phase == Phase::Applying;
    int openStep = -1; // of the first row that has not ended
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const model::edit::PlannedObject& plan = m_plans[size_t(row)];
        if (applying && m_open[size_t(row)] && openStep < 0)
            openStep = plan.step;
        if (applying && openStep >= 0 && plan.step > openStep)
            return std::nullopt;
        if (!m_todo[size_t(row)])
            continue;
        const auto open = [this](int other) {
            return m_open[size_t(other)];
        };
        if (applying || (std::none_of(plan.after.begin(), plan.after.end(), open) &&
                         std::none_of(plan.mayNeed.begin(), plan.mayNeed.end(), open)))
            return row;
    }
    return std::nullopt;
}

void ManifestRun::later(int msecs, std::function<void()> action)
{
    QTimer::singleShot(msecs, this, [this, round = m_round, action = std::move(action)] {
        if (round == m_round)
            action();
    });
}

WriteRequest ManifestRun::requestFor(int row) const
{
    const model::edit::PlannedObject& plan = m_plans[size_t(row)];
    WriteRequest request;
    request.object = plan.body;
    request.method = plan.generated ? WriteRequest::Method::Create : WriteRequest::Method::Apply;
    request.force = m_rows[size_t(row)].takeOver;
    request.strict = true;
    request.nameSpace = m_nameSpace.toStdString();
    return request;
}

void ManifestRun::call(client::ApiRequest request, std::function<void(const Result<client::ApiResponse>&)> done)
{
    const int number = ++m_last;
    m_calls[number] =
        m_transport.send(std::move(request), [this, number, done = std::move(done)](const auto& response) {
            const auto call = std::move(m_calls[number]); // lives until this function ends
            m_calls.erase(number);
            done(response);
        });
}

} // namespace skiff::session
