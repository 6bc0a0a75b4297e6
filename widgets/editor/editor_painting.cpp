#include "widgets/editor/code_editor.h"
#include "widgets/editor/find_bar.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/lazy_highlighter.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/problem_marks.h"
#include "widgets/editor/text_edits.h"
#include "widgets/tokens.h"

#include <QPainter>

namespace skiff::widgets {

namespace {

constexpr int IndentStep = 2;

/// Columns of blanks before the text; -1 when there is nothing else.
int indentOf(const QTextBlock& block)
{
    const QString text = block.text();
    int indent = 0;
    while (indent < text.size() && text[indent] == QLatin1Char(' '))
        ++indent;
    return indent == text.size() ? -1 : indent;
}

} // namespace

void CodeEditor::paintEvent(QPaintEvent* event)
{
    std::vector<VisibleBlock> visible = visibleBlocks();
    if (!visible.empty()) {
        m_highlighter->prepare(visible.front().block, visible.back().block);
        QPainter painter(viewport());
        painter.setClipRect(event->rect());
        paintUnder(painter, visible);
    }
    QPlainTextEdit::paintEvent(event);
    if (!visible.empty()) {
        QPainter painter(viewport());
        painter.setClipRect(event->rect());
        paintOver(painter, visible);
    }
}

void CodeEditor::paintUnder(QPainter& painter, const std::vector<VisibleBlock>& visible)
{
    const Tokens& t = tokens(palette());
    if (!isReadOnly() && !textCursor().hasSelection()) {
        const QColor current = blend(t.surface, t.accent, t.dark ? 0.10 : 0.06);
        for (const VisibleBlock& shown : visible)
            if (shown.block == textCursor().block())
                painter.fillRect(QRectF(0, shown.box.top(), viewport()->width(), shown.box.height()), current);
    }
    int indent = 0;
    for (const VisibleBlock& shown : visible) {
        if (LongLines::continues(shown.block.previous()))
            continue;
        const int own = indentOf(shown.block);
        // A blank line goes on with the lines above, but not behind the text's end.
        if (own >= 0 || !shown.block.next().isValid())
            indent = own;
        paintGuides(painter, shown, indent);
    }
    if (m_findBar)
        m_findBar->paint(painter, visible);
    paintBrackets(painter, visible);
}

void CodeEditor::paintBrackets(QPainter& painter, const std::vector<VisibleBlock>& visible)
{
    int bracket = -1;
    const int other = isReadOnly() ? -1 : edits::matchingBracket(textCursor(), &bracket);
    if (other < 0)
        return;
    const Tokens& t = tokens(palette());
    painter.setPen(blend(t.surface, t.accent, 0.6));
    painter.setBrush(blend(t.surface, t.accent, t.dark ? 0.24 : 0.14));
    for (const VisibleBlock& shown : visible)
        for (const int at : {bracket, other})
            if (shown.block.contains(at))
                for (const QRectF& rect : charRects(shown, at - shown.block.position(), 1))
                    painter.drawRect(rect.adjusted(0, 0, -1, -1));
}

void CodeEditor::paintGuides(QPainter& painter, const VisibleBlock& visible, int indent)
{
    const qreal column = fontMetrics().horizontalAdvance(QLatin1Char(' '));
    painter.setPen(tokens(palette()).line);
    for (int at = IndentStep; at < indent; at += IndentStep) {
        const qreal x = std::floor(visible.box.left() + document()->documentMargin() + at * column) + 0.5;
        painter.drawLine(QPointF(x, visible.box.top()), QPointF(x, visible.box.bottom()));
    }
}

void CodeEditor::paintOver(QPainter& painter, const std::vector<VisibleBlock>& visible)
{
    const Tokens& t = tokens(palette());
    m_problems->paint(painter, visible);
    // A reader has no cursor that would show the focus.
    if (isReadOnly() && hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, metrics::FocusRing));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
    for (const VisibleBlock& shown : visible) {
        if (!Folding::isFolded(shown.block))
            continue;
        const QRectF rect = foldLabelRect(shown);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(t.line);
        painter.setBrush(t.window);
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(t.second);
        painter.setFont(font());
        painter.drawText(rect, Qt::AlignCenter, foldLabel(shown.block));
    }
}

QString CodeEditor::foldLabel(const QTextBlock& block) const
{
    const auto below = m_folding->below(block);
    const int lines = below ? below->lines : 0;
    return lines == 1 ? tr("… 1 line") : tr("… %1 lines").arg(lines);
}

QRectF CodeEditor::foldLabelRect(const VisibleBlock& visible) const
{
    const std::vector<QRectF> end = charRects(visible, visible.block.length() - 1, 0);
    if (end.empty())
        return {};
    const int width = fontMetrics().horizontalAdvance(foldLabel(visible.block)) + 2 * metrics::Gap;
    return QRectF(end.back().right() + metrics::Gap, end.back().top(), width, end.back().height());
}

} // namespace skiff::widgets
