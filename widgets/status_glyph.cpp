#include "widgets/status_glyph.h"

#include "widgets/tokens.h"

#include <QPainter>

namespace skiff::widgets {

QColor glyphColor(Glyph glyph, const Tokens& tokens)
{
    switch (glyph) {
    case Glyph::Dot: return tokens.good;
    case Glyph::Half: return tokens.busy;
    case Glyph::Triangle: return tokens.warning;
    case Glyph::Cross: return tokens.bad;
    default: return tokens.second;
    }
}

void drawGlyph(QPainter& painter, const QRectF& box, Glyph glyph, const Tokens& tokens)
{
    const QColor color = glyphColor(glyph, tokens);
    const QRectF r = box.adjusted(1, 1, -1, -1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (glyph) {
    case Glyph::None: break;
    case Glyph::Dot:
        painter.setBrush(color);
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(r);
        break;
    case Glyph::Half:
        painter.drawEllipse(r);
        painter.setBrush(color);
        painter.setPen(Qt::NoPen);
        painter.drawPie(r, 90 * 16, 180 * 16);
        break;
    case Glyph::Ring: painter.drawEllipse(r); break;
    case Glyph::Triangle:
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF({{r.center().x(), r.top()}, r.bottomRight(), r.bottomLeft()}));
        break;
    case Glyph::Cross:
        painter.drawLine(r.topLeft(), r.bottomRight());
        painter.drawLine(r.topRight(), r.bottomLeft());
        break;
    case Glyph::Bars: {
        const qreal third = r.width() / 3;
        painter.drawLine(QPointF(r.left() + third, r.top()), QPointF(r.left() + third, r.bottom()));
        painter.drawLine(QPointF(r.right() - third, r.top()), QPointF(r.right() - third, r.bottom()));
        break;
    }
    }
    painter.restore();
}

} // namespace skiff::widgets
