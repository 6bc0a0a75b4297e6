#include "app/cli/phase_printer.h"

#include "app/cli/output.h"

namespace skiff::cli {

namespace {

using machine::Phase;
using machine::PhaseEvent;
using machine::PhaseState;

QString title(Phase phase)
{
    switch (phase) {
    case Phase::Image:
        return QStringLiteral("node image");
    case Phase::Machine:
        return QStringLiteral("machine");
    case Phase::Kernel:
        return QStringLiteral("kernel");
    case Phase::Init:
        return QStringLiteral("init");
    case Phase::Containerd:
        return QStringLiteral("containerd");
    case Phase::ControlPlane:
        return QStringLiteral("control plane");
    case Phase::Node:
        return QStringLiteral("node");
    }
    return {};
}

QString mark(PhaseState state)
{
    switch (state) {
    case PhaseState::Done:
        return QStringLiteral("\u2713");
    case PhaseState::Failed:
        return QStringLiteral("\u2717");
    default:
        return QStringLiteral("\u2026");
    }
}

QJsonObject toJson(const PhaseEvent& event)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("phase")},
                       {QStringLiteral("phase"), text(phaseName(event.phase))},
                       {QStringLiteral("state"), text(phaseStateName(event.state))},
                       {QStringLiteral("seconds"), event.seconds},
                       {QStringLiteral("text"), text(event.text)}};
    if (event.fraction >= 0)
        object.insert(QStringLiteral("fraction"), event.fraction);
    return object;
}

} // namespace

QString PhasePrinter::line(const PhaseEvent& event)
{
    QString words = text(event.text);
    if (event.state == PhaseState::Failed)
        words.clear(); // the error itself is told below
    if (event.state == PhaseState::Progress && event.fraction >= 0)
        words = QStringLiteral("%1 % %2").arg(int(event.fraction * 100), 3).arg(words);
    return QStringLiteral("  %1 %2 %3 s  %4")
        .arg(mark(event.state), title(event.phase).leftJustified(14))
        .arg(event.seconds, 6, 'f', 2)
        .arg(words)
        .trimmed()
        .prepend(QLatin1String("  "));
}

void PhasePrinter::print(const PhaseEvent& event)
{
    if (m_json) {
        printJsonLine(toJson(event));
        return;
    }
    const bool over = event.state == PhaseState::Done || event.state == PhaseState::Failed;
    if (m_terminal)
        cli::print(stdout, QLatin1String("\r\033[K") + line(event) + (over ? QStringLiteral("\n") : QString()));
    else if (over)
        cli::print(stdout, line(event) + QLatin1Char('\n'));
}

} // namespace skiff::cli
