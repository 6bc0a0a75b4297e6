#pragma once

#include "app/desktop/appearance.h"
#include "app/desktop/main_window.h"
#include "app/session/cluster_control.h"
#include "app/session/settings.h"
#include "cluster/base/clock.h"

#include <QAbstractItemView>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace skiff::test {

/// The console as main() makes it, with its state in a temporary folder. GUI thread.
class Console
{
public:
    /// `program` runs instead of build/bin/skiff; `kubeconfig` is the user's; `home` has the state of another run.
    explicit Console(const QString& kubeconfig, const QString& program = {}, const QString& profile = {},
                     const QString& home = {});
    ~Console();

    desktop::MainWindow& window() { return *m_window; }
    session::ClusterControl& control() { return *m_control; }
    desktop::Appearance& appearance() { return *m_appearance; }
    QString home() const { return m_home; }

    /// The visible widget of that object name; nullptr when there is none.
    template <typename Widget>
    Widget* find(const QString& name)
    {
        for (Widget* widget : m_window->findChildren<Widget*>(name))
            if (widget->isVisible())
                return widget;
        return nullptr;
    }

    /// Closes the window and opens another with the same settings, not connected yet.
    void restart();

    /// Connects to the kubeconfig's first context, as a user does: by the menu. False when it fails.
    bool connectToFirstContext();

    /// The window as build/artefacts/screenshots/NAME.png.
    void shoot(const QString& name);
    /// The window with the dialog or menu that is over it.
    void shootTop(const QString& name);
    /// The same in light and dark, English and Chinese; `open` shows the dialog, which is closed again.
    void shootAllTop(const QString& name, const std::function<QWidget*()>& open);
    /// NAME in light and dark, English and Chinese: NAME-light-en.png, …
    void shootAll(const QString& name);

private:
    void openWindow();
    void inAll(const QString& name, const std::function<void(const QString&)>& take);

    QTemporaryDir m_folder; ///< where there is no other home
    QString m_home;
    SystemClock m_clock;
    std::unique_ptr<session::Settings> m_settings;
    std::unique_ptr<desktop::Appearance> m_appearance;
    std::unique_ptr<session::ClusterControl> m_control;
    std::unique_ptr<desktop::MainWindow> m_window;
};

/// Makes `row` the selected and current one. Not selectRow(): it heeds the keys that a test pressed last.
void choose(QAbstractItemView& table, int row);

} // namespace skiff::test
