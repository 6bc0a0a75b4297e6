#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace skiff::model::edit {

/// A piece of a line that differs from the line beside it.
struct WordMark
{
    int column = 0;
    int length = 0;

    bool operator==(const WordMark&) const = default;
};

/// A row of two texts laid side by side. Line numbers from zero; -1: nothing on that side.
struct DiffRow
{
    enum class Type
    {
        Same,
        Changed,
        Added,
        Removed
    };

    Type type = Type::Same;
    int left = -1;
    int right = -1;
    std::vector<WordMark> leftMarks;
    std::vector<WordMark> rightMarks;
};

/// How to get from one list of lines to another with few changes (Myers); changed lines are paired
/// and their differing words marked. Very different texts cost bounded time and give coarser rows. Pure; any thread.
std::vector<DiffRow> diffLines(const QStringList& left, const QStringList& right);

/// Rows added, removed and changed.
struct DiffCounts
{
    int added = 0;
    int removed = 0;
    int changed = 0;

    bool none() const { return added + removed + changed == 0; }
};
DiffCounts countChanges(const std::vector<DiffRow>& rows);

} // namespace skiff::model::edit
