#pragma once

#include <QString>

/// What one line of YAML says by itself, however the lines around it are: as much of YAML's letters as an outline
/// needs. Columns from zero in UTF-16 units. Pure; any thread.
namespace skiff::model::edit::yaml_line {

/// The spaces that a line begins with.
int indentOf(const QString& line);
/// True when there is nothing but a comment from `from` on.
bool isBlank(const QString& line, int from);
/// The position behind the quoted text that begins at `from`; -1 when it does not end in this line.
int endOfQuoted(const QString& line, int from);
/// The colon that ends a key beginning at `from`, or -1.
int colonOf(const QString& line, int from);
/// The end of a plain or flow value: before a comment and trailing space.
int endOfValue(const QString& line, int from);
/// Brackets opened and not closed in `text`, without those in quotes and comments.
int depthChange(const QString& text);
/// What a scalar means that may stand in quotes.
QString unquoted(const QString& text);

} // namespace skiff::model::edit::yaml_line
