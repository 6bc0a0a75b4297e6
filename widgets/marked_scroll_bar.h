#pragma once

#include <QScrollBar>

#include <vector>

namespace skiff::widgets {

/// A scroll bar that shows where in the whole there is something to find, and what stands out there
/// for other reasons. GUI thread.
class MarkedScrollBar final : public QScrollBar
{
    Q_OBJECT

public:
    using QScrollBar::QScrollBar;

    /// Something that is not searched for; left of what is.
    struct Sign
    {
        enum class Tone
        {
            Good,
            Warning,
            Bad
        };

        float place = 0;
        Tone tone = Tone::Warning;

        bool operator==(const Sign&) const = default;
    };

    /// Places from 0 (begin) to 1 (end).
    void setMarks(std::vector<float> marks);
    const std::vector<float>& marks() const { return m_marks; }
    void setSigns(std::vector<Sign> signs);
    const std::vector<Sign>& signs() const { return m_signs; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<float> m_marks;
    std::vector<Sign> m_signs;
};

} // namespace skiff::widgets
