#include "widgets/style_drawing.h"

#include "widgets/style.h"
#include "widgets/tokens.h"

#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QListView>
#include <QPainter>
#include <QStyleOption>

namespace skiff::widgets {

void drawBox(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& line, qreal width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill);
    painter->setPen(line.isValid() ? QPen(line, width) : QPen(Qt::NoPen));
    const qreal inset = line.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), metrics::Radius, metrics::Radius);
    painter->restore();
}

bool fromKeyboard(const QStyleOption* option)
{
    return option->state.testFlag(QStyle::State_HasFocus) && option->state.testFlag(QStyle::State_KeyboardFocusChange);
}

void Style::drawButton(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool enabled = option->state.testFlag(State_Enabled);
    const bool primary = enabled && button && button->features.testFlag(QStyleOptionButton::DefaultButton);
    QColor fill = primary ? t.accent : t.surface;
    if (option->state.testFlag(State_Sunken))
        fill = blend(fill, t.text, 0.16);
    else if (enabled && option->state.testFlag(State_MouseOver))
        fill = blend(fill, t.text, 0.07);
    drawBox(painter, option->rect, fill, primary ? QColor() : t.line);
    if (option->state.testFlag(State_HasFocus) && !primary)
        drawBox(painter, option->rect, Qt::transparent, t.accent, metrics::FocusRing);
    else if (fromKeyboard(option))
        drawBox(painter, option->rect.adjusted(2, 2, -2, -2), Qt::transparent, t.accentText, 1);
}

void Style::drawTool(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    if (option->state & (State_Sunken | State_On))
        drawBox(painter, option->rect, blend(t.surface, t.accent, 0.16), QColor());
    else if (option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled))
        drawBox(painter, option->rect, blend(t.window, t.text, 0.07), QColor());
    if (fromKeyboard(option))
        drawBox(painter, option->rect, Qt::transparent, t.accent, metrics::FocusRing);
}

void Style::drawLineEdit(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (frame && frame->lineWidth == 0)
        return;
    const bool focus = option->state.testFlag(State_HasFocus);
    drawBox(painter, option->rect, option->state.testFlag(State_Enabled) ? t.surface : t.window,
            focus ? t.accent : t.line, focus ? metrics::FocusRing : 1);
}

void Style::drawHeaderSection(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    painter->fillRect(option->rect, t.surface);
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.line);
}

void Style::drawHeaderLabel(const QStyleOption* option, QPainter* painter) const
{
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if (!header)
        return;
    const Tokens& t = tokens(option->palette);
    const bool first = header->position == QStyleOptionHeader::Beginning || header->position == QStyleOptionHeader::OnlyOneSection;
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    QRect inside = option->rect.adjusted(first ? metrics::Margin : metrics::WideGap, 0, -metrics::WideGap, 0);
    const int arrow = sorted ? 12 : 0;
    const QString words = header->fontMetrics.elidedText(header->text, Qt::ElideRight, inside.width() - arrow);
    const int width = header->fontMetrics.horizontalAdvance(words);
    if (header->textAlignment & Qt::AlignRight)
        inside.setLeft(inside.right() - width - arrow);
    painter->setPen(sorted ? t.text : t.second);
    painter->drawText(inside, int(Qt::AlignLeft | Qt::AlignVCenter), words);
    if (!sorted)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(t.second, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF c(inside.left() + width + 8.5, inside.center().y() + 0.5);
    const qreal up = header->sortIndicator == QStyleOptionHeader::SortDown ? 1.5 : -1.5;
    painter->drawPolyline(QPolygonF({{c.x() - 3, c.y() + up}, {c.x(), c.y() - up}, {c.x() + 3, c.y() + up}}));
    painter->restore();
}

void Style::drawListItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens(option->palette);
    const auto* view = qobject_cast<const QListView*>(widget);
    const QColor under = view->viewport()->palette().color(view->viewport()->backgroundRole());
    if (option->state.testFlag(State_Selected))
        drawBox(painter, option->rect, blend(under, t.accent, t.dark ? 0.26 : 0.14), QColor());
    else if (option->state.testFlag(State_MouseOver))
        drawBox(painter, option->rect, blend(under, t.text, 0.05), QColor());
    if (option->state.testFlag(State_Selected) && view->hasFocus() &&
        view->window()->testAttribute(Qt::WA_KeyboardFocusChange))
        drawBox(painter, option->rect, Qt::transparent, t.accent, metrics::FocusRing);
}

void Style::drawTab(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const bool selected = option->state.testFlag(State_Selected);
    if (!selected && option->state.testFlag(State_MouseOver))
        painter->fillRect(option->rect, blend(t.window, t.text, 0.05));
    if (selected)
        painter->fillRect(QRect(option->rect.left() + 8, option->rect.bottom() - 1, option->rect.width() - 16, 2),
                          t.accent);
    if (fromKeyboard(option))
        drawBox(painter, option->rect.adjusted(2, 2, -2, -2), Qt::transparent, t.accent, metrics::FocusRing);
}

void Style::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens(option->palette);
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    const bool inView = widget && widget->parentWidget() && widget->parentWidget()->parentWidget() &&
                        qobject_cast<const QAbstractScrollArea*>(widget->parentWidget()->parentWidget());
    painter->fillRect(option->rect, inView ? t.surface : t.window);
    if (!slider || slider->maximum <= slider->minimum)
        return;
    const QRect handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget).adjusted(2, 2, -2, -2);
    const bool active = option->state & (State_MouseOver | State_Sunken);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(blend(t.surface, t.second, active ? 0.7 : 0.4));
    painter->drawRoundedRect(handle, 3, 3);
    painter->restore();
}

void Style::drawProgress(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!bar)
        return;
    const QRect groove(option->rect.left(), option->rect.center().y() - 1, option->rect.width(), 4);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(t.line);
    painter->drawRoundedRect(groove, 2, 2);
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    if (range > 0) {
        painter->setBrush(t.accent);
        QRect done = groove;
        done.setWidth(int(groove.width() * (qint64(bar->progress) - bar->minimum) / range));
        painter->drawRoundedRect(done, 2, 2);
    }
    painter->restore();
}

void Style::drawClose(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const bool hovered = option->state & (State_MouseOver | State_Raised) && option->state.testFlag(State_MouseOver);
    if (hovered)
        drawBox(painter, option->rect, blend(t.window, t.text, 0.1), QColor());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(hovered ? t.text : t.second, 1.5, Qt::SolidLine, Qt::RoundCap));
    const QPointF c = QRectF(option->rect).center();
    painter->drawLine(c + QPointF(-3.5, -3.5), c + QPointF(3.5, 3.5));
    painter->drawLine(c + QPointF(3.5, -3.5), c + QPointF(-3.5, 3.5));
    painter->restore();
}

void Style::drawCheck(const QStyleOption* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const bool enabled = option->state.testFlag(State_Enabled);
    const bool on = option->state.testFlag(State_On);
    const QColor accent = enabled ? t.accent : t.disabled;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(on ? accent : t.surface);
    painter->setPen(QPen(on ? accent : enabled ? t.second : t.line, 1));
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (on) {
        painter->setPen(QPen(t.accentText, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF c = QRectF(option->rect).center();
        painter->drawPolyline(QPolygonF({{c.x() - 3.5, c.y()}, {c.x() - 1, c.y() + 2.5}, {c.x() + 3.5, c.y() - 3}}));
    }
    painter->restore();
    if (fromKeyboard(option))
        drawBox(painter, option->rect.adjusted(-2, -2, 2, 2), Qt::transparent, t.accent, metrics::FocusRing);
}

void Style::drawCombo(const QStyleOptionComplex* option, QPainter* painter) const
{
    const Tokens& t = tokens(option->palette);
    const bool hovered = option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled);
    drawBox(painter, option->rect, hovered ? blend(t.surface, t.text, 0.05) : t.surface, t.line);
    if (fromKeyboard(option))
        drawBox(painter, option->rect, Qt::transparent, t.accent, metrics::FocusRing);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(t.second, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF c(option->rect.right() - 13.5, option->rect.center().y() + 0.5);
    painter->drawPolyline(QPolygonF({{c.x() - 4, c.y() - 2}, {c.x(), c.y() + 2}, {c.x() + 4, c.y() - 2}}));
    painter->restore();
}

void Style::drawSpinBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens(option->palette);
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    const bool enabled = option->state.testFlag(State_Enabled);
    const bool focus = option->state.testFlag(State_HasFocus);
    drawBox(painter, option->rect, enabled ? t.surface : t.window, focus ? t.accent : t.line,
            focus ? metrics::FocusRing : 1);
    if (!spin)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    for (const SubControl arrow : {SC_SpinBoxUp, SC_SpinBoxDown}) {
        const bool up = arrow == SC_SpinBoxUp;
        const bool can = enabled && spin->stepEnabled.testFlag(up ? QAbstractSpinBox::StepUpEnabled
                                                                  : QAbstractSpinBox::StepDownEnabled);
        const bool hot = can && option->state.testFlag(State_MouseOver) && option->activeSubControls == arrow;
        painter->setPen(QPen(!can ? t.disabled : hot ? t.text : t.second, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF c = QRectF(subControlRect(CC_SpinBox, option, arrow, widget)).center();
        const qreal tip = up ? -1.5 : 1.5;
        painter->drawPolyline(QPolygonF({{c.x() - 3, c.y() - tip}, {c.x(), c.y() + tip}, {c.x() + 3, c.y() - tip}}));
    }
    painter->restore();
}

} // namespace skiff::widgets
