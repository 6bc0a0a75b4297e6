#include "widgets/marked_scroll_bar.h"

#include "widgets/tokens.h"

#include <QPainter>

namespace skiff::widgets {

void MarkedScrollBar::setMarks(std::vector<float> marks)
{
    if (marks == m_marks)
        return;
    m_marks = std::move(marks);
    update();
}

void MarkedScrollBar::setSigns(std::vector<Sign> signs)
{
    if (signs == m_signs)
        return;
    m_signs = std::move(signs);
    update();
}

void MarkedScrollBar::paintEvent(QPaintEvent* event)
{
    QScrollBar::paintEvent(event);
    const Tokens& t = tokens(palette());
    QPainter painter(this);
    for (const Sign& sign : m_signs) {
        const QColor color = sign.tone == Sign::Tone::Good ? t.good : sign.tone == Sign::Tone::Bad ? t.bad : t.warning;
        painter.fillRect(QRectF(0, double(sign.place) * (height() - 3), width() / 2.0, 3), color);
    }
    for (const float mark : m_marks)
        painter.fillRect(QRectF(2, double(mark) * (height() - 2), width() - 4, 2), t.warning);
}

} // namespace skiff::widgets
