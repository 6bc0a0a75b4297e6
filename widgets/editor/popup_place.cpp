#include "widgets/editor/popup_place.h"

#include "widgets/tokens.h"

#include <QGuiApplication>
#include <QPainter>
#include <QScreen>
#include <QWidget>

namespace skiff::widgets {

namespace {

constexpr int Distance = 2;

} // namespace

QPoint popupPlaceOn(const QRect& screen, const QRect& anchor, const QSize& size)
{
    int y = anchor.bottom() + 1 + Distance;
    if (y + size.height() > screen.bottom() + 1) {
        const int above = anchor.top() - Distance - size.height();
        y = above >= screen.top() ? above : screen.bottom() + 1 - size.height();
    }
    const int x = std::min(anchor.left(), screen.right() + 1 - size.width());
    return {std::max(x, screen.left()), std::max(y, screen.top())};
}

QPoint popupPlace(const QRect& anchor, const QSize& size)
{
    const QScreen* screen = QGuiApplication::screenAt(anchor.center());
    if (!screen)
        screen = QGuiApplication::primaryScreen();
    return popupPlaceOn(screen->availableGeometry(), anchor, size);
}

void paintPopupFrame(QWidget& popup)
{
    const Tokens& t = tokens(popup.palette());
    QPainter painter(&popup);
    painter.fillRect(popup.rect(), t.surface);
    painter.setPen(blend(t.line, t.second, 0.4));
    painter.drawRect(popup.rect().adjusted(0, 0, -1, -1));
}

} // namespace skiff::widgets
