#pragma once

#include "app/session/identity.h"
#include "app/session/qt_transport.h"
#include "cluster/base/clock.h"

#include <QHash>
#include <QWidget>

class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace skiff::widgets {
class Banner;
}

namespace skiff::desktop {

class Navigation;
class ResourcePage;

/// One connected cluster: navigation, the pages, and the dock with logs below. GUI thread.
class ClusterView final : public QWidget
{
    Q_OBJECT

public:
    ClusterView(const session::Identity& identity, const Clock& clock, QWidget* parent = nullptr);
    ~ClusterView() override;

    void openPage(const QString& id);
    QString currentPage() const;
    void focusFilter();
    void focusNavigation();
    /// "Connected", or what keeps the current page from being live.
    QString connectionWords() const;
    bool connected() const;

signals:
    void connectionChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    void openLogs(const QString& podPath, const QString& name, const std::vector<QString>& containers);
    void closeDockTab(int index);
    void showConnection();
    ResourcePage* page() const;

    session::QtTransport m_transport;
    const Clock& m_clock;
    Navigation* m_navigation;
    QStackedWidget* m_pages;
    QTabWidget* m_dock;
    QSplitter* m_splitter;
    widgets::Banner* m_lost;
    QPushButton* m_retry;
    QString m_context;
    QHash<QString, ResourcePage*> m_pageById;
};

} // namespace skiff::desktop
