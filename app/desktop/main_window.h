#pragma once

#include "app/desktop/appearance.h"
#include "app/session/cluster_control.h"
#include "app/session/contexts.h"
#include "app/session/settings.h"
#include "cluster/base/clock.h"

#include <QMainWindow>

class QLabel;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace skiff::desktop {

class ClusterView;
class StartPage;

/// The console's window: the rail of clusters on the left, the chosen cluster beside it, a status
/// line below. Skiff's own cluster comes first, then the contexts of the user's kubeconfigs. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(session::ClusterControl& control, Appearance& appearance, session::Settings* settings,
               const Clock& clock);
    ~MainWindow() override;

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeActions();
    void makeRail();
    void onControlState();
    void showOwn();
    void chooseContext();
    void connectTo(const session::ContextEntry& entry);
    void showView(const session::Identity& identity);
    void closeView();
    void cycleScheme();
    void confirmDelete();
    void showStatus();
    void retranslate();

    session::ClusterControl& m_control;
    Appearance& m_appearance;
    session::Settings* m_settings; ///< may be nullptr: then nothing is remembered
    const Clock& m_clock;

    QToolButton* m_own;
    QToolButton* m_add;
    QToolButton* m_theme;
    QToolButton* m_stop;
    QToolButton* m_delete;
    QStackedWidget* m_stack;
    StartPage* m_startPage;
    ClusterView* m_view = nullptr;
    QString m_viewContext;         ///< which cluster m_view shows
    bool m_viewIsOwn = false;
    QLabel* m_status;
    QLabel* m_glyph;
};

} // namespace skiff::desktop
