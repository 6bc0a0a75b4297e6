// Keyboard, mouse and selection of a LogView.
#include "widgets/log_view.h"
#include "widgets/marked_scroll_bar.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QTimer>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int WheelLines = 3;

} // namespace

void LogView::select(Place anchor, Place cursor)
{
    m_anchor = anchor;
    m_cursor = cursor;
    viewport()->update();
}

void LogView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_rows->count() == 0)
        return;
    m_pointer = event->position().toPoint();
    const Place place = placeAt(m_pointer);
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier) && m_anchor.row >= 0;
    select(extend ? m_anchor : place, place);
}

void LogView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_anchor.row < 0)
        return;
    m_pointer = event->position().toPoint();
    select(m_anchor, placeAt(m_pointer));
    const bool outside = m_pointer.y() < 0 || m_pointer.y() > viewport()->height();
    if (outside && !m_autoScroll->isActive())
        m_autoScroll->start();
    else if (!outside)
        m_autoScroll->stop();
}

/// The pointer is held above or below the view.
void LogView::followPointer()
{
    scrollLines(m_pointer.y() < 0 ? -WheelLines : WheelLines);
    select(m_anchor, placeAt(m_pointer));
}

void LogView::mouseReleaseEvent(QMouseEvent*)
{
    m_autoScroll->stop();
}

void LogView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_rows->count() == 0)
        return;
    const Place place = placeAt(event->position().toPoint());
    if (place.row < 0)
        return;
    const QString line = m_rows->line(place.row).text;
    const auto inWord = [&line](int at) {
        return at >= 0 && at < line.size() &&
               (line[at].isLetterOrNumber() || QStringLiteral("_-./:@").contains(line[at]));
    };
    int begin = place.column;
    int end = place.column;
    while (inWord(begin - 1))
        --begin;
    while (inWord(end))
        ++end;
    select({place.row, begin}, {place.row, end});
}

void LogView::wheelEvent(QWheelEvent* event)
{
    const int steps = event->angleDelta().y();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        if (steps != 0)
            zoom(steps > 0 ? 1 : -1);
        event->accept();
    } else if (m_wrap && steps != 0 && !event->modifiers().testFlag(Qt::ShiftModifier)) {
        scrollLines(-steps * WheelLines / 120);
        event->accept();
    } else {
        QAbstractScrollArea::wheelEvent(event);
    }
}

void LogView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copySelection();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else if (event->matches(QKeySequence::ZoomIn))
        zoom(1);
    else if (event->matches(QKeySequence::ZoomOut))
        zoom(-1);
    else if (event->key() == Qt::Key_0 && event->modifiers() == Qt::ControlModifier)
        zoom(0);
    else if (event->key() == Qt::Key_End)
        setFollowing(true);
    else if (event->key() == Qt::Key_Home)
        m_bar->setValue(0);
    else if (event->key() == Qt::Key_Up)
        scrollLines(-1);
    else if (event->key() == Qt::Key_Down)
        scrollLines(1);
    else if (event->key() == Qt::Key_PageUp)
        scrollLines(1 - m_bar->pageStep());
    else if (event->key() == Qt::Key_PageDown)
        scrollLines(m_bar->pageStep() - 1);
    else
        QAbstractScrollArea::keyPressEvent(event);
}

void LogView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* copy = menu->addAction(QCoreApplication::translate("skiff::widgets::LogView", "Copy"), QKeySequence::Copy,
                                    this, [this] { copySelection(); });
    copy->setEnabled(m_anchor != m_cursor);
    menu->addAction(QCoreApplication::translate("skiff::widgets::LogView", "Select all"), QKeySequence::SelectAll, this,
                    [this] { selectAll(); });
    menu->addSeparator();
    QAction* wrapLines = menu->addAction(QCoreApplication::translate("skiff::widgets::LogView", "Wrap lines"));
    wrapLines->setCheckable(true);
    wrapLines->setChecked(m_wrap);
    connect(wrapLines, &QAction::toggled, this, &LogView::setWrap);
    menu->popup(event->globalPos());
}

void LogView::selectAll()
{
    const int last = m_rows->count() - 1;
    if (last >= 0)
        select({0, 0}, {last, int(m_rows->line(last).text.size())});
}

QString LogView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.row < 0)
        return {};
    QStringList lines;
    for (int row = from.row; row <= to.row && row < m_rows->count(); ++row) {
        const QString line = m_rows->line(row).text;
        const int begin = row == from.row ? from.column : 0;
        lines.append(line.mid(begin, (row == to.row ? to.column : int(line.size())) - begin));
    }
    return lines.join(QLatin1Char('\n'));
}

void LogView::copySelection() const
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

} // namespace skiff::widgets
