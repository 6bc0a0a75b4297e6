#pragma once

#include "app/model/resource_kind.h"
#include "app/model/resource_table_model.h"
#include "app/session/table_feed.h"

#include <QWidget>

#include <memory>

class QToolButton;

namespace skiff::desktop {

class Inspector;
class PageBar;
class PanelHost;

/// One object on the whole page: its details, YAML and events, with what can be done as buttons.
/// Follows the object while it is on screen. GUI thread.
class ObjectPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ObjectPage(PanelHost& host, QWidget* parent = nullptr);
    ~ObjectPage() override;

    void show(const model::ObjectRef& object);
    model::ObjectRef object() const;
    void reconnect();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void follow();
    void showActions();
    void retranslate();

    PanelHost& m_host;
    model::ObjectRef m_object;
    PageBar* m_bar;
    QToolButton* m_actions;
    Inspector* m_inspector;
    std::unique_ptr<model::ResourceTableModel> m_row; ///< the object as a table of one row, to hear of changes
    std::unique_ptr<session::TableFeed> m_feed;
};

} // namespace skiff::desktop
