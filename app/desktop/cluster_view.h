#pragma once

#include "app/desktop/panel_host.h"
#include "app/session/cluster_handle.h"
#include "cluster/base/clock.h"

#include <QHash>
#include <QWidget>

class QPushButton;
class QSplitter;
class QStackedWidget;

namespace skiff::widgets {
class Banner;
}

namespace skiff::desktop {

class Dock;
class Navigation;
class NoticeStrip;
class ResourcePage;

/// One connected cluster: navigation, the pages, and the dock with panels below. GUI thread.
class ClusterView final : public QWidget
{
    Q_OBJECT

public:
    ClusterView(const session::Identity& identity, session::Settings* settings, const Clock& clock,
                QWidget* parent = nullptr);
    ~ClusterView() override;

    void openPage(const QString& id);
    QString currentPage() const;
    void focusFilter();
    void focusNavigation();
    /// "Connected", or what keeps the current page from being live.
    QString connectionWords() const;
    bool connected() const;
    session::ClusterHandle& cluster() { return m_cluster; }
    Dock& dock() { return *m_dock; }

signals:
    void connectionChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    void connectAll();
    void fillDock(bool fill);
    void showConnection();
    ResourcePage* page() const;

    session::ClusterHandle m_cluster;
    const Clock& m_clock;
    Navigation* m_navigation;
    QStackedWidget* m_pages;
    Dock* m_dock;
    PanelHost m_host;
    NoticeStrip* m_notice;
    QSplitter* m_splitter;
    widgets::Banner* m_lost;
    QPushButton* m_retry;
    QHash<QString, ResourcePage*> m_pageById;
};

} // namespace skiff::desktop
