#pragma once

#include "cluster/base/clock.h"
#include "cluster/data/document.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::apiserver {

/// Writes the cells of one row in the order of the kind's columns. Made for one row; cells keep
/// JSON's types because some clients sort by them.
class Cells
{
public:
    Cells(std::string& out, WallTime now) : m_out(out), m_now(now) {}

    void text(std::string_view value);
    /// The text, or `otherwise` when it is empty.
    void textOr(std::string_view value, std::string_view otherwise) { text(value.empty() ? otherwise : value); }
    void number(int64_t value);
    void boolean(bool value);
    void null();
    /// HumanDuration since an RFC 3339 time; "<unknown>" for none.
    void age(data::Node time) { text(ageText(time)); }
    std::string ageText(data::Node time, std::string_view none = "<unknown>") const;

    WallTime now() const { return m_now; }
    /// metav1 row conditions as JSON; stays empty for most rows.
    std::string conditions;

private:
    void separate();
    std::string& m_out;
    WallTime m_now;
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
