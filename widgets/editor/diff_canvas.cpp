#include "widgets/editor/diff_canvas.h"

#include "widgets/marked_scroll_bar.h"
#include "widgets/tokens.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QTextLayout>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int FontPixels = 12;
constexpr int LongestPiece = 2000;
constexpr int BeforeMark = 200;
constexpr int MostSigns = 2000;

int columnsOf(const QString& line)
{
    int columns = 0;
    for (const QChar character : QStringView(line).left(LongestPiece))
        columns += character.unicode() >= 0x1100 ? 2 : 1;
    return columns;
}

} // namespace

DiffCanvas::DiffCanvas(QWidget* parent) : QAbstractScrollArea(parent), m_bar(new MarkedScrollBar(Qt::Vertical))
{
    setObjectName(QStringLiteral("diffCanvas"));
    setVerticalScrollBar(m_bar);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Differences"));
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(FontPixels);
    setFont(fixed);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
}

void DiffCanvas::setTexts(QStringList left, QStringList right, std::vector<DiffViewRow> rows)
{
    const auto outside = [&](const DiffViewRow& row) {
        return row.left >= left.size() || row.right >= right.size();
    };
    std::erase_if(rows, outside);
    m_left = std::move(left);
    m_right = std::move(right);
    m_columns = 0;
    for (const QStringList* text : {&m_left, &m_right})
        for (const QString& line : *text)
            m_columns = std::max(m_columns, columnsOf(line));
    m_change = -1;
    m_lines.setRows(std::move(rows));
    rebuilt();
    verticalScrollBar()->setValue(0);
}

void DiffCanvas::setUnified(bool unified)
{
    if (unified == m_lines.unified())
        return;
    m_lines.setUnified(unified);
    rebuilt();
    if (m_change >= 0)
        goToChange(m_change);
}

void DiffCanvas::setAllOpen(bool open)
{
    m_lines.setAllOpen(open);
    rebuilt();
}

void DiffCanvas::rebuilt()
{
    m_anchor = m_cursor = {};
    updateScrollBars();
    const std::vector<DiffLines::Line>& lines = m_lines.lines();
    std::vector<MarkedScrollBar::Sign> signs;
    using Tone = MarkedScrollBar::Sign::Tone;
    for (size_t i = 0; i < lines.size() && signs.size() < MostSigns; ++i) {
        if (lines[i].change < 0)
            continue;
        const Tone tone = lines[i].type == DiffViewRow::Type::Added     ? Tone::Good
                          : lines[i].type == DiffViewRow::Type::Removed ? Tone::Bad
                                                                        : Tone::Warning;
        signs.push_back({.place = float(i) / float(lines.size()), .tone = tone});
    }
    m_bar->setSigns(std::move(signs));
    viewport()->update();
    emit changed();
}

void DiffCanvas::goToChange(int change)
{
    const int line = m_lines.lineOfChange(change);
    if (line < 0)
        return;
    m_change = change;
    const int inView = viewport()->height() / lineHeight();
    const int top = verticalScrollBar()->value();
    if (line < top + 1 || line > top + inView - 3)
        verticalScrollBar()->setValue(line - inView / 3);
    viewport()->update();
    emit changed();
}

int DiffCanvas::lineHeight() const
{
    return fontMetrics().lineSpacing() + 2;
}

int DiffCanvas::numberWidth() const
{
    const auto most = std::max<qsizetype>({100, m_left.size(), m_right.size()});
    return fontMetrics().horizontalAdvance(QString::number(most)) + metrics::Gap;
}

int DiffCanvas::textLeft() const
{
    return numberWidth() * (m_lines.unified() ? 2 : 1) + fontMetrics().horizontalAdvance(QLatin1Char('+')) +
           2 * metrics::Gap;
}

QRect DiffCanvas::sideRect(Side side) const
{
    const QRect all = viewport()->rect();
    if (m_lines.unified())
        return all;
    const int half = all.width() / 2;
    return side == Side::Left ? QRect(0, 0, half, all.height())
                              : QRect(half + 1, 0, all.width() - half - 1, all.height());
}

const QString* DiffCanvas::textOf(const DiffLines::Line& line, Side side) const
{
    const int number = side == Side::Left ? line.left : line.right;
    return number < 0 ? nullptr : &(side == Side::Left ? m_left : m_right)[number];
}

const std::vector<DiffMark>& DiffCanvas::marksOf(const DiffLines::Line& line, Side side) const
{
    const DiffViewRow& row = m_lines.rows()[size_t(line.row)];
    return side == Side::Left ? row.leftMarks : row.rightMarks;
}

DiffCanvas::Piece DiffCanvas::pieceOf(const DiffLines::Line& line, Side side) const
{
    const QString* text = textOf(line, side);
    if (!text)
        return {};
    if (text->size() <= LongestPiece)
        return {*text, 0};
    const std::vector<DiffMark>& marks = marksOf(line, side);
    const int first = marks.empty() ? 0 : marks.front().column;
    const int offset =
        first > LongestPiece - BeforeMark ? std::max(0, std::min(first, int(text->size())) - BeforeMark) : 0;
    QString piece = text->mid(offset, LongestPiece);
    const QChar more(0x2026);
    if (offset > 0)
        piece[0] = more;
    if (offset + piece.size() < text->size())
        piece += more;
    return {piece, offset};
}

void DiffCanvas::layOut(QTextLayout& layout, const QString& text) const
{
    layout.setText(text);
    layout.setFont(font());
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTabStopDistance(2 * fontMetrics().horizontalAdvance(QLatin1Char(' ')));
    layout.setTextOption(option);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
}

void DiffCanvas::updateScrollBars()
{
    const int inView = std::max(1, viewport()->height() / lineHeight());
    verticalScrollBar()->setRange(0, std::max(0, int(m_lines.lines().size()) - inView));
    verticalScrollBar()->setPageStep(inView);
    const int width = textLeft() + (m_columns + 2) * fontMetrics().horizontalAdvance(QLatin1Char('9'));
    const int shown = sideRect(Side::Left).width();
    horizontalScrollBar()->setRange(0, std::max(0, width - shown));
    horizontalScrollBar()->setPageStep(shown);
    horizontalScrollBar()->setSingleStep(fontMetrics().horizontalAdvance(QLatin1Char('9')) * 4);
}

void DiffCanvas::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void DiffCanvas::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateScrollBars();
}

int DiffCanvas::lineAt(int y) const
{
    return verticalScrollBar()->value() + std::max(0, y) / lineHeight();
}

DiffCanvas::Side DiffCanvas::sideAt(int x) const
{
    return !m_lines.unified() && sideRect(Side::Left).contains(x, 0) ? Side::Left : Side::Right;
}

DiffCanvas::Place DiffCanvas::placeAt(const QPoint& position, Side side) const
{
    const int count = int(m_lines.lines().size());
    if (count == 0)
        return {};
    const int index =
        std::clamp(position.y() < 0 ? verticalScrollBar()->value() - 1 : lineAt(position.y()), 0, count - 1);
    const DiffLines::Line& line = m_lines.lines()[size_t(index)];
    const Side shown = m_lines.unified() && line.right < 0 ? Side::Left : side;
    const Piece piece = pieceOf(line, shown);
    QTextLayout layout;
    layOut(layout, piece.text);
    const int x = position.x() - sideRect(side).left() - textLeft() + horizontalScrollBar()->value();
    return {.line = index, .column = piece.offset + layout.lineAt(0).xToCursor(x)};
}

void DiffCanvas::mousePressEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    const int index = lineAt(at.y());
    if (event->button() != Qt::LeftButton || index >= int(m_lines.lines().size()))
        return;
    const DiffLines::Line line = m_lines.lines()[size_t(index)];
    if (line.closed > 0) {
        m_lines.open(line.row);
        rebuilt();
        return;
    }
    m_side = sideAt(at.x());
    m_cursor = placeAt(at, m_side);
    if (!(event->modifiers() & Qt::ShiftModifier) || m_anchor.line < 0)
        m_anchor = m_cursor;
    if (line.change >= 0 && line.change != m_change) {
        m_change = line.change;
        emit changed();
    }
    viewport()->update();
}

void DiffCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (!(event->buttons() & Qt::LeftButton)) {
        const int index = lineAt(at.y());
        const bool closed = index < int(m_lines.lines().size()) && m_lines.lines()[size_t(index)].closed > 0;
        viewport()->setCursor(closed ? Qt::PointingHandCursor : Qt::IBeamCursor);
        return;
    }
    if (m_anchor.line < 0)
        return;
    m_cursor = placeAt(at, m_side);
    if (at.y() < 0 || at.y() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + (at.y() < 0 ? -1 : 1));
    viewport()->update();
}

void DiffCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Place place = placeAt(event->position().toPoint(), m_side);
    if (place.line < 0 || m_lines.lines()[size_t(place.line)].closed > 0)
        return;
    m_anchor = {place.line, 0};
    m_cursor = {place.line, INT_MAX};
    viewport()->update();
}

QString DiffCanvas::selectedText() const
{
    if (m_anchor.line < 0 || m_anchor == m_cursor)
        return {};
    const auto [begin, end] = std::minmax(m_anchor, m_cursor);
    QStringList texts;
    for (int i = begin.line; i <= end.line; ++i) {
        const DiffLines::Line& line = m_lines.lines()[size_t(i)];
        // What is closed belongs to the text all the same.
        for (int row = line.row; row < line.row + line.closed; ++row) {
            const DiffViewRow& hidden = m_lines.rows()[size_t(row)];
            texts << (m_side == Side::Left ? m_left[hidden.left] : m_right[hidden.right]);
        }
        const Side side = m_lines.unified() && line.right < 0 ? Side::Left : m_side;
        const QString* text = textOf(line, side);
        if (!text)
            continue;
        const int from = i == begin.line ? begin.column : 0;
        const int to = i == end.line ? std::min(end.column, int(text->size())) : int(text->size());
        texts << text->mid(from, std::max(0, to - from));
    }
    return texts.join(QLatin1Char('\n'));
}

void DiffCanvas::copy() const
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void DiffCanvas::selectAll()
{
    m_anchor = {0, 0};
    m_cursor = {int(m_lines.lines().size()) - 1, INT_MAX};
    viewport()->update();
}

bool DiffCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if (key.matches(QKeySequence::Copy) || key.matches(QKeySequence::SelectAll) || key.key() == Qt::Key_F7) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void DiffCanvas::keyPressEvent(QKeyEvent* event)
{
    QScrollBar& bar = *verticalScrollBar();
    const int count = m_lines.changeCount();
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->key() == Qt::Key_F7 && count > 0) {
        const bool back = event->modifiers() & Qt::ShiftModifier;
        goToChange(back ? (std::max(0, m_change) + count - 1) % count : (m_change + 1) % count);
    } else {
        switch (event->key()) {
        case Qt::Key_Up:
            bar.triggerAction(QScrollBar::SliderSingleStepSub);
            return;
        case Qt::Key_Down:
            bar.triggerAction(QScrollBar::SliderSingleStepAdd);
            return;
        case Qt::Key_PageUp:
            bar.triggerAction(QScrollBar::SliderPageStepSub);
            return;
        case Qt::Key_PageDown:
            bar.triggerAction(QScrollBar::SliderPageStepAdd);
            return;
        case Qt::Key_Home:
            bar.setValue(0);
            return;
        case Qt::Key_End:
            bar.setValue(bar.maximum());
            return;
        case Qt::Key_Left:
            horizontalScrollBar()->triggerAction(QScrollBar::SliderSingleStepSub);
            return;
        case Qt::Key_Right:
            horizontalScrollBar()->triggerAction(QScrollBar::SliderSingleStepAdd);
            return;
        default:
            event->ignore();
        }
    }
}

void DiffCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* copyAction = menu->addAction(tr("Copy"), this, &DiffCanvas::copy);
    copyAction->setEnabled(!selectedText().isEmpty());
    menu->addAction(tr("Select all"), this, &DiffCanvas::selectAll);
    menu->popup(event->globalPos());
}

} // namespace skiff::widgets
