#include "widgets/log_view.h"

#include "widgets/tokens.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int Padding = 12;
constexpr qsizetype LongestShown = 4000;

/// Control characters must not disturb the layout; tabs become spaces.
QString printable(const QString& line)
{
    QString clean = line.left(LongestShown);
    for (QChar& c : clean)
        if (c == QLatin1Char('\t'))
            c = QLatin1Char(' ');
        else if (c.unicode() < 0x20 || c.unicode() == 0x7F)
            c = QChar(0x00B7);
    return clean;
}

} // namespace

LogView::LogView(QWidget* parent) : QAbstractScrollArea(parent)
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    setFont(fixed);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        viewport()->update();
        if (!m_updating)
            setFollowing(value >= verticalScrollBar()->maximum());
    });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void LogView::append(const QStringList& lines)
{
    for (const QString& line : lines) {
        m_lines.push_back(printable(line));
        m_widest = std::max(m_widest, fontMetrics().horizontalAdvance(m_lines.back()));
    }
    if (const int extra = lineCount() - MostLines; extra > 0) {
        m_lines.erase(m_lines.begin(), m_lines.begin() + extra);
        m_anchor = std::max(-1, m_anchor - extra);
        m_cursor = std::max(-1, m_cursor - extra);
        // The lines in view stay in view.
        if (!m_following)
            verticalScrollBar()->setValue(verticalScrollBar()->value() - extra);
    }
    updateScrollBars();
}

void LogView::clear()
{
    m_lines.clear();
    m_widest = 0;
    m_anchor = m_cursor = -1;
    updateScrollBars();
}

QString LogView::text() const
{
    QString all;
    for (const QString& line : m_lines)
        all.append(line).append(QLatin1Char('\n'));
    return all;
}

void LogView::setFollowing(bool following)
{
    if (following)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    if (following == m_following)
        return;
    m_following = following;
    emit followingChanged(following);
}

int LogView::lineHeight() const
{
    return fontMetrics().lineSpacing() + 2;
}

int LogView::lineAt(const QPoint& position) const
{
    return std::clamp(verticalScrollBar()->value() + (position.y() - Padding / 2) / lineHeight(), 0,
                      std::max(0, lineCount() - 1));
}

void LogView::updateScrollBars()
{
    m_updating = true;
    const int page = std::max(1, (viewport()->height() - Padding) / lineHeight());
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, lineCount() - page));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(fontMetrics().averageCharWidth() * 4);
    horizontalScrollBar()->setRange(0, std::max(0, m_widest + 2 * Padding - viewport()->width()));
    if (m_following)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_updating = false;
    viewport()->update();
}

void LogView::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), t.surface);
    const int first = verticalScrollBar()->value();
    const int count = viewport()->height() / lineHeight() + 1;
    const auto [selectedFirst, selectedLast] = std::minmax(m_anchor, m_cursor);
    int y = Padding / 2;
    for (int i = first; i < std::min(lineCount(), first + count); ++i, y += lineHeight()) {
        if (m_cursor >= 0 && i >= selectedFirst && i <= selectedLast)
            painter.fillRect(0, y, viewport()->width(), lineHeight(), palette().color(QPalette::Highlight));
        painter.setPen(t.text);
        painter.drawText(Padding - horizontalScrollBar()->value(), y + fontMetrics().ascent() + 1, m_lines[size_t(i)]);
    }
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

void LogView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_lines.empty())
        return;
    m_cursor = lineAt(event->position().toPoint());
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor < 0)
        m_anchor = m_cursor;
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_anchor < 0)
        return;
    m_cursor = lineAt(event->position().toPoint());
    viewport()->update();
}

void LogView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
    } else if (event->matches(QKeySequence::SelectAll) && !m_lines.empty()) {
        m_anchor = 0;
        m_cursor = lineCount() - 1;
        viewport()->update();
    } else if (event->key() == Qt::Key_End) {
        setFollowing(true);
    } else if (event->key() == Qt::Key_Home) {
        verticalScrollBar()->setValue(0);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::copySelection() const
{
    if (m_cursor < 0)
        return;
    const auto [first, last] = std::minmax(m_anchor, m_cursor);
    QStringList lines;
    for (int i = first; i <= last && i < lineCount(); ++i)
        lines.append(m_lines[size_t(i)]);
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace skiff::widgets
