#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

namespace skiff::widgets {

class DiffCanvas;
class DiffHead;

/// A piece of a line that differs from the line beside it; UTF-16 units.
struct DiffMark
{
    int column = 0;
    int length = 0;

    bool operator==(const DiffMark&) const = default;
};

/// Two lines laid side by side; numbers from zero, -1: nothing on that side.
struct DiffViewRow
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
    std::vector<DiffMark> leftMarks;
    std::vector<DiffMark> rightMarks;
};

/// Two texts and how they differ.
struct DiffTexts
{
    QString leftTitle;
    QString rightTitle;
    QStringList left;
    QStringList right;
    std::vector<DiffViewRow> rows; ///< in order; each line of both texts once
};

/// What differs between two texts, to read: side by side, or one below the other where there is
/// little width; long stretches without a change are closed until one opens them. GUI thread.
class DiffView final : public QWidget
{
    Q_OBJECT

public:
    enum class Layout
    {
        ByWidth,
        SideBySide,
        Unified
    };

    explicit DiffView(QWidget* parent = nullptr);
    ~DiffView() override;

    void setTexts(DiffTexts texts);
    /// Other titles over the same texts, in another language for instance.
    void setTitles(const QString& left, const QString& right);
    void setDiffLayout(Layout layout);
    bool isUnified() const;

    /// Stretches of changed rows.
    int changeCount() const;
    /// The change that was gone to last, from zero; -1 before that.
    int currentChange() const;
    void goToChange(int change);
    void nextChange();
    void previousChange();
    /// Opens all stretches without a change, or closes the long ones.
    void setAllOpen(bool open);
    QString selectedText() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateHead();
    void applyLayout();

    DiffHead* m_head;
    DiffCanvas* m_canvas;
    Layout m_layout = Layout::ByWidth;
};

} // namespace skiff::widgets
