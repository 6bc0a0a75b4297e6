#pragma once

#include <QtGlobal>

class QColor;
class QPainter;
class QRect;
class QStyleOption;

namespace skiff::widgets {

/// A rounded rectangle whose line lies on whole pixels; an invalid `line` means none.
void drawBox(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& line, qreal width = 1);

/// True when the widget has the focus and the user works with the keyboard: then a ring shows it.
bool fromKeyboard(const QStyleOption* option);

} // namespace skiff::widgets
