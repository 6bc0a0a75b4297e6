#include "widgets/log_view.h"

#include "widgets/marked_scroll_bar.h"
#include "widgets/plain_log_rows.h"
#include "widgets/tokens.h"

#include <QFontDatabase>
#include <QTextLayout>
#include <QTimer>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int Padding = 12;
constexpr int TopPadding = 6;
constexpr int MarksMsecs = 250;
constexpr int UsualPixels = 12;

} // namespace

LogView::LogView(QWidget* parent)
    : QAbstractScrollArea(parent),
      m_own(std::make_unique<PlainLogRows>()),
      m_rows(m_own.get()),
      m_bar(new MarkedScrollBar(Qt::Vertical)),
      m_marksSoon(new QTimer(this)),
      m_autoScroll(new QTimer(this))
{
    setVerticalScrollBar(m_bar);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(UsualPixels);
    setFont(fixed);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    m_marksSoon->setSingleShot(true);
    m_marksSoon->setInterval(MarksMsecs);
    connect(m_marksSoon, &QTimer::timeout, this, &LogView::updateMarks);
    m_autoScroll->setInterval(50);
    connect(m_autoScroll, &QTimer::timeout, this, &LogView::followPointer);
    connect(m_bar, &QScrollBar::valueChanged, this, [this](int value) {
        if (m_updating)
            return;
        const auto end = endTop();
        m_top = value;
        m_topOffset = value >= end.first ? end.second : 0;
        m_top = std::min(m_top, end.first);
        viewport()->update();
        setFollowing(value >= m_bar->maximum());
    });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

LogView::~LogView() = default;

void LogView::append(const QStringList& lines)
{
    const int dropped = m_own->append(lines, MostLines);
    if (dropped > 0)
        rowsDropped(dropped);
    rowsAppended(int(std::min<qsizetype>(lines.size(), MostLines)));
}

void LogView::clear()
{
    m_own->clear();
    rowsReset();
}

QString LogView::text() const
{
    QString all;
    for (int i = 0; i < m_rows->count(); ++i)
        all.append(m_rows->line(i).text).append(QLatin1Char('\n'));
    return all;
}

void LogView::setRows(const LogRows* rows)
{
    m_rows = rows ? rows : m_own.get();
    rowsReset();
}

void LogView::rowsReset()
{
    m_widest = 0;
    m_anchor = m_cursor = {};
    for (int row = 0; row < m_rows->count(); ++row)
        m_widest = std::max(m_widest, m_rows->columns(row));
    setTop(std::clamp(m_top, 0, std::max(0, m_rows->count() - 1)), 0);
    updateScrollBars();
}

void LogView::rowsAppended(int count)
{
    for (int row = m_rows->count() - count; row < m_rows->count(); ++row)
        m_widest = std::max(m_widest, m_rows->columns(row));
    updateScrollBars();
}

void LogView::rowsDropped(int count)
{
    const auto move = [count](Place& place) {
        place.row = place.row < count ? (place.row < 0 ? -1 : 0) : place.row - count;
    };
    if (std::max(m_anchor.row, m_cursor.row) < count)
        m_anchor = m_cursor = {};
    move(m_anchor);
    move(m_cursor);
    m_topOffset = m_top < count ? 0 : m_topOffset;
    m_top = std::max(0, m_top - count); // the lines in view stay in view
    updateScrollBars();
}

int LogView::lineCount() const
{
    return m_rows->count();
}

QString LogView::line(int index) const
{
    return m_rows->line(index).text;
}

void LogView::setFollowing(bool following)
{
    if (following) {
        const auto [row, offset] = endTop();
        setTop(row, offset);
    }
    if (following == m_following)
        return;
    m_following = following;
    emit followingChanged(following);
}

void LogView::setWrap(bool wrap)
{
    m_wrap = wrap;
    m_topOffset = 0;
    updateScrollBars();
}

void LogView::zoom(int steps)
{
    QFont changed = font();
    changed.setPixelSize(steps == 0 ? UsualPixels : std::clamp(changed.pixelSize() + steps, 8, 32));
    setFont(changed);
}

int LogView::lineHeight() const
{
    return fontMetrics().lineSpacing() + 2;
}

int LogView::heightOf(int row) const
{
    if (!m_wrap)
        return lineHeight();
    const int columns =
        std::max(1, (viewport()->width() - 2 * Padding) / std::max(1, fontMetrics().averageCharWidth()));
    if (m_rows->columns(row) <= columns / 2) // even if all were wide
        return lineHeight();
    const LogLine line = m_rows->line(row);
    QTextLayout layout;
    layOut(layout, line);
    return layout.lineCount() * lineHeight();
}

/// The top row, and how much of it is hidden, when the last line stands at the lower edge.
std::pair<int, int> LogView::endTop() const
{
    int left = viewport()->height() - 2 * TopPadding;
    for (int row = m_rows->count() - 1; row >= 0; --row) {
        const int height = heightOf(row);
        if (height > left) // without wrapping rows are never cut
            return m_wrap ? std::pair(row, height - left) : std::pair(std::min(row + 1, m_rows->count() - 1), 0);
        left -= height;
    }
    return {0, 0};
}

void LogView::setTop(int row, int offset)
{
    m_top = std::clamp(row, 0, std::max(0, m_rows->count() - 1));
    m_topOffset = offset;
    m_updating = true;
    m_bar->setValue(m_top);
    m_updating = false;
    viewport()->update();
}

/// By lines as they are seen.
void LogView::scrollLines(int lines)
{
    int row = m_top;
    int offset = m_topOffset + lines * lineHeight();
    while (offset < 0 && row > 0)
        offset += heightOf(--row);
    while (row < m_rows->count() - 1 && offset >= heightOf(row))
        offset -= heightOf(row++);
    const auto end = endTop();
    const auto target = std::min(std::pair(row, std::max(0, offset)), end);
    setTop(target.first, target.second);
    setFollowing(target == end);
}

void LogView::updateScrollBars()
{
    m_updating = true;
    const auto end = endTop();
    m_bar->setPageStep(std::max(1, (viewport()->height() - 2 * TopPadding) / lineHeight()));
    m_bar->setRange(0, end.first);
    const int wide = m_wrap ? 0 : m_widest * fontMetrics().averageCharWidth() + 2 * Padding - viewport()->width();
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(fontMetrics().averageCharWidth() * 4);
    horizontalScrollBar()->setRange(0, std::max(0, wide));
    m_updating = false;
    if (m_following)
        setTop(end.first, end.second);
    else
        setTop(std::min(m_top, end.first), m_topOffset);
    if (!m_marksSoon->isActive())
        m_marksSoon->start();
}

void LogView::updateMarks()
{
    std::vector<float> marks;
    const int count = m_rows->count();
    int last = -1;
    for (int row = 0; row < count; ++row) {
        const int pixel = int(int64_t(row) * m_bar->height() / std::max(1, count));
        if (pixel == last || !m_rows->found(row))
            continue;
        last = pixel;
        marks.push_back(float(row) / float(count));
    }
    m_bar->setMarks(std::move(marks));
}

void LogView::showRow(int row)
{
    if (row < 0 || row >= m_rows->count())
        return;
    setFollowing(false);
    select({row, 0}, {row, int(m_rows->line(row).text.size())});
    const auto end = endTop();
    const auto target = std::min(std::pair(std::max(0, row - m_bar->pageStep() / 3), 0), end);
    setTop(target.first, target.second);
}

bool LogView::showFound(bool forward)
{
    const int count = m_rows->count();
    if (count == 0)
        return false;
    const int from = m_cursor.row >= 0 ? m_cursor.row : forward ? m_top - 1 : m_top;
    for (int step = 1; step <= count; ++step) {
        const int row = ((forward ? from + step : from - step) % count + count) % count;
        if (m_rows->found(row)) {
            showRow(row);
            return true;
        }
    }
    return false;
}

void LogView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void LogView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateScrollBars();
}

} // namespace skiff::widgets
