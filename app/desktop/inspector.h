#pragma once

#include "app/model/object_details.h"
#include "app/model/resource_kind.h"
#include "app/model/resource_table_model.h"
#include "app/model/table_filter_model.h"
#include "app/session/table_feed.h"
#include "cluster/client/transport.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QTabWidget;
class QToolButton;

namespace skiff::widgets {
class Banner;
class TableView;
class YamlView;
} // namespace skiff::widgets

namespace skiff::desktop {

class DetailsView;
class PanelHost;

/// What is known of the selected object: details with conditions, YAML, events. Reads the object
/// again when its row changes. GUI thread.
class Inspector final : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(PanelHost& host, QWidget* parent = nullptr);

    void show(const model::ObjectRef& object);
    /// The object's row changed: read it again, soon.
    void refresh();
    /// The connection has been away.
    void reconnect();
    /// Without its head it is the body of a page that has one of its own.
    void setHead(bool shown);
    /// The object's row went: what was known stays readable, under a notice.
    void objectGone();
    bool gone() const { return m_gone; }
    QString uid() const { return m_object.uid; }
    const model::ObjectRef& object() const { return m_object; }

signals:
    void closeRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void read();
    void onRead(const Result<client::ApiResponse>& response);
    void showDetails();
    void showProblem(const QString& problem);
    void showEvents();
    void showActions();
    void retranslate();

    PanelHost& m_host;
    model::ObjectRef m_object;
    bool m_gone = false;
    std::shared_ptr<const std::string> m_json; ///< as read last
    model::ObjectDetails m_details;
    QTimer m_reread;
    QTimer m_tick; ///< lets ages grow
    std::unique_ptr<client::Call> m_call;

    QWidget* m_head;
    QLabel* m_title;
    QLabel* m_caption;
    widgets::Banner* m_notice;
    QToolButton* m_edit; ///< beside the tabs
    QToolButton* m_actions;
    QToolButton* m_close;
    QTabWidget* m_tabs;
    DetailsView* m_detailsView;
    widgets::YamlView* m_yaml;
    widgets::TableView* m_events;
    std::unique_ptr<model::ResourceTableModel> m_eventModel;
    std::unique_ptr<model::TableFilterModel> m_eventOrder; ///< newest first
    std::unique_ptr<session::TableFeed> m_eventFeed;
};

} // namespace skiff::desktop
