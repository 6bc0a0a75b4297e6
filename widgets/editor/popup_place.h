#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>

class QWidget;

namespace skiff::widgets {

/// Where a popup of `size` goes beside `anchor` (both global): below it, above when there is no room,
/// always wholly on the anchor's screen if it fits.
QPoint popupPlace(const QRect& anchor, const QSize& size);
/// The pure part: on a screen of that geometry.
QPoint popupPlaceOn(const QRect& screen, const QRect& anchor, const QSize& size);

/// The surface and line that popups stand on.
void paintPopupFrame(QWidget& popup);

} // namespace skiff::widgets
