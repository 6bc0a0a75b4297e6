#pragma once

#include "app/desktop/dock.h"
#include "app/desktop/logs/log_rows.h"
#include "app/model/logs/json_table_model.h"
#include "app/model/logs/log_engine.h"
#include "app/session/log_follower.h"
#include "app/session/qt_transport.h"

#include <QSet>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace skiff::widgets {
class LogView;
class TableView;
} // namespace skiff::widgets

namespace skiff::desktop {

class LogFilterBar;
class PanelHost;

/// The log of a pod, or of all pods of a workload, in one view: containers in the order of time,
/// filtered, searched, as lines or as a table of JSON members. GUI thread.
class LogPanel final : public DockPanel
{
    Q_OBJECT

public:
    LogPanel(PanelHost& host, model::ObjectRef target, QWidget* parent = nullptr);
    ~LogPanel() override;

    QString title() const override { return m_target.name; }
    QString iconName() const override { return QStringLiteral("logs"); }
    QString description() const override { return m_target.words(); }
    QString key() const override { return QStringLiteral("logs ") + m_target.path(); }

    const widgets::LogView& view() const { return *m_view; }
    QString statusText() const;

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void layOut();
    void connectAll();
    QAction* addOption(const char* name, bool checked);
    void restart();
    void applyView();
    void apply(const model::logs::LogUpdate& update);
    void showNext(bool forward);
    void showSources();
    void showStatus();
    void showTable(bool table);
    void fillContainers();
    void fillColumns();
    void jumpToTime();
    void save();
    void retranslate();
    client::Transport& streamTransport(int source);

    PanelHost& m_host;
    const model::ObjectRef m_target;
    std::vector<std::unique_ptr<session::QtTransport>> m_streams; ///< a server without HTTP/2 allows few streams each
    model::logs::LogEngine m_engine;
    model::logs::LogDocument m_document;
    DocumentRows m_rows;
    std::unique_ptr<model::logs::JsonTableModel> m_tableModel; ///< while shown as a table
    std::unique_ptr<session::LogFollower> m_follower;
    std::optional<bool> m_showWhenFound; ///< forward: the search was asked for before it was done
    QSet<QString> m_hidden;              ///< containers that are not shown
    QStringList m_columns;               ///< chosen members of JSON lines; empty: by themselves

    QToolButton* m_containers;
    QMenu* m_containerMenu;
    QComboBox* m_range;
    QLabel* m_status;
    QToolButton* m_follow;
    QToolButton* m_save;
    QToolButton* m_options;
    QMenu* m_optionMenu;
    QMenu* m_columnMenu;
    QAction* m_times;
    QAction* m_wrap;
    QAction* m_table;
    QAction* m_previous;
    QAction* m_jump;
    LogFilterBar* m_filter;
    QStackedWidget* m_stack;
    widgets::LogView* m_view;
    widgets::TableView* m_tableView;
};

} // namespace skiff::desktop
