#pragma once

#include "cluster/base/clock.h"
#include "cluster/machine/machine_driver.h"
#include "cluster/machine/phase.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace skiff::machine {

/// Times phases and tells a sink of them. One thread.
class PhaseTimer
{
public:
    PhaseTimer(const Clock& clock, const PhaseSink& sink) : m_clock(clock), m_sink(sink) {}

    void begin(Phase phase, std::string text = {});
    void progress(double fraction, std::string text);
    void done(std::string text = {});
    void fail(std::string text);
    Phase current() const { return m_phase; }

private:
    void tell(PhaseState state, double fraction, std::string text);

    const Clock& m_clock;
    const PhaseSink& m_sink;
    Phase m_phase = Phase::Image;
    SteadyTime m_began;
    bool m_open = false;
};

/// Turns what machines report into phases, until every service that must be up is. Pure.
class BootProgress
{
public:
    explicit BootProgress(const Profile& profile) : m_profile(profile) {}

    /// Takes one event. The error says that the boot has failed: a machine that went away, or a
    /// service that ended again and again.
    Status take(const BootEvent& event);

    /// The first phase of machine, kernel, init, containerd and control plane that is not done yet; Node when all are.
    Phase phase() const;
    /// The phase after `phase`: nodes that no kernel boots for have none of it.
    Phase after(Phase phase) const;
    /// The service that made take() fail, with its node.
    const std::optional<BootEvent>& culprit() const { return m_culprit; }

private:
    bool everyNode(const std::set<std::string>& nodes) const { return nodes.size() == m_profile.nodes.size(); }

    const Profile& m_profile;
    std::set<std::string> m_powered;
    std::set<std::string> m_up;
    std::set<std::string> m_init;
    std::set<std::string> m_containerd;
    bool m_server = false;
    std::map<std::string, int> m_exits; ///< by "node/service"
    std::optional<BootEvent> m_culprit;
};

} // namespace skiff::machine
