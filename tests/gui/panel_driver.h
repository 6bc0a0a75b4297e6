#pragma once

#include "tests/gui/console.h"
#include "tests/gui/real_cluster.h"

#include "app/desktop/dock.h"

#include <QTest>

namespace skiff::widgets {
class TableView;
}

namespace skiff::test {

/// The console on a real cluster, with what tests of panels do again and again. GUI thread.
class PanelDriver
{
public:
    explicit PanelDriver(const QString& profile) : m_cluster(profile) {}

    /// Starts the cluster and connects the console to it.
    bool begin();
    /// Another console, for that service account.
    bool beginAs(const QString& account);
    RealCluster& cluster() { return m_cluster; }
    Console& console() { return *m_console; }
    desktop::Dock& dock();

    /// Shows the kind's table ("pods"), chooses the object's row and presses the key there. False
    /// when there is no such row in time.
    bool press(const QString& page, const QString& object, Qt::Key key);
    /// Chooses the row and runs the action of that id, as its menu would.
    bool runAction(const QString& page, const QString& object, const QString& action);

    /// The panel that stands in front, if it is of that class.
    template <typename Panel>
    Panel* panel()
    {
        return qobject_cast<Panel*>(dock().currentWidget());
    }
    /// Ends all panels.
    void closePanels();
    /// What the strip at the lower edge says.
    QString notice();

private:
    bool choose(const QString& page, const QString& object);

    RealCluster m_cluster;
    QTemporaryDir m_folder;
    std::unique_ptr<Console> m_console;
};

/// Waits on a busy machine.
constexpr int PanelPatience = 40'000;

} // namespace skiff::test
