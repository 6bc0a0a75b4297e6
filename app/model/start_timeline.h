#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace skiff::model {

/// One phase of starting a cluster, as a row of the timeline.
struct Phase
{
    enum class State { Waiting, Running, Done, Failed };

    QString id;                     ///< "image", "machine", "init", …: the word of the JSON lines
    State state = State::Waiting;
    double seconds = 0;             ///< how long it took, or has taken so far
    std::optional<double> progress; ///< 0 … 1 where it is known
    QString lastLine;               ///< what the phase says at the moment
    QString problem;                ///< of a failed phase: what, why and how to fix it

    /// The phase in the user's language.
    QString title() const;
};

/// Follows `skiff start -o json`: JSON lines in, phases out. A value; no I/O.
class StartTimeline
{
public:
    /// One whose phases are all known and wait.
    static StartTimeline begun();

    /// Takes one line's object; false when it is no phase (then nothing changes).
    bool take(const QJsonObject& event);
    /// The program ended. Unless it succeeded, the phase that failed or still ran says `words`;
    /// when none had begun there is no timeline to show any more.
    void finish(bool succeeded, const QString& words);

    const std::vector<Phase>& phases() const { return m_phases; }
    bool finished() const { return m_finished; }
    bool failed() const;

private:
    Phase& phase(const QString& id);

    std::vector<Phase> m_phases;
    bool m_finished = false;
};

} // namespace skiff::model
