#include "widgets/editor/text_edits.h"

#include "widgets/editor/line_hunks.h"
#include "widgets/editor/long_lines.h"

#include <QTextDocument>

namespace skiff::widgets::edits {

void replaceAll(QTextDocument& document, LongLines& longLines, const QString& text)
{
    const QString before = longLines.text();
    if (before == text)
        return;
    const QStringList left = before.split(QLatin1Char('\n'));
    const QStringList right = text.split(QLatin1Char('\n'));
    struct Piece
    {
        int begin;
        int end;
        QString text;
    };
    std::vector<Piece> pieces;
    for (const LineHunk& hunk : lineHunks(left, right)) {
        // From the end of the line above, so that whole lines come and go with their line ends.
        const bool first = hunk.left == 0;
        Piece piece{};
        piece.begin = first ? 0 : longLines.positionOf(hunk.left - 1, int(left[hunk.left - 1].size()));
        const int lastLeft = hunk.left + hunk.leftCount - 1;
        if (hunk.leftCount > 0)
            piece.end = longLines.positionOf(lastLeft, int(left[lastLeft].size()));
        else
            piece.end = piece.begin;
        const QString lines = right.mid(hunk.right, hunk.rightCount).join(QLatin1Char('\n'));
        if (!first) {
            piece.text = hunk.rightCount > 0 ? QLatin1Char('\n') + lines : QString();
        } else if (hunk.leftCount > 0 && hunk.rightCount > 0) {
            piece.text = lines;
        } else if (hunk.leftCount == 0) {
            piece.text = lines + QLatin1Char('\n');
        } else {
            piece.end = longLines.positionOf(lastLeft + 1, 0);
        }
        pieces.push_back(std::move(piece));
    }
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        QString insert = longLines.cut(piece->text);
        cursor.setPosition(piece->begin);
        cursor.setPosition(piece->end, QTextCursor::KeepAnchor);
        // Within the piece, what begins and ends the same stays: the cursor may be there.
        const QString old = cursor.selectedText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
        qsizetype same = 0;
        while (same < std::min(old.size(), insert.size()) && old[same] == insert[same])
            ++same;
        qsizetype sameBack = 0;
        while (sameBack < std::min(old.size(), insert.size()) - same &&
               old[old.size() - 1 - sameBack] == insert[insert.size() - 1 - sameBack])
            ++sameBack;
        cursor.setPosition(piece->begin + int(same));
        cursor.setPosition(piece->end - int(sameBack), QTextCursor::KeepAnchor);
        cursor.insertText(insert.mid(same, insert.size() - same - sameBack));
    }
    cursor.endEditBlock();
}

} // namespace skiff::widgets::edits
