#include "app/session/overview_feed.h"

#include "cluster/data/document.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>

namespace skiff::session {

OverviewFeed::OverviewFeed(client::Transport& transport, const Clock& clock, QObject* parent)
    : QObject(parent), m_caller(transport), m_clock(clock)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &OverviewFeed::refresh);
}

void OverviewFeed::start()
{
    m_wanted = true;
    refresh();
}

void OverviewFeed::stop()
{
    m_wanted = false;
    m_again.stop();
}

void OverviewFeed::refresh()
{
    if (m_next || !m_wanted)
        return;
    m_next = std::make_shared<model::Overview>();
    m_began.start();
    m_nextProblems.clear();
    m_open = 4;
    const WallTime now = m_clock.now();
    read(QStringLiteral("/api/v1/nodes"), {}, model::addNodes);
    read(QStringLiteral("/api/v1/pods"), {},
         [now](model::Overview& overview, std::string_view list) { return model::addPods(overview, list, now); });
    read(QStringLiteral("/api/v1/persistentvolumeclaims"), {}, model::addClaims);
    read(QStringLiteral("/api/v1/events"), {}, model::addEvents);
}

void OverviewFeed::read(const QString& path, const QString& continueToken, Add add)
{
    client::ApiRequest request;
    request.path = path.toStdString();
    request.query.emplace_back("limit", std::to_string(PageSize));
    if (!continueToken.isEmpty())
        request.query.emplace_back("continue", continueToken.toStdString());
    m_caller.send(std::move(request), [this, path, add = std::move(add)](const Caller::Answer& answer) {
        if (answer.problem.isEmpty())
            decode(path, answer.body, add);
        else
            finishPart(answer.status == 404 ? QString() : answer.problem); // a server without claims has none
    });
}

void OverviewFeed::decode(const QString& path, const std::shared_ptr<const std::string>& body, const Add& add)
{
    // Parts are added one after the other: each has its own overview until it comes back.
    const auto part = std::make_shared<model::Overview>();
    const QPointer<OverviewFeed> alive(this);
    const auto done = [alive, path, add, part](const Status& status, const QString& token) {
        if (!alive || !alive->m_next)
            return;
        alive->m_next->add(*part);
        if (status.ok() && !token.isEmpty())
            alive->read(path, token, add);
        else
            alive->finishPart(status.ok() ? QString() : QString::fromStdString(status.error().message));
    };
    QThreadPool::globalInstance()->start([body, add, part, done, context = QCoreApplication::instance()] {
        const Status status = add(*part, *body);
        const auto document = data::Document::parse(*body);
        QString token;
        if (document.ok())
            token = QString::fromStdString(std::string((*document)->root()["metadata"]["continue"].asString()));
        QMetaObject::invokeMethod(
            context, [done, status, token] { done(status, token); }, Qt::QueuedConnection);
    });
}

void OverviewFeed::finishPart(const QString& problem)
{
    if (!problem.isEmpty())
        m_nextProblems.append(problem);
    if (--m_open > 0)
        return;
    model::finish(*m_next);
    m_overview = std::move(*m_next);
    m_next.reset();
    m_problems = m_nextProblems;
    m_loaded = true;
    if (m_wanted)
        m_again.start(int(std::clamp<qint64>(TimesAsLong * m_began.elapsed(), ShortestMsecs, LongestMsecs)));
    emit changed();
}

} // namespace skiff::session
