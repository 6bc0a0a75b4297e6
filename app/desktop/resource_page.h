#pragma once

#include "app/model/resource_kind.h"
#include "app/model/resource_table_model.h"
#include "app/model/table_filter_model.h"
#include "app/session/table_feed.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QSplitter;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

class Inspector;
class PanelHost;

/// The page of one kind: its live table with a filter, and the inspector beside it while a row is
/// selected. GUI thread.
class ResourcePage final : public QWidget
{
    Q_OBJECT

public:
    ResourcePage(PanelHost& host, const model::ResourceKind& kind, QWidget* parent = nullptr);

    const model::ResourceKind& kind() const { return m_kind; }
    const session::TableFeed& feed() const { return m_feed; }
    void focusFilter();
    void focusTable();
    /// Asks the server again now instead of after the delay.
    void retry() { m_feed.retryNow(); }

signals:
    void feedChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    model::ObjectRef objectAt(const QModelIndex& index) const;
    std::vector<model::ObjectRef> selection() const;
    bool runShortcut(const QKeyEvent& event);
    void showActions(const QPoint& position);
    void inspect(const QModelIndex& index);
    void closeInspector();
    void noticeDeletion();
    void leaveFilter();
    void showCount();
    void retranslate();

    PanelHost& m_host;
    const model::ResourceKind m_kind;
    model::ResourceTableModel m_model;
    model::TableFilterModel m_filter;
    session::TableFeed m_feed;
    QTimer m_tick;
    QLabel* m_title;
    QLabel* m_count;
    QLineEdit* m_filterEdit;
    widgets::TableView* m_table;
    QSplitter* m_splitter;
    Inspector* m_inspector;
};

} // namespace skiff::desktop
