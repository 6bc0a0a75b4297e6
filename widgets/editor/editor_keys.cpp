#include "widgets/editor/code_editor.h"
#include "widgets/editor/completion_popup.h"
#include "widgets/editor/find_bar.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/problem_marks.h"
#include "widgets/editor/text_edits.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>

namespace skiff::widgets {

enum class CodeEditor::Key
{
    Find,
    Replace,
    FindNext,
    FindPrevious,
    GoToLine,
    Complete,
    About,
    NextProblem,
    PreviousProblem,
    ToggleComment,
    Duplicate,
    MoveUp,
    MoveDown,
    DeleteLine,
    Indent,
    Unindent,
    NewLine,
    Home,
    SelectHome,
    Erase,
    EraseForward,
    Fold,
    Unfold,
    FoldAll,
    UnfoldAll,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Wrap
};

/// One key (several rows: several keys for the same), and its line in the context menu.
struct CodeEditor::KeyRow
{
    QKeyCombination keys;
    Key key;
    bool edits = false;
    const char* text = nullptr;
};

const std::vector<CodeEditor::KeyRow>& CodeEditor::keyRows()
{
    static const std::vector<KeyRow> rows{
        {Qt::CTRL | Qt::Key_F, Key::Find, false, QT_TR_NOOP("Find…")},
        {Qt::CTRL | Qt::Key_H, Key::Replace, true, QT_TR_NOOP("Replace…")},
        {Qt::Key_F3, Key::FindNext},
        {Qt::SHIFT | Qt::Key_F3, Key::FindPrevious},
        {Qt::CTRL | Qt::Key_G, Key::GoToLine, false, QT_TR_NOOP("Go to line…")},
        {Qt::CTRL | Qt::Key_Space, Key::Complete, true, QT_TR_NOOP("Complete")},
        {Qt::CTRL | Qt::Key_I, Key::About, false, QT_TR_NOOP("About this field")},
        {Qt::Key_F8, Key::NextProblem, false, QT_TR_NOOP("Next problem")},
        {Qt::SHIFT | Qt::Key_F8, Key::PreviousProblem, false, QT_TR_NOOP("Previous problem")},
        {Qt::CTRL | Qt::Key_Slash, Key::ToggleComment, true, QT_TR_NOOP("Comment or uncomment")},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_Slash, Key::ToggleComment, true},
        {Qt::CTRL | Qt::Key_D, Key::Duplicate, true, QT_TR_NOOP("Duplicate")},
        {Qt::ALT | Qt::Key_Up, Key::MoveUp, true, QT_TR_NOOP("Move line up")},
        {Qt::ALT | Qt::Key_Down, Key::MoveDown, true, QT_TR_NOOP("Move line down")},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_K, Key::DeleteLine, true, QT_TR_NOOP("Delete line")},
        {Qt::Key_Tab, Key::Indent, true},
        {Qt::SHIFT | Qt::Key_Backtab, Key::Unindent, true},
        {Qt::Key_Backtab, Key::Unindent, true},
        {Qt::Key_Return, Key::NewLine, true},
        {Qt::Key_Enter, Key::NewLine, true},
        {Qt::SHIFT | Qt::Key_Return, Key::NewLine, true},
        {Qt::Key_Home, Key::Home},
        {Qt::SHIFT | Qt::Key_Home, Key::SelectHome},
        {Qt::Key_Backspace, Key::Erase, true},
        {Qt::Key_Delete, Key::EraseForward, true},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_BracketLeft, Key::Fold, false, QT_TR_NOOP("Fold")},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_BraceLeft, Key::Fold},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_BracketRight, Key::Unfold, false, QT_TR_NOOP("Unfold")},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_BraceRight, Key::Unfold},
        {Qt::CTRL | Qt::ALT | Qt::Key_BracketLeft, Key::FoldAll, false, QT_TR_NOOP("Fold all")},
        {Qt::CTRL | Qt::ALT | Qt::Key_BracketRight, Key::UnfoldAll, false, QT_TR_NOOP("Unfold all")},
        {Qt::CTRL | Qt::Key_Plus, Key::ZoomIn},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_Plus, Key::ZoomIn},
        {Qt::CTRL | Qt::Key_Equal, Key::ZoomIn},
        {Qt::CTRL | Qt::Key_Minus, Key::ZoomOut},
        {Qt::CTRL | Qt::Key_0, Key::ZoomReset},
        {Qt::ALT | Qt::Key_Z, Key::Wrap, false, QT_TR_NOOP("Wrap long lines")},
    };
    return rows;
}

const CodeEditor::KeyRow* CodeEditor::keyRow(const QKeyEvent& event)
{
    const QKeyCombination pressed(event.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier),
                                  Qt::Key(event.key()));
    for (const KeyRow& row : keyRows())
        if (row.keys == pressed)
            return &row;
    return nullptr;
}

void CodeEditor::addKeyActions(QMenu& menu)
{
    for (const KeyRow& row : keyRows()) {
        if (!row.text || (row.edits && isReadOnly()))
            continue;
        QAction* action = menu.addAction(tr(row.text), this, [this, key = row.key] { runKey(key); });
        action->setShortcut(row.keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        if (row.key == Key::Wrap) {
            action->setCheckable(true);
            action->setChecked(wrap());
        }
    }
}

bool CodeEditor::event(QEvent* event)
{
    // Otherwise a key of the window's own could take what the editor does.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        const KeyRow* row = keyRow(key);
        const bool leaves = key.key() == Qt::Key_Escape && (completionIsOpen() || findIsOpen());
        if ((row && !(row->edits && isReadOnly())) || leaves) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void CodeEditor::keyPressEvent(QKeyEvent* event)
{
    if (completionIsOpen() && m_completion->handleKey(*event))
        return;
    if (event->key() == Qt::Key_Escape && findIsOpen()) {
        m_findBar->close();
        return;
    }
    const KeyRow* row = keyRow(*event);
    if (row && row->edits && isReadOnly()) {
        // Tab goes on to the next widget then.
        event->ignore();
        return;
    }
    if (row && runKey(row->key))
        return;
    if (stepOverFold(*event))
        return;
    if (!isReadOnly() && !event->text().isEmpty() && event->text().front().isPrint())
        m_folding->setFolded(textCursor().block(), false);
    QTextCursor cursor = textCursor();
    if (!isReadOnly() && event->text().size() == 1 && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) &&
        edits::typePaired(cursor, event->text().front())) {
        setTextCursor(cursor);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
    typed(*event);
}

bool CodeEditor::stepOverFold(const QKeyEvent& event)
{
    QTextCursor cursor = textCursor();
    const bool right = event.key() == Qt::Key_Right && cursor.atBlockEnd();
    const bool left = event.key() == Qt::Key_Left && cursor.atBlockStart();
    if ((!right && !left) || event.modifiers() & ~Qt::KeypadModifier || cursor.hasSelection())
        return false;
    const auto beside = [right](const QTextBlock& block) { return right ? block.next() : block.previous(); };
    QTextBlock block = beside(cursor.block());
    if (!block.isValid() || block.isVisible())
        return false;
    while (block.isValid() && !block.isVisible())
        block = beside(block);
    if (block.isValid()) {
        cursor.setPosition(right ? block.position() : block.position() + block.length() - 1);
        setTextCursor(cursor);
    }
    return true;
}

bool CodeEditor::runKey(Key key)
{
    switch (key) {
    case Key::Find:
    case Key::Replace:
        openFind(key == Key::Replace);
        return true;
    case Key::FindNext:
    case Key::FindPrevious:
        if (findIsOpen())
            findBar().findNext(key == Key::FindNext);
        else
            openFind(false);
        return true;
    case Key::GoToLine:
        openGoToLine();
        return true;
    case Key::Complete:
        emit completionRequested(cursorPlace().line, cursorPlace().column);
        return true;
    case Key::About:
        emit hoverRequested(cursorPlace().line, cursorPlace().column);
        return true;
    case Key::NextProblem:
    case Key::PreviousProblem:
        goToProblem(key == Key::NextProblem);
        return true;
    case Key::Fold: {
        const QTextBlock block = m_folding->enclosing(textCursor().block());
        if (!block.isValid())
            return true;
        goTo(m_longLines->lineOf(block), textCursor().block() == block ? textCursor().positionInBlock() : 0);
        m_folding->setFolded(block, true);
        return true;
    }
    case Key::Unfold:
        m_folding->setFolded(textCursor().block(), false);
        return true;
    case Key::FoldAll:
        setAllFolded(true);
        return true;
    case Key::UnfoldAll:
        setAllFolded(false);
        return true;
    case Key::ZoomIn:
        zoom(1);
        return true;
    case Key::ZoomOut:
        zoom(-1);
        return true;
    case Key::ZoomReset:
        zoom(0);
        return true;
    case Key::Wrap:
        setWrap(!wrap());
        return true;
    default:
        return runEdit(key);
    }
}

bool CodeEditor::runEdit(Key key)
{
    QTextCursor cursor = textCursor();
    if (key != Key::Home && key != Key::SelectHome)
        m_folding->setFolded(cursor.block(), false);
    switch (key) {
    case Key::ToggleComment:
        edits::toggleComment(cursor);
        break;
    case Key::Duplicate:
        edits::duplicate(cursor);
        break;
    case Key::MoveUp:
        edits::moveLines(cursor, false);
        break;
    case Key::MoveDown:
        edits::moveLines(cursor, true);
        break;
    case Key::DeleteLine:
        edits::deleteLines(cursor);
        break;
    case Key::Indent:
        edits::indent(cursor);
        break;
    case Key::Unindent:
        edits::unindent(cursor);
        break;
    case Key::NewLine:
        edits::newLine(cursor);
        break;
    case Key::Home:
    case Key::SelectHome:
        edits::home(cursor, key == Key::SelectHome);
        break;
    case Key::Erase:
        if (eraseAtJoint(false))
            return true;
        if (!edits::eraseIndent(cursor))
            return false;
        break;
    case Key::EraseForward:
        return eraseAtJoint(true);
    default:
        return false;
    }
    setTextCursor(cursor);
    ensureCursorVisible();
    return true;
}

bool CodeEditor::eraseAtJoint(bool forward)
{
    QTextCursor cursor = textCursor();
    const QTextBlock block = cursor.block();
    if (cursor.hasSelection())
        return false;
    // Pieces of one line: the mark and the block's end go, and the character beyond them.
    if (!forward && cursor.atBlockStart() && LongLines::continues(block.previous()))
        cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor, 3);
    else if (forward && LongLines::continues(block) && cursor.positionInBlock() >= block.length() - 2)
        cursor.setPosition(block.next().position() + 1, QTextCursor::KeepAnchor);
    else
        return false;
    cursor.removeSelectedText();
    setTextCursor(cursor);
    return true;
}

void CodeEditor::typed(const QKeyEvent& event)
{
    if (isReadOnly() || event.text().isEmpty() || !event.text().front().isPrint() || completionIsOpen())
        return;
    const QString before = textCursor().block().text().left(textCursor().positionInBlock());
    const QChar last = before.isEmpty() ? QChar() : before.back();
    const QStringView trimmed = QStringView(before).trimmed();
    const bool valueBegins =
        last == QLatin1Char(' ') && (trimmed.endsWith(QLatin1Char(':')) || trimmed.endsWith(QLatin1Char('-')));
    if ((last.isLetterOrNumber() || valueBegins) && !trimmed.startsWith(QLatin1Char('#')))
        emit completionRequested(cursorPlace().line, cursorPlace().column);
}

QMimeData* CodeEditor::createMimeDataFromSelection() const
{
    auto* mime = new QMimeData;
    mime->setText(LongLines::joined(textCursor().selectedText()));
    return mime;
}

bool CodeEditor::canInsertFromMimeData(const QMimeData* source) const
{
    // Files that are dropped are the window's.
    return source->hasText() && !source->hasUrls();
}

void CodeEditor::insertFromMimeData(const QMimeData* source)
{
    if (isReadOnly() || !canInsertFromMimeData(source))
        return;
    QTextCursor cursor = textCursor();
    cursor.insertText(m_longLines->cut(source->text()));
    setTextCursor(cursor);
    ensureCursorVisible();
}

} // namespace skiff::widgets
