#pragma once

#include "app/model/logs/log_document.h"
#include "app/model/logs/log_pattern.h"
#include "widgets/log_view.h"

#include <QHash>

namespace skiff::desktop {

/// Shows a LogDocument's rows in a LogView: with time and container before the text if wished. GUI thread.
class DocumentRows final : public widgets::LogRows
{
public:
    explicit DocumentRows(const model::logs::LogDocument& document) : m_document(document) {}

    void setTimes(bool times) { m_times = times; }
    bool times() const { return m_times; }
    /// How to call each source; an empty name is not shown.
    void setNames(const QHash<int, QString>& names);
    const QHash<int, QString>& names() const { return m_names; }
    void setSearch(const model::logs::LogPattern& search) { m_search = search; }
    void setHighlight(const model::logs::LogPattern& highlight) { m_highlight = highlight; }

    int count() const override { return m_document.rowCount(); }
    widgets::LogLine line(int row) const override;
    int columns(int row) const override;
    bool found(int row) const override { return m_document.row(row).found; }

private:
    const model::logs::LogDocument& m_document;
    QHash<int, QString> m_names;
    int m_longestName = 0;
    bool m_times = false;
    model::logs::LogPattern m_search;
    model::logs::LogPattern m_highlight;
};

} // namespace skiff::desktop
