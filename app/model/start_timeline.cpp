#include "app/model/start_timeline.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>

namespace skiff::model {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::StartTimeline)
};

} // namespace

QString Phase::title() const
{
    if (id == QLatin1String("image"))
        return Words::tr("Node image");
    if (id == QLatin1String("machine"))
        return Words::tr("Machine");
    if (id == QLatin1String("kernel"))
        return Words::tr("Kernel");
    if (id == QLatin1String("kernel"))
        return Words::tr("Kernel");
    if (id == QLatin1String("init"))
        return Words::tr("Node start");
    if (id == QLatin1String("containerd"))
        return Words::tr("Container runtime");
    if (id == QLatin1String("control-plane"))
        return Words::tr("Control plane");
    if (id == QLatin1String("node"))
        return Words::tr("Node ready");
    return id;
}

StartTimeline StartTimeline::begun()
{
    StartTimeline timeline;
    for (const char* id : {"image", "machine", "init", "containerd", "control-plane", "node"})
        timeline.phase(QLatin1String(id));
    return timeline;
}

bool StartTimeline::take(const QJsonObject& event)
{
    if (event.value(QLatin1String("type")) != QLatin1String("phase"))
        return false;
    const QString id = event.value(QLatin1String("phase")).toString();
    const QString state = event.value(QLatin1String("state")).toString();
    if (id.isEmpty() || state.isEmpty())
        return false;
    Phase& current = phase(id);
    current.seconds = event.value(QLatin1String("seconds")).toDouble(current.seconds);
    const QString text = event.value(QLatin1String("text")).toString();
    if (!text.isEmpty())
        current.lastLine = text;
    const QJsonValue progress = event.value(QLatin1String("fraction"));
    current.progress = progress.isDouble() ? std::optional(std::clamp(progress.toDouble(), 0.0, 1.0)) : std::nullopt;
    if (state == QLatin1String("done")) {
        current.state = Phase::State::Done;
    } else if (state == QLatin1String("failed")) {
        current.state = Phase::State::Failed;
        current.problem = text;
    } else {
        current.state = Phase::State::Running;
    }
    return true;
}

void StartTimeline::finish(bool succeeded, const QString& words)
{
    m_finished = true;
    if (succeeded)
        return;
    // The phase that says so failed, or else the one under way. A program that ended before the
    // first phase has nothing to blame.
    for (const Phase::State state : {Phase::State::Failed, Phase::State::Running}) {
        const auto blamed = std::find_if(m_phases.begin(), m_phases.end(),
                                         [state](const Phase& phase) { return phase.state == state; });
        if (blamed == m_phases.end())
            continue;
        blamed->state = Phase::State::Failed;
        blamed->problem = words;
        return;
    }
    m_phases.clear();
}

bool StartTimeline::failed() const
{
    return std::any_of(m_phases.begin(), m_phases.end(),
                       [](const Phase& phase) { return phase.state == Phase::State::Failed; });
}

Phase& StartTimeline::phase(const QString& id)
{
    const auto known =
        std::find_if(m_phases.begin(), m_phases.end(), [&id](const Phase& phase) { return phase.id == id; });
    if (known != m_phases.end())
        return *known;
    // Only nodes with a machine of their own boot a kernel: that phase is there once it is told.
    const auto place = id == QLatin1String("kernel")
                           ? std::find_if(m_phases.begin(), m_phases.end(),
                                          [](const Phase& phase) { return phase.id == QLatin1String("init"); })
                           : m_phases.end();
    return *m_phases.insert(place, {.id = id});
}

} // namespace skiff::model
