#include "widgets/timeline.h"

#include "widgets/tokens.h"

#include <QPainter>
#include <QPainterPath>

namespace skiff::widgets {

namespace {

constexpr int Mark = 16;
constexpr int Indent = Mark + 12;
constexpr int DetailGap = 4;
constexpr int RowGap = 12;

void drawMark(QPainter& painter, const QRectF& box, TimelineRow::State state, const Tokens& t)
{
    painter.setBrush(Qt::NoBrush);
    switch (state) {
    case TimelineRow::State::Waiting:
        painter.setPen(QPen(t.line, 1.5));
        painter.drawEllipse(box.adjusted(3, 3, -3, -3));
        break;
    case TimelineRow::State::Running:
        painter.setPen(QPen(t.busy, 2));
        painter.drawEllipse(box.adjusted(2, 2, -2, -2));
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.busy);
        painter.drawEllipse(box.adjusted(5, 5, -5, -5));
        break;
    case TimelineRow::State::Done: {
        painter.setPen(QPen(t.good, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF c = box.center();
        painter.drawPolyline(QPolygonF({{c.x() - 5, c.y()}, {c.x() - 1.5, c.y() + 3.5}, {c.x() + 5, c.y() - 4}}));
        break;
    }
    case TimelineRow::State::Failed: drawGlyph(painter, box.adjusted(2, 2, -2, -2), Glyph::Cross, t); break;
    }
}

} // namespace

Timeline::Timeline(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Timeline::setRows(std::vector<TimelineRow> rows)
{
    m_rows = std::move(rows);
    setFixedHeight(heightForWidth(width()));
    update();
}

void Timeline::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    setFixedHeight(heightForWidth(width()));
}

QSize Timeline::sizeHint() const
{
    return {420, heightForWidth(420)};
}

int Timeline::heightForWidth(int width) const
{
    int height = 0;
    for (const TimelineRow& row : m_rows)
        height += rowHeight(row, width) + RowGap;
    return std::max(0, height - RowGap);
}

QFont Timeline::captionFont() const
{
    QFont caption = font();
    caption.setPixelSize(11);
    return caption;
}

int Timeline::rowHeight(const TimelineRow& row, int width) const
{
    int height = std::max(Mark, fontMetrics().height());
    const bool open = row.state == TimelineRow::State::Running || row.state == TimelineRow::State::Failed;
    if (open && row.progress)
        height += DetailGap + 4;
    if (open && !row.detail.isEmpty())
        height += DetailGap + QFontMetrics(captionFont())
                                  .boundingRect(QRect(0, 0, width - Indent, 1000), Qt::TextWordWrap, row.detail)
                                  .height();
    return height;
}

void Timeline::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int y = 0;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const TimelineRow& row = m_rows[i];
        const int height = rowHeight(row, width());
        const int line = std::max(Mark, fontMetrics().height());
        if (i + 1 < m_rows.size()) {
            painter.setPen(QPen(t.line, 1));
            painter.drawLine(QPointF(Mark / 2.0, y + line / 2.0 + 10),
                             QPointF(Mark / 2.0, y + height + RowGap + line / 2.0 - 10));
        }
        drawMark(painter, QRectF(0, y + (line - Mark) / 2.0, Mark, Mark), row.state, t);
        painter.setFont(font());
        painter.setPen(row.state == TimelineRow::State::Waiting ? t.disabled : t.text);
        painter.drawText(QRect(Indent, y, width() - Indent, line), Qt::AlignVCenter, row.title);
        if (row.state != TimelineRow::State::Waiting) {
            painter.setPen(t.second);
            painter.drawText(QRect(Indent, y, width() - Indent, line), Qt::AlignVCenter | Qt::AlignRight,
                             tr("%1 s").arg(row.seconds, 0, 'f', 1));
        }
        int below = y + line + DetailGap;
        const bool open = row.state == TimelineRow::State::Running || row.state == TimelineRow::State::Failed;
        if (open && row.progress) {
            QPainterPath groove;
            groove.addRoundedRect(QRectF(Indent, below, width() - Indent, 4), 2, 2);
            painter.fillPath(groove, t.line);
            QPainterPath done;
            done.addRoundedRect(QRectF(Indent, below, (width() - Indent) * *row.progress, 4), 2, 2);
            painter.fillPath(done, t.accent);
            below += 4 + DetailGap;
        }
        if (open && !row.detail.isEmpty()) {
            painter.setFont(captionFont());
            painter.setPen(row.state == TimelineRow::State::Failed ? t.bad : t.second);
            painter.drawText(QRect(Indent, below, width() - Indent, y + height - below + DetailGap),
                             Qt::TextWordWrap, row.detail);
        }
        y += height + RowGap;
    }
}

} // namespace skiff::widgets
