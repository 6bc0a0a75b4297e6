#pragma once

#include "widgets/editor/editor_types.h"

#include <QPlainTextEdit>
#include <QTextBlock>

#include <memory>

namespace skiff::widgets {

class CompletionPopup;
class EditorGutter;
class FindBar;
class Folding;
class GoToLine;
class HoverCard;
class LazyHighlighter;
class LongLines;
class MarkedScrollBar;
class ProblemMarks;

/// A block of the text that is in view, with its place in the viewport.
struct VisibleBlock
{
    QTextBlock block;
    QRectF box;
};

/// The console's editor of YAML: line numbers, folding, problems, find and replace, completion,
/// hover. Knows nothing of what is edited: offers and problems come from its owner.
///
/// All lines and columns are those of text(). They differ from the blocks of document() when a line
/// is very long: it is held in several blocks, so that no line costs more than a screenful to lay
/// out. So read and write text by text(), setText(), replaceText() and the places here. GUI thread.
class CodeEditor : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit CodeEditor(QWidget* parent = nullptr);
    ~CodeEditor() override;

    QString text() const;
    /// Another text: history, folds and problems are gone, the cursor is at the begin.
    void setText(const QString& text);
    /// A newer state of the same text, as one step of undo; cursor, folds and scroll position stay where lines stay.
    void replaceText(const QString& text);

    EditorPlace cursorPlace() const;
    /// Moves the cursor and brings it into view; opens folds around it.
    void goTo(int line, int column = 0);
    /// The same, with what stands at `place` selected.
    void select(const EditorPlace& place);
    int lineCount() const;
    QString line(int line) const;

    /// What can be folded. Until the first call it is told by indentation.
    void setFolds(std::vector<FoldRange> folds);
    void setFolded(int line, bool folded);
    bool isFolded(int line) const;
    void setAllFolded(bool folded);

    void setProblems(std::vector<EditorProblem> problems);
    /// Where they are now: they move with the text.
    std::vector<EditorProblem> problems() const;
    /// Goes to the next (or previous) one, round the end; false when there is none.
    bool goToProblem(bool forward);

    /// Shows offers at the cursor; narrowed as one types. No offers: hides them.
    void showCompletion(EditorCompletion completion);
    bool completionIsOpen() const;
    /// Shows `html` at a place until the pointer leaves it. Tags are shown, resources are never loaded;
    /// escape what is not yours (QString::toHtmlEscaped).
    void showHover(const QString& html, const EditorPlace& place);

    /// The bar above the text; `replace` shows its second row, too.
    void openFind(bool replace);
    FindBar& findBar();
    bool findIsOpen() const;
    /// Asks for a line over the text.
    void openGoToLine();

    bool wrap() const { return lineWrapMode() != NoWrap; }
    void setWrap(bool wrap);
    void zoom(int steps); ///< 0: the usual size

    // For the parts of the editor.
    /// Makes `cursor` the editor's and brings it into view.
    void showSelection(const QTextCursor& cursor);
    std::vector<VisibleBlock> visibleBlocks() const;
    LongLines& longLines() const { return *m_longLines; }
    Folding& folding() const { return *m_folding; }
    ProblemMarks& problemMarks() const { return *m_problems; }
    MarkedScrollBar& markedScrollBar() const { return *m_scrollBar; }
    /// The block at a height of the viewport; none below the last.
    QTextBlock blockAt(int y) const;
    /// Where a piece of a block that is in view is in the viewport; several when it is wrapped.
    std::vector<QRectF> charRects(const VisibleBlock& visible, int column, int length) const;
    int gutterWidth() const;
    void layoutParts();

signals:
    /// Offers are wanted at the cursor: answer by showCompletion(), at once or later.
    void completionRequested(int line, int column);
    /// The pointer rests on that place: answer by showHover(), if there is something to say.
    void hoverRequested(int line, int column);
    void problemsChanged();

protected:
    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    enum class Key; ///< what the editor's own keys do: editor_keys.cpp
    struct KeyRow;

    static const std::vector<KeyRow>& keyRows();
    static const KeyRow* keyRow(const QKeyEvent& event);
    void addKeyActions(QMenu& menu);
    bool runKey(Key key);
    bool runEdit(Key key);
    bool eraseAtJoint(bool forward);
    bool stepOverFold(const QKeyEvent& event);
    void typed(const QKeyEvent& event);
    void askHover(const QPoint& position);
    void cursorMoved();
    void paintUnder(QPainter& painter, const std::vector<VisibleBlock>& visible);
    void paintOver(QPainter& painter, const std::vector<VisibleBlock>& visible);
    void paintBrackets(QPainter& painter, const std::vector<VisibleBlock>& visible);
    void paintGuides(QPainter& painter, const VisibleBlock& visible, int indent);
    QRectF foldLabelRect(const VisibleBlock& visible) const;
    QString foldLabel(const QTextBlock& block) const;

    MarkedScrollBar* m_scrollBar;
    std::unique_ptr<LongLines> m_longLines;
    std::unique_ptr<LazyHighlighter> m_highlighter;
    std::unique_ptr<Folding> m_folding;
    std::unique_ptr<ProblemMarks> m_problems;
    EditorGutter* m_gutter;
    FindBar* m_findBar = nullptr; ///< made when first wanted, as those below
    GoToLine* m_goToLine = nullptr;
    CompletionPopup* m_completion = nullptr;
    HoverCard* m_hover = nullptr;
    int m_zoom = 0;
};

} // namespace skiff::widgets
