#pragma once

#include <QString>

namespace skiff::model {

/// How a state is shown: by shape and by colour.
enum class Health
{
    None,     ///< says nothing
    Good,     ///< ● running, ready, bound
    Busy,     ///< ◐ pending, creating, rolling out
    Done,     ///< ○ completed
    Warning,  ///< ▲ needs a look
    Bad,      ///< ✕ failed
    Paused,   ///< ‖ paused, cordoned
};

/// What the text of a status column means. `column` is the printer column's name ("Status",
/// "Ready", "Type"); texts are the ones Kubernetes' servers print.
Health healthOf(const QString& kind, const QString& column, const QString& text);

/// What a condition's status means: Ready=False is bad, MemoryPressure=True too.
Health healthOfCondition(const QString& type, const QString& status);

} // namespace skiff::model
