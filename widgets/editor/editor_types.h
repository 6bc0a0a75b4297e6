#pragma once

#include <QString>

#include <vector>

namespace skiff::widgets {

/// A piece of one line of a text; all from zero, column and length in UTF-16 units.
struct EditorPlace
{
    int line = 0;
    int column = 0;
    int length = 0;

    bool operator==(const EditorPlace&) const = default;
};

/// Something wrong at a place of the text.
struct EditorProblem
{
    enum class Severity
    {
        Error,
        Warning
    };

    Severity severity = Severity::Error;
    EditorPlace place;
    QString text;

    bool operator==(const EditorProblem&) const = default;
};

/// Lines that can be folded away: `first` stays and tells that those up to `last` are hidden.
struct FoldRange
{
    int first = 0;
    int last = 0;

    bool operator==(const FoldRange&) const = default;
};

/// One thing that may be inserted at the cursor.
struct EditorOffer
{
    enum class Type
    {
        Field,
        Value,
        Name,
        Snippet
    };

    Type type = Type::Field;
    QString label;
    QString detail;
    QString documentation; ///< plain text
    QString insert;        ///< may have several lines; those after the first are indented already
    int cursorBack = 0;    ///< how many characters before the end of `insert` the cursor goes
};

/// What may be inserted at the cursor, instead of what stands at `place`.
struct EditorCompletion
{
    EditorPlace place; ///< what has been typed of it; it ends at the cursor
    std::vector<EditorOffer> offers;
};

} // namespace skiff::widgets
