#pragma once

#include <QIcon>
#include <QString>

namespace skiff::widgets {

/// An icon of our set (resources/icons, 20 px box, 1.5 px stroke) in the colour that its widget's
/// text has, in every state and at every scale. An empty icon when there is no such name.
QIcon icon(const QString& name);

} // namespace skiff::widgets
