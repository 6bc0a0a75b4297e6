#pragma once

#include <QWidget>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace skiff::widgets {

/// The strip over the two texts of a DiffView: what they are, how many changes there are, the way to each. Where titles
/// and buttons do not fit side by side the buttons go below, and what is still too long ends in "…". GUI thread.
class DiffHead final : public QWidget
{
    Q_OBJECT

public:
    explicit DiffHead(QWidget* parent = nullptr);

    void setTitles(const QString& left, const QString& right);
    /// Titles over their sides; or, for texts one below the other, with the signs of their lines.
    void setUnified(bool unified);
    /// How many changes there are and which one is looked at, from zero; -1 for none yet.
    void setChanges(int count, int current);
    /// Whether stretches without a change can be opened, or closed again.
    void setOpenable(bool openable);
    void setOpen(bool open);
    bool isOpen() const;

signals:
    void previousWanted();
    void nextWanted();
    void openWanted(bool open);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showTitles();
    void showChanges();
    void arrange();

    QString m_left;
    QString m_right;
    bool m_unified = false;
    int m_count = 0;
    int m_current = -1;
    QLabel* m_leftTitle;
    QLabel* m_rightTitle;
    QLabel* m_changes;
    QToolButton* m_previous;
    QToolButton* m_next;
    QToolButton* m_open;
    QHBoxLayout* m_titles;
    QHBoxLayout* m_tools;
    QBoxLayout* m_rows;
};

} // namespace skiff::widgets
