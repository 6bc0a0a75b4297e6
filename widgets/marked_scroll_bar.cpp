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

void MarkedScrollBar::paintEvent(QPaintEvent* event)
{
    QScrollBar::paintEvent(event);
    QPainter painter(this);
    const QColor color = tokens(palette()).warning;
    for (const float mark : m_marks)
        painter.fillRect(QRectF(2, double(mark) * (height() - 2), width() - 4, 2), color);
}

} // namespace skiff::widgets
