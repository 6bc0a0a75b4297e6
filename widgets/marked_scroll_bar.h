#pragma once

#include <QScrollBar>

#include <vector>

namespace skiff::widgets {

/// A scroll bar that shows where in the whole there is something to find. GUI thread.
class MarkedScrollBar final : public QScrollBar
{
    Q_OBJECT

public:
    using QScrollBar::QScrollBar;

    /// Places from 0 (begin) to 1 (end).
    void setMarks(std::vector<float> marks);
    const std::vector<float>& marks() const { return m_marks; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<float> m_marks;
};

} // namespace skiff::widgets
