#pragma once

#include "widgets/editor/diff_view.h"

namespace skiff::widgets {

/// The lines of a diff in the order in which they are shown: side by side or one below the other,
/// with long stretches without a change closed. Pure; GUI thread.
class DiffLines
{
public:
    /// Lines that stay around a change.
    static constexpr int Context = 3;
    /// Fewer than this are not worth closing.
    static constexpr int LeastClosed = 4;

    struct Line
    {
        DiffViewRow::Type type = DiffViewRow::Type::Same;
        int row = 0;   ///< of the diff; of a closed stretch its first
        int left = -1; ///< line of the text; -1: nothing on that side
        int right = -1;
        int closed = 0;  ///< rows that this stands for, when they are closed
        int change = -1; ///< the stretch of changes it belongs to

        bool operator==(const Line&) const = default;
    };

    void setRows(std::vector<DiffViewRow> rows);
    const std::vector<DiffViewRow>& rows() const { return m_rows; }
    void setUnified(bool unified);
    bool unified() const { return m_unified; }
    /// Opens the closed stretch that begins with that row.
    void open(int row);
    void setAllOpen(bool open);
    bool anyClosed() const { return m_anyClosed; }

    const std::vector<Line>& lines() const { return m_lines; }
    int changeCount() const { return m_changes; }
    /// The first line shown of a change; -1: there is none.
    int lineOfChange(int change) const;

private:
    void build();
    void addSame(int begin, int end);
    void addChanged(int begin, int end);

    std::vector<DiffViewRow> m_rows;
    std::vector<int> m_opened; ///< first rows of stretches
    std::vector<Line> m_lines;
    int m_changes = 0;
    bool m_unified = false;
    bool m_allOpen = false;
    bool m_anyClosed = false;
};

} // namespace skiff::widgets
