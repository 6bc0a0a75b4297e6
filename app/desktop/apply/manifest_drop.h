#pragma once

#include "app/session/apply/manifest_reader.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <optional>

class QDropEvent;
class QMimeData;

namespace skiff::desktop {

class ApplySheet;
class DropOverlay;
class PanelHost;

/// The ways by which manifests come into a window: dragged over any part of it, pasted, chosen, named on the
/// command line. Each opens a sheet for the cluster that is shown; without one they wait for it. Owned by the
/// window. GUI thread.
class ManifestDrop final : public QObject
{
    Q_OBJECT

public:
    /// `current` gives the host of the cluster that is shown, or nullptr.
    ManifestDrop(QWidget& window, std::function<PanelHost*()> current);
    ~ManifestDrop() override;

    /// What is said when no cluster is shown.
    enum class Say
    {
        Something,
        Nothing ///< one is on its way
    };
    /// Opens a sheet, now or when a cluster is shown.
    void open(const session::ManifestSource& source, Say say = Say::Something);
    void chooseFiles();
    void chooseFolder();
    void paste();
    /// Another cluster is shown: what waits for one goes to it.
    void onClusterShown();

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    static std::optional<session::ManifestSource> sourceIn(const QMimeData* mime);
    bool onDrag(QWidget& widget, QDropEvent& event);
    void onDrop(QDropEvent& event);
    void showOverlay();
    void choose(bool folder);

    QWidget& m_window;
    std::function<PanelHost*()> m_current;
    DropOverlay* m_overlay;
    QTimer m_leave;        ///< between the widgets of the window a drag leaves and enters
    bool m_wanted = false; ///< what is dragged could be applied
    session::ManifestSource m_waiting;
};

} // namespace skiff::desktop
