#pragma once

#include <QFrame>
#include <QStringList>

#include <memory>

class QLabel;
class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace skiff::client {
class Call;
}
namespace skiff::session {
class ClusterHandle;
}

namespace skiff::desktop {

/// Chooses what tables show: one namespace, several or all. Typing filters, Enter takes one, Space
/// ticks several. Where namespaces may not be listed, a name can be typed. A popup that deletes itself. GUI thread.
class NamespaceChooser final : public QFrame
{
    Q_OBJECT

public:
    NamespaceChooser(session::ClusterHandle& cluster, QWidget& beside);
    ~NamespaceChooser() override;

    void open();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void readNamespaces();
    void fill();
    void filter();
    void takeCurrent();
    void takeChecked(const QListWidgetItem* changed);

    session::ClusterHandle& m_cluster;
    QWidget& m_beside;
    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_hint;
    QStringList m_known;
    bool m_ticked = false; ///< the click under way has ticked a box
    std::unique_ptr<client::Call> m_call;
};

} // namespace skiff::desktop
