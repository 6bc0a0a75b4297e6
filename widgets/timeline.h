#pragma once

#include "widgets/status_glyph.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace skiff::widgets {

/// One row of a Timeline.
struct TimelineRow
{
    enum class State { Waiting, Running, Done, Failed };

    QString title;
    State state = State::Waiting;
    double seconds = 0;
    std::optional<double> progress; ///< 0 … 1
    QString detail;                 ///< the last line of a running phase; the reason of a failed one
};

/// Phases under one another on a line: a tick and the seconds for what is done, a bar where progress
/// is known, the last line said by what runs, the reason of what failed. GUI thread.
class Timeline final : public QWidget
{
    Q_OBJECT

public:
    explicit Timeline(QWidget* parent = nullptr);

    void setRows(std::vector<TimelineRow> rows);
    const std::vector<TimelineRow>& rows() const { return m_rows; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {240, heightForWidth(std::max(240, width()))}; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int rowHeight(const TimelineRow& row, int width) const;
    QFont captionFont() const;

    std::vector<TimelineRow> m_rows;
};

} // namespace skiff::widgets
