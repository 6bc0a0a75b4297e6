#pragma once

#include <QString>
#include <QTextCursor>

class QTextDocument;

namespace skiff::widgets {

class LongLines;

/// What an editor's keys do to a text of YAML. Each is one step of undo and leaves `cursor` where the
/// editor's cursor goes. GUI thread.
namespace edits {

constexpr int IndentStep = 2;

/// Makes the document's text `text`, touching only lines that differ.
void replaceAll(QTextDocument& document, LongLines& longLines, const QString& text);

/// A new line, indented as what comes there is likely to be: inside a key, beside the last one, or
/// as a list's next element; an element with nothing in it is taken back instead.
void newLine(QTextCursor& cursor);

/// Blanks to the next step, or the selected lines one step deeper.
void indent(QTextCursor& cursor);
void unindent(QTextCursor& cursor);
/// Erases before the cursor: a whole step where there are only blanks. False: an ordinary erasure.
bool eraseIndent(QTextCursor& cursor);

/// Puts "# " before the lines, or takes it away when all have it.
void toggleComment(QTextCursor& cursor);
/// The selected text behind itself, or the line below itself.
void duplicate(QTextCursor& cursor);
void moveLines(QTextCursor& cursor, bool down);
void deleteLines(QTextCursor& cursor);
/// To the first character that is no blank; from there to the line's begin.
void home(QTextCursor& cursor, bool select);

/// What typing `typed` means beside itself: a bracket or quote gets its other half, or encloses the
/// selection, or steps over the one that is there. False: nothing special.
bool typePaired(QTextCursor& cursor, QChar typed);
/// The position of the bracket that belongs to the one at (or before) the cursor; -1: none near.
int matchingBracket(const QTextCursor& cursor, int* bracket);

} // namespace edits
} // namespace skiff::widgets
