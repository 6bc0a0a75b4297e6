#include "widgets/terminal/terminal_view.h"

#include "widgets/marked_scroll_bar.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace skiff::widgets::terminal {

namespace {

constexpr int UsualPixels = 13;
constexpr int Padding = 6;
constexpr int BlinkMsecs = 530;
constexpr int FlashMsecs = 120;
constexpr int WorkMsecs = 12; ///< at a time, then the window has its turn
constexpr qsizetype WorkStep = 16 * 1024;
constexpr qsizetype MostWaiting = 8 << 20; ///< beyond this it is worked off at once

} // namespace

TerminalView::TerminalView(QWidget* parent)
    : QAbstractScrollArea(parent),
      m_screen(24, 80,
               {.send =
                    [this](const QByteArray& bytes) {
                        if (!m_readOnly)
                            emit typed(bytes);
                    },
                .bell = [this] { setBell(); },
                .changed =
                    [] {
                    }}),
      m_bar(new MarkedScrollBar(Qt::Vertical))
{
    setVerticalScrollBar(m_bar);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(UsualPixels);
    fixed.setStyleHint(QFont::Monospace);
    setFont(fixed);
    m_work.setSingleShot(true);
    m_work.setInterval(0);
    m_blink.setInterval(BlinkMsecs);
    m_flash.setSingleShot(true);
    m_flash.setInterval(FlashMsecs);
    connect(&m_work, &QTimer::timeout, this, &TerminalView::work);
    connect(&m_flash, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_blinkOn = !m_screen.cursorBlinks() || !m_blinkOn;
        viewport()->update();
    });
    connect(m_bar, &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_updating)
            m_atEnd = value >= m_bar->maximum();
        viewport()->update();
    });
    measure();
}

TerminalView::~TerminalView() = default;

void TerminalView::feed(const QByteArray& bytes)
{
    m_waiting += bytes;
    if (m_waiting.size() > MostWaiting)
        while (!m_waiting.isEmpty())
            work();
    else if (!m_work.isActive())
        m_work.start();
}

void TerminalView::work()
{
    QElapsedTimer timer;
    timer.start();
    qsizetype done = 0;
    while (done < m_waiting.size() && timer.elapsed() < WorkMsecs) {
        const qsizetype step = std::min(WorkStep, m_waiting.size() - done);
        m_screen.feed(QByteArrayView(m_waiting).sliced(done, step));
        done += step;
    }
    m_waiting.remove(0, done);
    if (!m_waiting.isEmpty())
        m_work.start();
    afterChange();
}

void TerminalView::say(const QString& words)
{
    m_waiting += "\x1b[0m\r\n\x1b[2;3m" + words.toUtf8() + "\x1b[0m\r\n";
    if (!m_work.isActive())
        m_work.start();
}

void TerminalView::afterChange()
{
    // Lines that have left the scrollback take their part of the selection along.
    if (m_anchor.line >= 0 && std::min(m_anchor.line, m_cursor.line) < int64_t(m_screen.dropped()))
        clearSelection();
    updateScrollBar();
    m_blinkOn = true;
    if (m_title != m_screen.title()) {
        m_title = m_screen.title();
        emit titleChanged(m_title);
    }
    viewport()->update();
    updateMicroFocus();
}

void TerminalView::measure()
{
    const QFontMetricsF metrics(font());
    m_cellWidth = std::max(1.0, metrics.horizontalAdvance(QLatin1Char('M')));
    m_cellHeight = std::max(1, int(std::ceil(metrics.height())));
    m_ascent = int(std::ceil(metrics.ascent()));
    fitScreen();
}

void TerminalView::fitScreen()
{
    const int rows = std::max(1, (viewport()->height() - 2 * Padding) / m_cellHeight);
    const int columns = std::max(2, int((viewport()->width() - 2 * Padding) / m_cellWidth));
    if (rows == m_screen.rows() && columns == m_screen.columns())
        return;
    clearSelection();
    m_screen.resize(rows, columns);
    updateScrollBar();
    emit sizeChanged(m_screen.rows(), m_screen.columns());
}

void TerminalView::updateScrollBar()
{
    m_updating = true;
    const bool grew = m_bar->maximum() != m_screen.scrollbackCount();
    m_bar->setPageStep(m_screen.rows());
    m_bar->setRange(0, m_screen.scrollbackCount());
    if (m_atEnd && (grew || m_bar->value() != m_bar->maximum()))
        m_bar->setValue(m_bar->maximum());
    m_updating = false;
}

void TerminalView::scrollToEnd()
{
    m_atEnd = true;
    m_bar->setValue(m_bar->maximum());
}

void TerminalView::setBell()
{
    m_flash.start();
}

void TerminalView::zoom(int steps)
{
    QFont changed = font();
    changed.setPixelSize(steps == 0 ? UsualPixels : std::clamp(changed.pixelSize() + steps, 7, 40));
    setFont(changed);
}

void TerminalView::clearScrollback()
{
    clearSelection();
    m_screen.clearScrollback();
    afterChange();
}

void TerminalView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    fitScreen();
}

void TerminalView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void TerminalView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    m_blink.start();
    viewport()->update();
}

void TerminalView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    m_blink.stop();
    m_blinkOn = true;
    viewport()->update();
}

void TerminalView::copy()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void TerminalView::pasteClipboard()
{
    QString text = TerminalScreen::harmless(QGuiApplication::clipboard()->text());
    if (text.isEmpty() || m_readOnly)
        return;
    scrollToEnd();
    if (m_screen.bracketedPaste()) {
        pasteNow(text);
        return;
    }
    while (text.endsWith(QLatin1Char('\n'))) // Enter is the user's
        text.chop(1);
    if (text.contains(QLatin1Char('\n')))
        emit pasteQuestioned(text);
    else
        pasteNow(text);
}

int TerminalView::find(const QString& text, bool backward)
{
    if (text != m_search)
        m_foundLine = -1;
    m_search = text;
    std::vector<float> marks;
    std::vector<int> lines;
    for (int number = 0; !text.isEmpty() && number < m_screen.lineCount(); ++number)
        if (m_screen.lineText(number).contains(text, Qt::CaseInsensitive)) {
            lines.push_back(number);
            marks.push_back(float(number) / float(m_screen.lineCount()));
        }
    m_bar->setMarks(std::move(marks));
    if (!lines.empty()) {
        const int current =
            m_foundLine < 0 ? (backward ? m_screen.lineCount() : -1) : int(m_foundLine - int64_t(m_screen.dropped()));
        auto next = backward ? std::lower_bound(lines.begin(), lines.end(), current)
                             : std::upper_bound(lines.begin(), lines.end(), current);
        const int found = backward ? (next == lines.begin() ? lines.back() : *std::prev(next))
                                   : (next == lines.end() ? lines.front() : *next);
        m_foundLine = found + int64_t(m_screen.dropped());
        m_bar->setValue(found - m_screen.rows() / 2);
    }
    viewport()->update();
    return int(lines.size());
}

} // namespace skiff::widgets::terminal
