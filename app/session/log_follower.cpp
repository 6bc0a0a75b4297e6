#include "app/session/log_follower.h"

#include <QSet>

#include <algorithm>

namespace skiff::session {

namespace {

constexpr int AgainMsecs = 1000;

} // namespace

LogFollower::LogFollower(client::Transport& calls, Transports streams, model::logs::LogEngine& engine,
                         model::ObjectRef target, LogRange range, QObject* parent)
    : QObject(parent), m_streams(std::move(streams)), m_engine(engine), m_range(range), m_pods(calls, std::move(target))
{
    connect(&m_pods, &PodSet::changed, this, &LogFollower::look);
}

LogFollower::~LogFollower() = default;

LogFollower::Source& LogFollower::sourceFor(const PodInfo& pod, const ContainerInfo& container)
{
    for (auto& [number, source] : m_sources)
        if (source.podUid == pod.uid && source.container == container.name)
            return source;
    const int number = m_nextSource++;
    Source& source = m_sources[number];
    source.number = number;
    source.pod = pod.name;
    source.podUid = pod.uid;
    source.container = container.name;
    source.init = container.kind == ContainerInfo::Kind::Init;
    return source;
}

void LogFollower::look()
{
    const size_t before = m_sources.size();
    m_leftOut = 0;
    for (const PodInfo& pod : m_pods.pods())
        for (const ContainerInfo& container : pod.containers)
            consider(sourceFor(pod, container), pod, container);
    for (auto& [number, source] : m_sources) {
        const auto pod = m_pods.pods().constFind(source.pod);
        source.gone = pod == m_pods.pods().constEnd() || pod->uid != source.podUid;
    }
    if (m_sources.size() != before)
        emit sourcesChanged();
    emit stateChanged();
}

void LogFollower::consider(Source& source, const PodInfo& pod, const ContainerInfo& container)
{
    const bool started = container.state != ContainerInfo::State::Waiting || container.restarts > 0;
    if (!started || (m_range.previous && container.restarts == 0))
        return;
    if (!source.stream) {
        const auto open = std::count_if(m_sources.begin(), m_sources.end(), [](const auto& entry) {
            return entry.second.stream && entry.second.stream->state() != LogStream::State::Ended;
        });
        if (open >= MostSources) {
            ++m_leftOut;
            return;
        }
        const QString path = QStringLiteral("/api/v1/namespaces/%1/pods/%2").arg(m_pods.target().nameSpace, pod.name);
        source.stream = std::make_unique<LogStream>(m_streams(source.number), m_engine, source.number, path,
                                                    container.name, m_range);
        connect(source.stream.get(), &LogStream::stateChanged, this, &LogFollower::stateChanged);
        connect(source.stream.get(), &LogStream::stateChanged, this, [this, number = source.number] {
            if (m_sources[number].stream->state() == LogStream::State::Ended)
                QTimer::singleShot(AgainMsecs, this, [this, number] { openAgain(number); });
        });
        source.instance = container.id;
        source.stream->open();
        return;
    }
    const LogStream::State state = source.stream->state();
    const bool over = state == LogStream::State::Ended || state == LogStream::State::Failed;
    if (over && m_range.follow && !m_range.previous && container.id != source.instance) {
        source.instance = container.id;
        source.stream->open();
    }
}

/// A stream may end although its container runs on: the node's agent was restarted, a proxy closed it.
void LogFollower::openAgain(int number)
{
    const auto it = m_sources.find(number);
    if (it == m_sources.end() || it->second.stream->state() != LogStream::State::Ended || !m_range.follow ||
        m_range.previous)
        return;
    const auto pod = m_pods.pods().constFind(it->second.pod);
    if (pod == m_pods.pods().constEnd() || pod->uid != it->second.podUid)
        return;
    const ContainerInfo* container = pod->container(it->second.container);
    if (container && container->state == ContainerInfo::State::Running)
        it->second.stream->open();
}

QString LogFollower::nameOf(const Source& source) const
{
    QSet<QString> pods;
    QSet<QString> containers;
    for (const auto& [number, other] : m_sources) {
        pods.insert(other.podUid);
        containers.insert(other.container);
    }
    if (pods.size() <= 1)
        return containers.size() <= 1 ? QString() : source.container;
    return containers.size() <= 1 ? source.pod : source.pod + QLatin1Char('/') + source.container;
}

bool LogFollower::ended() const
{
    return !m_sources.empty() && std::all_of(m_sources.begin(), m_sources.end(), [](const auto& entry) {
        return entry.second.gone || (entry.second.stream && entry.second.stream->state() == LogStream::State::Ended);
    });
}

QString LogFollower::words() const
{
    if (!m_pods.problem().isEmpty())
        return m_pods.problem();
    if (!m_pods.known())
        return tr("Connecting…");
    for (const auto& [number, source] : m_sources)
        if (source.stream && !source.gone && !source.stream->problem().isEmpty())
            return source.stream->problem();
    if (m_leftOut > 0)
        return tr("Containers left out because there are too many: %1.").arg(m_leftOut);
    if (m_sources.empty())
        return tr("%1 has no pods yet.").arg(m_pods.target().words());
    const bool opened = std::any_of(m_sources.begin(), m_sources.end(),
                                    [](const auto& entry) { return entry.second.stream != nullptr; });
    if (!opened)
        return m_range.previous ? tr("No container has been restarted.") : tr("No container has started yet.");
    return ended() ? tr("The log has ended.") : QString();
}

} // namespace skiff::session
