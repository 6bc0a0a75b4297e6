#include "widgets/editor/text_edits.h"

#include <QRegularExpression>
#include <QTextBlock>
#include <QTextDocument>

#include <algorithm>
#include <climits>

namespace skiff::widgets::edits {

namespace {

int indentOf(const QString& text)
{
    int indent = 0;
    while (indent < text.size() && text[indent] == QLatin1Char(' '))
        ++indent;
    return indent;
}

/// The lines of the selection; one that ends before a line's first character does not have that line.
struct Lines
{
    QTextBlock first;
    QTextBlock last;

    explicit Lines(const QTextCursor& cursor)
        : first(cursor.document()->findBlock(cursor.selectionStart())),
          last(cursor.document()->findBlock(cursor.selectionEnd()))
    {
        if (last != first && cursor.selectionEnd() == last.position())
            last = last.previous();
    }

    template <typename Do>
    void forEach(Do&& change) const
    {
        const int end = last.blockNumber();
        for (QTextBlock block = first; block.isValid() && block.blockNumber() <= end; block = block.next())
            change(block);
    }
};

void insertAt(QTextBlock block, int column, const QString& text)
{
    QTextCursor at(block);
    at.setPosition(block.position() + column);
    at.insertText(text);
}

void eraseAt(QTextBlock block, int column, int length)
{
    QTextCursor at(block);
    at.setPosition(block.position() + column);
    at.setPosition(block.position() + column + length, QTextCursor::KeepAnchor);
    at.removeSelectedText();
}

} // namespace

void newLine(QTextCursor& cursor)
{
    static const QRegularExpression opens(QStringLiteral("(?::|[|>][-+0-9]*|[{\\[])\\s*(?:#.*)?$"));
    static const QRegularExpression element(QStringLiteral("^( *)((?:- +)+|-$)(.*)$"));
    static const QRegularExpression key(QStringLiteral("^[^\\s#:\"'{\\[][^:]*:(?:\\s|$)"));
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    const QString line = cursor.block().text();
    const QString before = line.left(cursor.positionInBlock());
    int indent = std::min(indentOf(line), int(before.size()));
    QString dash;
    const QRegularExpressionMatch match = element.match(before);
    if (match.hasMatch()) {
        const QString rest = match.captured(3);
        const bool atEnd = line.size() == before.size();
        if (rest.trimmed().isEmpty() && atEnd) {
            // Enter on an element with nothing in it ends the list.
            eraseAt(cursor.block(), indent, int(line.size()) - indent);
            cursor.endEditBlock();
            return;
        }
        if (key.match(rest).hasMatch())
            indent += int(match.captured(2).size());
        else if (atEnd && !rest.startsWith(QLatin1Char('#')))
            dash = QStringLiteral("- ");
    }
    const QString trimmed = before.trimmed();
    if (!trimmed.startsWith(QLatin1Char('#')) && trimmed != QLatin1String("---") && opens.match(before).hasMatch()) {
        indent += IndentStep;
        dash.clear();
    }
    // Blanks behind the cursor would indent the rest twice.
    const QString after = line.mid(cursor.positionInBlock());
    cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor, indentOf(after));
    const QChar open = trimmed.isEmpty() ? QChar() : trimmed.back();
    const QString rest = after.trimmed();
    const bool closes = (open == QLatin1Char('{') && rest.startsWith(QLatin1Char('}'))) ||
                        (open == QLatin1Char('[') && rest.startsWith(QLatin1Char(']')));
    cursor.insertText(QLatin1Char('\n') + QString(indent, QLatin1Char(' ')) + dash);
    if (closes) {
        const int here = cursor.position();
        cursor.insertText(QLatin1Char('\n') + QString(std::max(0, indent - IndentStep), QLatin1Char(' ')));
        cursor.setPosition(here);
    }
    cursor.endEditBlock();
}

void indent(QTextCursor& cursor)
{
    if (!cursor.hasSelection()) {
        cursor.insertText(QString(IndentStep - cursor.positionInBlock() % IndentStep, QLatin1Char(' ')));
        return;
    }
    cursor.beginEditBlock();
    Lines(cursor).forEach([](QTextBlock block) {
        if (block.length() > 1)
            insertAt(block, 0, QString(IndentStep, QLatin1Char(' ')));
    });
    cursor.endEditBlock();
}

void unindent(QTextCursor& cursor)
{
    cursor.beginEditBlock();
    Lines(cursor).forEach([](QTextBlock block) {
        const QString text = block.text();
        const int blanks = text.startsWith(QLatin1Char('\t')) ? 1 : std::min(IndentStep, indentOf(text));
        if (blanks > 0)
            eraseAt(block, 0, blanks);
    });
    cursor.endEditBlock();
}

bool eraseIndent(QTextCursor& cursor)
{
    const int column = cursor.positionInBlock();
    if (cursor.hasSelection() || column < 2 || indentOf(cursor.block().text()) < column)
        return false;
    const int blanks = (column - 1) % IndentStep + 1;
    eraseAt(cursor.block(), column - blanks, blanks);
    return true;
}

void toggleComment(QTextCursor& cursor)
{
    const Lines lines(cursor);
    int least = INT_MAX;
    bool all = true;
    lines.forEach([&](const QTextBlock& block) {
        const QString text = block.text();
        const int indent = indentOf(text);
        if (indent == text.size())
            return;
        least = std::min(least, indent);
        all = all && text[indent] == QLatin1Char('#');
    });
    if (least == INT_MAX)
        return;
    cursor.beginEditBlock();
    lines.forEach([&](QTextBlock block) {
        const QString text = block.text();
        const int indent = indentOf(text);
        if (indent == text.size())
            return;
        if (!all)
            insertAt(block, least, QStringLiteral("# "));
        else
            eraseAt(block, indent, text.mid(indent + 1).startsWith(QLatin1Char(' ')) ? 2 : 1);
    });
    cursor.endEditBlock();
}

void duplicate(QTextCursor& cursor)
{
    cursor.beginEditBlock();
    QTextCursor at(cursor.document());
    if (cursor.hasSelection()) {
        const QString text = cursor.selectedText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
        const int begin = cursor.selectionEnd();
        at.setPosition(begin);
        at.insertText(text);
        cursor.setPosition(begin);
        cursor.setPosition(begin + int(text.size()), QTextCursor::KeepAnchor);
    } else {
        const int column = cursor.positionInBlock();
        const QTextBlock block = cursor.block();
        at.setPosition(block.position() + block.length() - 1);
        at.insertText(QLatin1Char('\n') + block.text());
        cursor.setPosition(at.block().position() + column);
    }
    cursor.endEditBlock();
}

void moveLines(QTextCursor& cursor, bool down)
{
    const Lines lines(cursor);
    const QTextBlock other = down ? lines.last.next() : lines.first.previous();
    if (!other.isValid())
        return;
    const QString text = other.text();
    const int length = int(text.size()) + 1;
    const int shift = down ? length : -length;
    const int anchor = cursor.anchor() + shift;
    const int position = cursor.position() + shift;
    cursor.beginEditBlock();
    QTextCursor at(cursor.document());
    if (down) {
        // The line below goes above.
        at.setPosition(lines.last.position() + lines.last.length() - 1);
        at.setPosition(other.position() + other.length() - 1, QTextCursor::KeepAnchor);
        at.removeSelectedText();
        at.setPosition(lines.first.position());
        at.insertText(text + QLatin1Char('\n'));
    } else {
        at.setPosition(lines.last.position() + lines.last.length() - 1);
        at.insertText(QLatin1Char('\n') + text);
        at.setPosition(other.position());
        at.setPosition(other.position() + length, QTextCursor::KeepAnchor);
        at.removeSelectedText();
    }
    cursor.endEditBlock();
    const int end = cursor.document()->characterCount() - 1;
    cursor.setPosition(std::clamp(anchor, 0, end));
    cursor.setPosition(std::clamp(position, 0, end), QTextCursor::KeepAnchor);
}

void deleteLines(QTextCursor& cursor)
{
    const Lines lines(cursor);
    const bool atEnd = !lines.last.next().isValid();
    const int begin = atEnd && lines.first.position() > 0 ? lines.first.position() - 1 : lines.first.position();
    const int end = atEnd ? lines.last.position() + lines.last.length() - 1 : lines.last.next().position();
    cursor.beginEditBlock();
    cursor.setPosition(begin);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    cursor.endEditBlock();
    cursor.movePosition(QTextCursor::StartOfBlock);
}

void home(QTextCursor& cursor, bool select)
{
    const int text = indentOf(cursor.block().text());
    const int column = cursor.positionInBlock() == text ? 0 : text;
    cursor.setPosition(cursor.block().position() + column, select ? QTextCursor::KeepAnchor : QTextCursor::MoveAnchor);
}

} // namespace skiff::widgets::edits
