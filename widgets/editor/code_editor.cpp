#include "widgets/editor/code_editor.h"

#include "widgets/editor/completion_popup.h"
#include "widgets/editor/editor_layout.h"
#include "widgets/editor/find_bar.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/go_to_line.h"
#include "widgets/editor/gutter.h"
#include "widgets/editor/hover_card.h"
#include "widgets/editor/lazy_highlighter.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/problem_marks.h"
#include "widgets/editor/text_edits.h"
#include "widgets/marked_scroll_bar.h"
#include "widgets/tokens.h"

#include <QFontDatabase>
#include <QScrollBar>

namespace skiff::widgets {

namespace {

constexpr int FontPixels = 12;
constexpr int LeastZoom = -4;
constexpr int MostZoom = 20;

/// Gives an editor a document with our layout; before anything keeps a reference to the document.
QTextDocument& documentOf(QPlainTextEdit& editor)
{
    auto* document = new QTextDocument(&editor);
    document->setDocumentLayout(new EditorLayout(document));
    editor.setDocument(document);
    return *document;
}

} // namespace

CodeEditor::CodeEditor(QWidget* parent)
    : QPlainTextEdit(parent),
      m_scrollBar(new MarkedScrollBar(Qt::Vertical)),
      m_longLines(std::make_unique<LongLines>(documentOf(*this))),
      m_highlighter(std::make_unique<LazyHighlighter>(*document(), tokens(palette()))),
      m_folding(std::make_unique<Folding>(*this)),
      m_problems(std::make_unique<ProblemMarks>(*this)),
      m_gutter(new EditorGutter(*this))
{
    setVerticalScrollBar(m_scrollBar);
    setAccessibleName(tr("Text editor"));
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(NoWrap);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(metrics::Gap);
    viewport()->setMouseTracking(true);
    zoom(0);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEditor::layoutParts);
    connect(this, &QPlainTextEdit::updateRequest, m_gutter, qOverload<>(&QWidget::update));
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEditor::cursorMoved);
    connect(m_folding.get(), &Folding::changed, this, [this] {
        viewport()->update();
        m_gutter->update();
    });
    connect(m_highlighter.get(), &LazyHighlighter::restyled, this, [this](int first, int last) {
        const std::vector<VisibleBlock> visible = visibleBlocks();
        if (!visible.empty() && visible.front().block.blockNumber() <= last &&
            visible.back().block.blockNumber() >= first)
            viewport()->update();
    });
}

CodeEditor::~CodeEditor() = default;

QString CodeEditor::text() const
{
    return m_longLines->text();
}

void CodeEditor::setText(const QString& text)
{
    m_problems->set({});
    m_folding->reset();
    m_scrollBar->setSigns({});
    setPlainText(m_longLines->cut(text));
    emit problemsChanged();
}

void CodeEditor::replaceText(const QString& text)
{
    const int vertical = verticalScrollBar()->value();
    const int horizontal = horizontalScrollBar()->value();
    edits::replaceAll(*document(), *m_longLines, text);
    verticalScrollBar()->setValue(vertical);
    horizontalScrollBar()->setValue(horizontal);
}

EditorPlace CodeEditor::cursorPlace() const
{
    return m_longLines->placeOf(textCursor().position());
}

int CodeEditor::lineCount() const
{
    return m_longLines->lineCount();
}

QString CodeEditor::line(int line) const
{
    QTextBlock block = m_longLines->blockOf(line);
    QString text = block.text();
    for (; LongLines::continues(block); block = block.next())
        text += block.next().text();
    return text.remove(LongLines::Mark);
}

void CodeEditor::goTo(int line, int column)
{
    select({.line = line, .column = column});
}

void CodeEditor::select(const EditorPlace& place)
{
    QTextCursor cursor(document());
    cursor.setPosition(m_longLines->positionOf(place.line, place.column));
    cursor.setPosition(m_longLines->positionOf(place.line, place.column + place.length), QTextCursor::KeepAnchor);
    showSelection(cursor);
}

void CodeEditor::showSelection(const QTextCursor& cursor)
{
    m_folding->reveal(cursor.block());
    setTextCursor(cursor);
    // In the middle when it was out of view: what stands around it explains it.
    const QRect rect = cursorRect(cursor);
    if (!viewport()->rect().adjusted(0, rect.height(), 0, -rect.height()).contains(rect.center()))
        centerCursor();
}

void CodeEditor::setFolds(std::vector<FoldRange> folds)
{
    m_folding->setRanges(std::move(folds));
}

void CodeEditor::setFolded(int line, bool folded)
{
    m_folding->setFolded(m_longLines->blockOf(line), folded);
}

bool CodeEditor::isFolded(int line) const
{
    return Folding::isFolded(m_longLines->blockOf(line));
}

void CodeEditor::setAllFolded(bool folded)
{
    m_folding->setAllFolded(folded);
}

void CodeEditor::setProblems(std::vector<EditorProblem> problems)
{
    m_problems->set(std::move(problems));
    std::vector<MarkedScrollBar::Sign> signs;
    using Tone = MarkedScrollBar::Sign::Tone;
    const auto lines = float(std::max(1, lineCount()));
    for (const EditorProblem& problem : m_problems->problems())
        signs.push_back({.place = float(problem.place.line) / lines,
                         .tone = problem.severity == EditorProblem::Severity::Error ? Tone::Bad : Tone::Warning});
    m_scrollBar->setSigns(std::move(signs));
    viewport()->update();
    m_gutter->update();
    emit problemsChanged();
}

std::vector<EditorProblem> CodeEditor::problems() const
{
    return m_problems->problems();
}

bool CodeEditor::goToProblem(bool forward)
{
    const auto problem = m_problems->next(forward);
    if (!problem)
        return false;
    goTo(problem->place.line, problem->place.column);
    showHover(problem->text.toHtmlEscaped(), problem->place);
    return true;
}

void CodeEditor::showCompletion(EditorCompletion completion)
{
    if (!m_completion) {
        if (completion.offers.empty())
            return;
        m_completion = new CompletionPopup(*this);
    }
    m_completion->open(std::move(completion));
}

bool CodeEditor::completionIsOpen() const
{
    return m_completion && m_completion->isVisible();
}

void CodeEditor::showHover(const QString& html, const EditorPlace& place)
{
    if (!m_hover)
        m_hover = new HoverCard(*this);
    m_hover->open(html, place);
}

FindBar& CodeEditor::findBar()
{
    if (!m_findBar) {
        m_findBar = new FindBar(*this);
        m_findBar->hide();
        connect(m_findBar, &FindBar::changed, this, [this] {
            layoutParts();
            viewport()->update();
        });
    }
    return *m_findBar;
}

void CodeEditor::openFind(bool replace)
{
    findBar().open(replace);
}

bool CodeEditor::findIsOpen() const
{
    return m_findBar && !m_findBar->isHidden();
}

void CodeEditor::openGoToLine()
{
    if (!m_goToLine)
        m_goToLine = new GoToLine(*this);
    m_goToLine->open();
}

void CodeEditor::setWrap(bool wrap)
{
    setLineWrapMode(wrap ? WidgetWidth : NoWrap);
}

void CodeEditor::zoom(int steps)
{
    m_zoom = steps == 0 ? 0 : std::clamp(m_zoom + steps, LeastZoom, MostZoom);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(FontPixels + m_zoom);
    setFont(fixed);
    document()->setDefaultFont(fixed);
    setTabStopDistance(2 * fontMetrics().horizontalAdvance(QLatin1Char(' ')));
    layoutParts();
}

std::vector<VisibleBlock> CodeEditor::visibleBlocks() const
{
    std::vector<VisibleBlock> visible;
    const int height = viewport()->height();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        if (!block.isVisible())
            continue;
        const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
        if (box.top() > height)
            break;
        visible.push_back({block, box});
    }
    return visible;
}

QTextBlock CodeEditor::blockAt(int y) const
{
    for (const VisibleBlock& visible : visibleBlocks())
        if (y < visible.box.bottom())
            return visible.block;
    return {};
}

std::vector<QRectF> CodeEditor::charRects(const VisibleBlock& visible, int column, int length) const
{
    std::vector<QRectF> rects;
    const QTextLayout* layout = visible.block.layout();
    for (int i = 0; i < layout->lineCount(); ++i) {
        const QTextLine line = layout->lineAt(i);
        const int from = std::max(column, line.textStart());
        const int to = std::min(column + length, line.textStart() + line.textLength());
        const bool behindLast =
            i == layout->lineCount() - 1 && from >= to && column >= line.textStart() + line.textLength();
        if (from >= to && !behindLast)
            continue;
        const qreal left = line.cursorToX(std::min(from, line.textStart() + line.textLength()));
        const qreal right = behindLast ? left + fontMetrics().horizontalAdvance(QLatin1Char(' ')) : line.cursorToX(to);
        rects.push_back(QRectF(left, line.y(), right - left, line.height()).translated(visible.box.topLeft()));
    }
    return rects;
}

int CodeEditor::gutterWidth() const
{
    return m_gutter->wantedWidth();
}

void CodeEditor::layoutParts()
{
    const int width = gutterWidth();
    const int bar = findIsOpen() ? m_findBar->sizeHint().height() : 0;
    setViewportMargins(width, bar, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top() + bar, width, inside.height() - bar);
    if (bar > 0)
        // The scroll bar stands beside both.
        m_findBar->setGeometry(inside.left(), inside.top(), width + viewport()->width(), bar);
}

void CodeEditor::cursorMoved()
{
    m_folding->reveal(textCursor().block());
    if (m_completion)
        m_completion->follow();
    viewport()->update();
    m_gutter->update();
}

} // namespace skiff::widgets
