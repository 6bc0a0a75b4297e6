#include "widgets/editor/code_editor.h"
#include "widgets/editor/completion_popup.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/gutter.h"
#include "widgets/editor/hover_card.h"
#include "widgets/editor/lazy_highlighter.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/problem_marks.h"
#include "widgets/tokens.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>

namespace skiff::widgets {

bool CodeEditor::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        askHover(static_cast<QHelpEvent*>(event)->pos());
        return true;
    }
    return QPlainTextEdit::viewportEvent(event);
}

void CodeEditor::askHover(const QPoint& position)
{
    const QTextCursor cursor = cursorForPosition(position);
    // The nearest character is not what the pointer is on when it is beyond the line's end.
    const QRect rect = cursorRect(cursor);
    const int wide = fontMetrics().horizontalAdvance(QLatin1Char('9')) * 2;
    if (position.y() > rect.bottom() || std::abs(position.x() - rect.center().x()) > wide)
        return;
    const EditorPlace place = m_longLines->placeOf(cursor.position());
    const std::vector<EditorProblem> problems = m_problems->at(cursor.position());
    if (problems.empty()) {
        emit hoverRequested(place.line, place.column);
        return;
    }
    QStringList texts;
    for (const EditorProblem& problem : problems)
        texts << QStringLiteral("<p>%1</p>").arg(problem.text.toHtmlEscaped());
    showHover(texts.join(QString()), problems.front().place);
}

void CodeEditor::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter) {
        m_highlighter->setTokens(tokens(palette()));
        viewport()->update();
    }
}

void CodeEditor::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    layoutParts();
}

void CodeEditor::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        const int delta = event->angleDelta().y();
        if (delta != 0)
            zoom(delta > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QPlainTextEdit::wheelEvent(event);
}

void CodeEditor::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        for (const VisibleBlock& visible : visibleBlocks())
            if (Folding::isFolded(visible.block) && foldLabelRect(visible).contains(event->position())) {
                m_folding->setFolded(visible.block, false);
                return;
            }
    QPlainTextEdit::mousePressEvent(event);
}

void CodeEditor::mouseMoveEvent(QMouseEvent* event)
{
    QPlainTextEdit::mouseMoveEvent(event);
    bool onLabel = false;
    for (const VisibleBlock& visible : visibleBlocks())
        onLabel = onLabel || (Folding::isFolded(visible.block) && foldLabelRect(visible).contains(event->position()));
    viewport()->setCursor(onLabel ? Qt::PointingHandCursor : Qt::IBeamCursor);
}

void CodeEditor::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (m_completion)
        m_completion->hide();
    if (m_hover)
        m_hover->hide();
}

void CodeEditor::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu* menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSeparator();
    addKeyActions(*menu);
    menu->popup(event->globalPos());
}

} // namespace skiff::widgets
