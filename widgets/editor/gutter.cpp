#include "widgets/editor/gutter.h"

#include "widgets/editor/code_editor.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/problem_marks.h"
#include "widgets/status_glyph.h"
#include "widgets/tokens.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QTextLayout>
#include <QToolTip>

namespace skiff::widgets {

namespace {

constexpr int SignWidth = GlyphSize + 6;
constexpr int TriangleWidth = 16;

} // namespace

EditorGutter::EditorGutter(CodeEditor& editor) : QWidget(&editor), m_editor(editor)
{
    setObjectName(QStringLiteral("editorGutter"));
    setCursor(Qt::ArrowCursor);
}

int EditorGutter::wantedWidth() const
{
    const int digits = int(QString::number(std::max(100, m_editor.blockCount())).size());
    return SignWidth + m_editor.fontMetrics().horizontalAdvance(QLatin1Char('9')) * digits + TriangleWidth;
}

void EditorGutter::paintEvent(QPaintEvent* event)
{
    const Tokens& t = tokens(palette());
    QPainter painter(this);
    painter.fillRect(event->rect(), t.window);
    painter.setFont(m_editor.font());
    const int current = m_editor.isReadOnly() ? -1 : m_editor.cursorPlace().line;
    const int lineHeight = m_editor.fontMetrics().lineSpacing();
    for (const VisibleBlock& visible : m_editor.visibleBlocks()) {
        // On the text's base line: other scripts have higher lines.
        const QTextLine first = visible.block.layout()->lineAt(0);
        const double lower = first.isValid() ? first.ascent() - m_editor.fontMetrics().ascent() : 0;
        const QRectF line(0, visible.box.top() + lower, width(), lineHeight);
        if (const auto worst = m_editor.problemMarks().worstIn(visible.block)) {
            const bool error = *worst == EditorProblem::Severity::Error;
            painter.setRenderHint(QPainter::Antialiasing);
            drawGlyph(painter, QRectF(3, line.center().y() - GlyphSize / 2.0, GlyphSize, GlyphSize),
                      error ? Glyph::Cross : Glyph::Triangle, t);
        }
        if (LongLines::continues(visible.block.previous()))
            continue;
        const int number = m_editor.longLines().lineOf(visible.block);
        painter.setPen(number == current ? t.text : t.second);
        painter.drawText(line.adjusted(0, 0, -TriangleWidth, 0), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(number + 1));
        if (m_editor.folding().canFold(visible.block))
            paintTriangle(painter, line, Folding::isFolded(visible.block));
    }
}

void EditorGutter::paintTriangle(QPainter& painter, const QRectF& line, bool folded) const
{
    const Tokens& t = tokens(palette());
    const QPointF center(line.right() - TriangleWidth / 2.0, line.center().y());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(folded || underMouse() ? t.second : t.disabled);
    const QPolygonF shape = folded ? QPolygonF({QPointF(-2, -4), QPointF(3, 0), QPointF(-2, 4)})
                                   : QPolygonF({QPointF(-4, -2), QPointF(4, -2), QPointF(0, 3)});
    painter.drawPolygon(shape.translated(center));
}

bool EditorGutter::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QTextBlock block = m_editor.blockAt(help->pos().y());
    QStringList texts;
    for (const EditorProblem& problem : m_editor.problemMarks().problems())
        if (block.isValid() && problem.place.line == m_editor.longLines().lineOf(block))
            texts << problem.text.toHtmlEscaped();
    if (texts.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), QStringLiteral("<p>%1</p>").arg(texts.join(QStringLiteral("</p><p>"))),
                           this);
    return true;
}

void EditorGutter::mousePressEvent(QMouseEvent* event)
{
    const QTextBlock block = m_editor.blockAt(int(event->position().y()));
    if (!block.isValid() || event->button() != Qt::LeftButton)
        return;
    if (event->position().x() >= width() - TriangleWidth && m_editor.folding().canFold(block)) {
        m_editor.folding().setFolded(block, !Folding::isFolded(block));
        return;
    }
    QTextCursor cursor(m_editor.longLines().firstBlock(block));
    cursor.setPosition(m_editor.longLines().lastBlock(block).position(), QTextCursor::KeepAnchor);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
    m_editor.setTextCursor(cursor);
    m_editor.setFocus(Qt::MouseFocusReason);
}

void EditorGutter::wheelEvent(QWheelEvent* event)
{
    QCoreApplication::sendEvent(m_editor.viewport(), event);
}

void EditorGutter::enterEvent(QEnterEvent* event)
{
    QWidget::enterEvent(event);
    update();
}

void EditorGutter::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    update();
}

} // namespace skiff::widgets
