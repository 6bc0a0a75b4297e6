#include "widgets/editor/text_edits.h"

#include <QTextBlock>
#include <QTextDocument>

namespace skiff::widgets::edits {

namespace {

constexpr QLatin1String Open("{[\"'");
constexpr QLatin1String Close("}]\"'");
/// Farther away no bracket is looked for.
constexpr int Farthest = 20'000;

QChar otherOf(QChar bracket, QLatin1String from, QLatin1String to)
{
    for (qsizetype i = 0; i < from.size(); ++i)
        if (bracket == from[i])
            return to[i];
    return {};
}

bool isQuote(QChar character)
{
    return character == QLatin1Char('"') || character == QLatin1Char('\'');
}

} // namespace

bool typePaired(QTextCursor& cursor, QChar typed)
{
    const QTextDocument& document = *cursor.document();
    const QChar close = otherOf(typed, Open, Close);
    if (cursor.hasSelection()) {
        if (close.isNull() || document.findBlock(cursor.selectionStart()) != document.findBlock(cursor.selectionEnd()))
            return false;
        const QString text = cursor.selectedText();
        cursor.insertText(typed + text + close);
        cursor.movePosition(QTextCursor::PreviousCharacter);
        cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor, int(text.size()));
        return true;
    }
    const QString line = cursor.block().text();
    const int column = cursor.positionInBlock();
    const QChar next = column < line.size() ? line[column] : QChar();
    const QChar previous = column > 0 ? line[column - 1] : QChar();
    if (next == typed && Close.contains(typed)) {
        cursor.movePosition(QTextCursor::NextCharacter);
        return true;
    }
    if (close.isNull() || line.trimmed().startsWith(QLatin1Char('#')))
        return false;
    // Only where a value begins and nothing stands behind: elsewhere it is text.
    const bool roomBehind = next.isNull() || next.isSpace() || Close.contains(next) || next == QLatin1Char(',');
    const bool begins = previous.isNull() || previous.isSpace() || previous == QLatin1Char('[') ||
                        previous == QLatin1Char('{') || previous == QLatin1Char(',');
    if (!roomBehind || (isQuote(typed) && !begins))
        return false;
    cursor.insertText(QString(typed) + close);
    cursor.movePosition(QTextCursor::PreviousCharacter);
    return true;
}

int matchingBracket(const QTextCursor& cursor, int* bracket)
{
    const QTextDocument& document = *cursor.document();
    for (const int at : {cursor.position(), cursor.position() - 1}) {
        if (at < 0)
            continue;
        const QChar here = document.characterAt(at);
        if (isQuote(here))
            continue;
        QChar other = otherOf(here, Open, Close);
        const int step = other.isNull() ? -1 : 1;
        if (other.isNull())
            other = otherOf(here, Close, Open);
        if (other.isNull())
            continue;
        int depth = 0;
        const int end = document.characterCount();
        for (int i = at; i >= 0 && i < end && std::abs(i - at) < Farthest; i += step) {
            const QChar character = document.characterAt(i);
            depth += character == here ? 1 : character == other ? -1 : 0;
            if (depth == 0) {
                *bracket = at;
                return i;
            }
        }
    }
    return -1;
}

} // namespace skiff::widgets::edits
