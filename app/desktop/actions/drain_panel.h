#pragma once

#include "app/desktop/dock.h"
#include "app/session/drain.h"

class QLabel;
class QPushButton;
class QTreeWidget;

namespace skiff::session {
class ClusterHandle;
}

namespace skiff::desktop {

/// A node's drain in the dock: first what would happen to each pod, then how it goes. Closing the tab
/// ends the drain. GUI thread.
class DrainPanel final : public DockPanel
{
    Q_OBJECT

public:
    DrainPanel(session::ClusterHandle& cluster, const model::ObjectRef& node, QWidget* parent = nullptr);

    QString title() const override { return tr("Drain %1").arg(m_drain.node().name); }
    QString iconName() const override { return QStringLiteral("drain"); }
    QString description() const override { return m_drain.node().words(); }
    QString key() const override { return QStringLiteral("drain ") + m_drain.node().name; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void showRows();
    void press();
    QString sentence() const;

    session::Drain m_drain;
    bool m_planned = false;
    QLabel* m_words;
    QPushButton* m_button;
    QTreeWidget* m_list;
};

} // namespace skiff::desktop
