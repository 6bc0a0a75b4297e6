#pragma once

#include "cluster/machine/phase.h"

#include <QString>

namespace skiff::cli {

/// Prints phases as they pass: for people one aligned line each, with a tick and its seconds (on a
/// terminal the running one is redrawn in place); for programs one JSON line per event.
class PhasePrinter
{
public:
    PhasePrinter(bool json, bool terminal) : m_json(json), m_terminal(terminal) {}
    void print(const machine::PhaseEvent& event);

    /// The line for people, without its end.
    static QString line(const machine::PhaseEvent& event);

private:
    bool m_json;
    bool m_terminal;
};

} // namespace skiff::cli
