#pragma once

#include "widgets/editor/editor_types.h"

#include <QTextBlock>

class QTextDocument;

namespace skiff::widgets {

/// Holds very long lines of a text in several blocks of a document, because laying out a block costs
/// as much as it is long, at every key that is typed in it.
///
/// All blocks of such a line but the last end in a mark, a character that no text has (a Unicode
/// noncharacter, taken out of what comes from outside). As marks are text themselves, undo, split,
/// move and paste keep them right. Owned by the editor; GUI thread.
class LongLines
{
public:
    static constexpr QChar Mark = QChar(0xFDEF); // QTextDocument itself uses U+FDD0 and U+FDD1
    /// Lines up to this are one block.
    static constexpr int LongestBlock = 1000;
    /// A long line's pieces.
    static constexpr int PieceLength = 250;

    explicit LongLines(QTextDocument& document) : m_document(document) {}

    /// `text` as the document is to have it: its long lines cut by marks, other marks taken out.
    QString cut(const QString& text);
    /// The text again: `cut` without marks. Takes the paragraph separators of QTextDocument for line ends, too.
    static QString joined(QString cut);
    /// The document's text, still cut, with a line feed at the end of each block; a position in it is one of the
    /// document. (toPlainText() would make other characters of some: a no-break space would not survive an edit.)
    QString cutText() const;
    QString text() const { return joined(cutText()); }
    static bool continues(const QTextBlock& block); ///< its line goes on in the next block

    int lineCount() const { return lineOf(m_document.lastBlock()) + 1; }
    int lineOf(const QTextBlock& block) const;
    /// The first block of the line; the last one's when there are not so many.
    QTextBlock blockOf(int line) const;
    QTextBlock firstBlock(QTextBlock block) const; ///< of the line that `block` belongs to
    QTextBlock lastBlock(QTextBlock block) const;

    EditorPlace placeOf(int position) const;
    /// The nearest position there is.
    int positionOf(int line, int column) const;

private:
    static bool isPlain(const QString& text);
    void refresh() const;

    QTextDocument& m_document;
    bool m_used = false; ///< there may be marks in the document
    mutable int m_revision = -1;
    mutable std::vector<int> m_continuing; ///< numbers of blocks that go on in the next, ascending
};

} // namespace skiff::widgets
