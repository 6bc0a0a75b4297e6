#pragma once

#include "app/desktop/panel_host.h"
#include "app/session/cluster_handle.h"
#include "cluster/base/clock.h"

#include <QHash>
#include <QWidget>

#include <optional>
#include <vector>

class QPushButton;
class QSplitter;
class QStackedWidget;

namespace skiff::widgets {
class Banner;
class CommandPalette;
struct PaletteCommand;
}

namespace skiff::desktop {

class Dock;
class Navigation;
class NoticeStrip;
class ObjectPage;
class OverviewPage;
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
    /// The same for who comes by the keyboard: it goes to the page as well.
    void goToPage(const QString& id);
    void openObject(const model::ObjectRef& object);
    void goBack() { step(-1); }
    void goForward() { step(1); }
    /// The id of the page, also when one of its objects is open.
    QString currentPage() const;
    /// Which page to begin with the next time.
    void rememberPage();
    /// What is open is opened anew: the connection or the credentials are others.
    void reconnect();
    /// The page on screen gets the keyboard.
    void focusPage();
    void focusFilter();
    void focusNavigation();
    void focusKindSearch();
    /// From the page to the dock's panel and back.
    void switchFocus();
    void toggleDockFill();
    /// Takes back what the notice says was done.
    void undo();
    void chooseNamespaces(QWidget* beside = nullptr);
    PanelHost& host() { return m_host; }
    /// What the palette offers here: actions on what is selected, kinds, namespaces.
    std::vector<widgets::PaletteCommand> paletteCommands();
    /// Finds objects for `palette` while the user types.
    void searchObjects(widgets::CommandPalette& palette);
    /// "Connected", or what keeps the current page from being live.
    QString connectionWords() const;
    bool connected() const;
    session::ClusterHandle& cluster() { return m_cluster; }
    Dock& dock() { return *m_dock; }

signals:
    void connectionChanged();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// A place in the history: a kind's table, or an object of it.
    struct Place
    {
        QString page;
        std::optional<model::ObjectRef> object;
    };

    std::vector<model::ObjectRef> selection() const;
    widgets::PaletteCommand namespaceCommand(const QString& name);
    void connectAll();
    void go(const Place& place);
    void visit(const Place& place);
    void followKinds();
    void leave(ResourcePage& page);
    void forgetPage(const QString& id);
    void step(int by);
    void fillDock(bool fill);
    void showConnection();
    void retranslate();
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
    widgets::Banner* m_insecure;
    QPushButton* m_retry;
    ObjectPage* m_objectPage;
    OverviewPage* m_overview;
    QHash<QString, ResourcePage*> m_pageById;
    std::vector<Place> m_history;
    size_t m_at = 0; ///< in the history
    QString m_wanted; ///< a page of a kind that discovery has not brought yet
};

} // namespace skiff::desktop
