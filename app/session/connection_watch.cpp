#include "app/session/connection_watch.h"

#include "app/session/api_words.h"

#include <algorithm>

namespace skiff::session {

namespace {

constexpr int SlowestRetryMsecs = 10'000;

} // namespace

ConnectionWatch::ConnectionWatch(client::Transport& transport, QObject* parent) : QObject(parent), m_transport(transport)
{
    m_next.setSingleShot(true);
    m_patience.setSingleShot(true);
    m_patience.setInterval(PatienceMsecs);
    m_tick.setInterval(1000);
    connect(&m_next, &QTimer::timeout, this, &ConnectionWatch::ask);
    connect(&m_patience, &QTimer::timeout, this, [this] { lose(tr("the server does not answer")); });
    connect(&m_tick, &QTimer::timeout, this, &ConnectionWatch::ticked);
}

ConnectionWatch::~ConnectionWatch()
{
    m_call.reset();
}

void ConnectionWatch::setWatching(bool watching)
{
    if (watching == m_watching)
        return;
    m_watching = watching;
    if (watching)
        check();
    else if (m_state != State::Lost)
        m_next.stop();
}

void ConnectionWatch::check()
{
    if (!m_patience.isActive())
        m_next.start(0);
}

int ConnectionWatch::secondsLost() const
{
    return m_state == State::Lost ? int(m_lostSince.elapsed() / 1000) : 0;
}

int ConnectionWatch::secondsToNext() const
{
    return m_next.isActive() ? int((m_next.remainingTime() + 999) / 1000) : 0;
}

void ConnectionWatch::ask()
{
    client::ApiRequest request;
    request.path = "/version"; // everybody may read it, and any server has it
    m_asked.start();
    m_patience.start();
    m_call = m_transport.send(std::move(request), [this](const Result<client::ApiResponse>& response) { onAnswer(response); });
    if (m_state == State::Lost)
        emit ticked();
}

void ConnectionWatch::onAnswer(const Result<client::ApiResponse>& response)
{
    m_patience.stop();
    // Any answer shows a server that lives, but one that only says it is not up yet.
    if (!response.ok() || response->status >= 500) {
        lose(problemOf(response));
        return;
    }
    m_latency = int(m_asked.elapsed());
    m_failures = 0;
    m_tick.stop();
    const bool back = m_state == State::Lost;
    const bool news = m_state != State::Alive;
    m_state = State::Alive;
    m_problem.clear();
    if (m_watching)
        m_next.start(IntervalMsecs);
    emit measured();
    if (news)
        emit stateChanged();
    if (back)
        emit recovered();
}

void ConnectionWatch::lose(const QString& problem)
{
    m_call.reset();
    m_next.start(std::min(1000 << std::min(m_failures, 4), SlowestRetryMsecs));
    ++m_failures;
    const bool news = m_state != State::Lost || problem != m_problem;
    if (m_state != State::Lost)
        m_lostSince.start();
    m_state = State::Lost;
    m_problem = problem;
    m_tick.start();
    if (news)
        emit stateChanged();
}

} // namespace skiff::session
