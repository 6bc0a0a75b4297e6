#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace skiff::desktop {

/// Tells what went wrong in a box over `parent`'s window; a command that `words` end with can be
/// copied. Returns at once.
void tell(QWidget* parent, const QString& title, const QString& words);

/// Asks before something that cannot be undone; `action` is the verb on the button that runs
/// `confirmed`, the other button is the default. Returns at once.
void confirm(QWidget* parent, const QString& title, const QString& words, const QString& action,
             const std::function<void()>& confirmed);

} // namespace skiff::desktop
