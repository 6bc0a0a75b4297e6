#pragma once

#include "app/model/resource_kind.h"
#include "app/model/resource_table_model.h"
#include "app/model/table_filter_model.h"
#include "app/session/table_feed.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QLineEdit;
class QSplitter;
class QToolButton;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

class Inspector;
class PageBar;
class PanelHost;

/// The page of one kind: its live table in the chosen namespaces with a filter, and the inspector
/// beside it while a row is selected. Columns the user chose are remembered for the kind. GUI thread.
class ResourcePage final : public QWidget
{
    Q_OBJECT

public:
    ResourcePage(PanelHost& host, const model::ResourceKind& kind, QWidget* parent = nullptr);

    const model::ResourceKind& kind() const { return m_kind; }
    /// The worst state of its feeds, and why.
    session::TableFeed::State state() const;
    QString problem() const;
    std::vector<model::ObjectRef> selection() const;
    void focusFilter();
    void focusTable();
    void chooseColumns();
    /// Asks the server again now instead of after the delay.
    void retry();
    void reconnect();
    /// The definition of its kind has changed.
    void relist();

    /// With more namespaces than that the table is of all and rows are left out.
    static constexpr int MostFeeds = 4;

signals:
    void feedChanged();
    void interrupted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void layOut();
    void connectAll();
    void makeFeeds();
    void addFeed(const QString& nameSpace);
    model::ObjectRef objectAt(const QModelIndex& index) const;
    bool runShortcut(const QKeyEvent& event);
    void showActions(const QPoint& position);
    void inspect(const QModelIndex& index);
    void toggleInspector();
    void closeInspector();
    void noticeDeletion();
    void leaveFilter();
    void showCount();
    QString emptyWords() const;
    void askLabelColumn();
    void rememberColumns();
    void restoreColumns();
    void resetColumns();
    void retranslate();

    PanelHost& m_host;
    const model::ResourceKind m_kind;
    model::ResourceTableModel m_model;
    model::TableFilterModel m_filter;
    std::vector<std::unique_ptr<session::TableFeed>> m_feeds;
    bool m_stale = false; ///< the namespaces have changed while the page was out of sight
    QStringList m_labels; ///< label columns
    QTimer m_tick;
    PageBar* m_bar;
    QLineEdit* m_filterEdit;
    QToolButton* m_columns;
    widgets::TableView* m_table;
    QSplitter* m_splitter;
    Inspector* m_inspector;
};

} // namespace skiff::desktop
