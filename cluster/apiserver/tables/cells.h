#pragma once

#include "cluster/base/clock.h"
#include "cluster/data/document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::apiserver {

/// The cells of one row as JSON, with its ages left open: they are all that changes while the object does not.
struct RowCells
{
    struct Age
    {
        size_t place; ///< where it goes in `text`
        WallTime since;
    };
    std::string text;
    std::vector<Age> ages; ///< in the order of their places
    /// metav1 row conditions as JSON; empty for most rows.
    std::string conditions;

    /// Appends the array of cells as it reads at `now`.
    void appendTo(std::string& out, WallTime now) const;
};

/// Writes the cells of one row in the order of the kind's columns. Made for one row; cells keep
/// JSON's types because some clients sort by them.
class Cells
{
public:
    explicit Cells(RowCells& out) : m_out(out) {}

    void text(std::string_view value);
    /// The text, or `otherwise` when it is empty.
    void textOr(std::string_view value, std::string_view otherwise) { text(value.empty() ? otherwise : value); }
    void number(int64_t value);
    void boolean(bool value);
    void null();
    /// JSON as it is.
    void raw(std::string_view json);
    /// HumanDuration since an RFC 3339 time; "<unknown>" for none.
    void age(data::Node time);
    /// `before`, HumanDuration since `time`, `after`: "3 (5m ago)".
    void textWithAge(std::string_view before, WallTime since, std::string_view after);
    void conditions(std::string json) { m_out.conditions = std::move(json); }

private:
    void separate();
    RowCells& m_out;
    bool m_first = true;
};

/// Writes the cells of one kind.
using CellWriter = void (*)(data::Node object, Cells& cells);

/// How a kind's cells are computed; nullptr: Name and Created At.
CellWriter cellWriterFor(std::string_view group, std::string_view kind);

/// "a=b,c=d" sorted by key; "<none>" when there are none.
std::string formatLabels(data::Node map);
/// A metav1.LabelSelector as text; "<none>" when it is empty.
std::string formatSelector(data::Node selector);
/// The `member` of each element, joined by commas.
std::string joinMembers(data::Node list, std::string_view member);
/// Elements of a list of strings joined by `separator`.
std::string joinTexts(data::Node list, std::string_view separator);
/// The value of the status condition `type`, or nothing.
data::Node findCondition(data::Node object, std::string_view type);

} // namespace skiff::apiserver
