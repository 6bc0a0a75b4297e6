#pragma once

#include <QString>

namespace skiff::model {

/// Text that strangers wrote (names in a kubeconfig, a plug-in's arguments) as it can be shown: control
/// characters, line ends and what turns or hides text become visible ("\u202e"), so that it cannot look like
/// something else. Show it as plain text all the same.
QString foreignLine(const QString& text);
/// The same, for text of several lines: their ends stay.
QString foreignLines(const QString& text);
/// A line for menus and buttons, where & marks a key and a tab a shortcut.
QString foreignMenuText(const QString& text);

} // namespace skiff::model
