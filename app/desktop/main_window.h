#pragma once

#include "app/desktop/appearance.h"
#include "app/desktop/cluster_opener.h"
#include "app/session/apply/manifest_reader.h"
#include "app/session/cluster_control.h"
#include "app/session/contexts.h"
#include "app/session/settings.h"
#include "cluster/base/clock.h"

#include <QHash>
#include <QMainWindow>

class QLabel;
class QMenu;
class QStackedWidget;

namespace skiff::desktop {

class ClusterRail;
class ClusterView;
class ManifestDrop;
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

    /// Every action by its name (Ctrl+K).
    void openPalette();
    /// Shows what applying these would do; waits for a cluster when none is connected.
    void applyManifests(const session::ManifestSource& source);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void connectAll();
    void makeShortcuts();
    void onControlState();
    void sayWhetherKnown(ClusterView& own);
    void onControlFailed(const QString& words);
    void showOwn();
    void chooseContext();
    void connectToNamed(const QString& key);
    void connectTo(const session::ContextEntry& entry);
    void onOpened(const session::ContextEntry& entry, const session::Identity& identity, session::ExecCredentials* plugin);
    void renewWith(ClusterView& view, session::ExecCredentials& plugin);
    void addKubeconfig();
    QStringList addedKubeconfigs() const;
    void rememberContexts(const QStringList& keys);
    QStringList rememberedContexts() const;
    void addView(const QString& key, const session::Identity& identity);
    void selectView(const QString& key);
    void nextView(int by);
    void closeView(const QString& key);
    void showLive();
    void showShortcuts();
    void showMenu();
    void addLanguages(QMenu& menu);
    void setLanguage(const QString& language);
    void cycleScheme();
    void confirmDelete();
    void showStatus();
    void retranslate();
    void remember(const char* name, const QByteArray& value);

    session::ClusterControl& m_control;
    Appearance& m_appearance;
    session::Settings* m_settings; ///< may be nullptr: then nothing is remembered
    const Clock& m_clock;

    ClusterRail* m_rail;
    QStackedWidget* m_stack;
    StartPage* m_startPage;
    ClusterOpener* m_opener;
    ManifestDrop* m_drop;
    QHash<QString, ClusterView*> m_views; ///< the live clusters by key; Skiff's own has an empty one
    ClusterView* m_view = nullptr;        ///< the one on screen
    QString m_viewKey;
    QString m_waiting;                    ///< what is being waited for, in the status line
    bool m_saidUnknown = false;    ///< the view says that the machine's state is not known
    bool m_closing = false;        ///< the user has agreed to end a start by closing
    QLabel* m_status;
    QLabel* m_glyph;
    QLabel* m_latency;
};

} // namespace skiff::desktop
