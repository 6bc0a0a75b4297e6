#pragma once

#include <QFrame>

class QListWidget;
class QListWidgetItem;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

/// Which columns a table shows, in which order, and by which it is sorted, by the keyboard or the mouse. What is
/// chosen shows at once. A popup that deletes itself, and goes when the table gets other columns. GUI thread.
class ColumnChooser final : public QFrame
{
    Q_OBJECT

public:
    ColumnChooser(widgets::TableView& table, QWidget& beside);

    void open();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void takeChoices();
    void onChanged(QListWidgetItem* item);
    void moveCurrent(int by);
    void sortByCurrent();

    widgets::TableView& m_table;
    QWidget& m_beside;
    QListWidget* m_list;
};

} // namespace skiff::desktop
