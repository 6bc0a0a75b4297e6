#include "cluster/machine/boot_progress.h"

#include <fmt/format.h>

namespace skiff::machine {

namespace {

/// A service may fail a few times while others come up; then it will not recover.
constexpr int mostExits = 4;

} // namespace

void PhaseTimer::tell(PhaseState state, double fraction, std::string text)
{
    const std::chrono::duration<double> passed = m_clock.steady() - m_began;
    m_sink({m_phase, state, passed.count(), fraction, std::move(text)});
}

void PhaseTimer::begin(Phase phase, std::string text)
{
    m_phase = phase;
    m_began = m_clock.steady();
    m_open = true;
    tell(PhaseState::Began, -1, std::move(text));
}

void PhaseTimer::progress(double fraction, std::string text)
{
    tell(PhaseState::Progress, fraction, std::move(text));
}

void PhaseTimer::done(std::string text)
{
    m_open = false;
    tell(PhaseState::Done, 1, std::move(text));
}

void PhaseTimer::fail(std::string text)
{
    if (m_open)
        tell(PhaseState::Failed, -1, std::move(text));
    m_open = false;
}

Status BootProgress::take(const BootEvent& event)
{
    switch (event.kind) {
    case BootEvent::Kind::PoweredOn:
        m_powered.insert(event.node);
        return {};
    case BootEvent::Kind::MachineUp:
        m_up.insert(event.node);
        return {};
    case BootEvent::Kind::ServiceStarted:
        m_init.insert(event.node);
        return {};
    case BootEvent::Kind::ServiceReady:
        if (event.service == "containerd")
            m_containerd.insert(event.node);
        if (event.service == "server")
            m_server = true;
        return {};
    case BootEvent::Kind::ServiceExited:
        if (event.detail == "code 0" || ++m_exits[event.node + "/" + event.service] < mostExits)
            return {};
        m_culprit = event;
        return {ErrorCode::Unavailable,
                fmt::format("{} on node {} ended {} times ({})", event.service, event.node, mostExits, event.detail)};
    case BootEvent::Kind::MachineDown:
        return {ErrorCode::Unavailable, fmt::format("node {} ended while it started", event.node)};
    case BootEvent::Kind::Failed:
        return {ErrorCode::Unavailable, event.detail};
    }
    return {};
}

Phase BootProgress::phase() const
{
    if (!everyNode(m_up))
        return everyNode(m_powered) ? Phase::Kernel : Phase::Machine;
    if (!everyNode(m_init))
        return Phase::Init;
    if (!everyNode(m_containerd))
        return Phase::Containerd;
    return m_server ? Phase::Node : Phase::ControlPlane;
}

Phase BootProgress::after(Phase phase) const
{
    const auto next = static_cast<Phase>(static_cast<int>(phase) + 1);
    return next == Phase::Kernel && m_powered.empty() ? Phase::Init : next;
}

} // namespace skiff::machine
