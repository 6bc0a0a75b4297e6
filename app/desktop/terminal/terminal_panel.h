#pragma once

#include "app/desktop/dock.h"
#include "app/model/resource_kind.h"
#include "app/session/exec_shell.h"
#include "app/session/line_input.h"
#include "app/session/node_shell.h"
#include "app/session/pod_set.h"

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace skiff::widgets {
class Banner;
}
namespace skiff::widgets::terminal {
class TerminalView;
}

namespace skiff::desktop {

class PanelHost;

/// One terminal: a shell in a container or on a node, or the program of a container. What was on the
/// screen stays when the connection ends, and connecting again goes on below it. GUI thread.
class TerminalPanel final : public DockPanel
{
    Q_OBJECT

public:
    enum class Purpose
    {
        Shell,
        Attach,
        NodeShell
    };

    /// `target` is a pod, or a node for NodeShell, which then needs an image and a namespace.
    TerminalPanel(PanelHost& host, model::ObjectRef target, Purpose purpose, QString image = {}, QString nameSpace = {},
                  QWidget* parent = nullptr);
    ~TerminalPanel() override;

    QString title() const override;
    QString iconName() const override;
    QString description() const override { return m_target.words(); }

    const widgets::terminal::TerminalView& view() const { return *m_view; }
    bool connected() const { return m_shell && m_shell->running(); }

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void layOut();
    void begin();
    void readPod();
    void connectShell();
    void type(const QByteArray& bytes);
    void onEnded(const session::ExecEnd& end);
    void askWhy(const QString& words);
    void offer(const QString& words, bool problem);
    void openLink(const QString& address);
    void askToPaste(const QString& text);
    void showSearch(bool shown);
    void find(bool backward);
    void retranslate();

    PanelHost& m_host;
    const model::ObjectRef m_target;
    const Purpose m_purpose;
    const QString m_image;
    const QString m_nameSpace;
    QString m_programTitle;
    std::unique_ptr<client::Call> m_call;
    std::unique_ptr<session::NodeShell> m_node;
    std::unique_ptr<session::ExecShell> m_shell;
    session::PodInfo m_pod;
    std::optional<session::LineInput> m_lines; ///< the program has no terminal of its own

    widgets::Banner* m_banner;
    QPushButton* m_again;
    QWidget* m_bar;
    QComboBox* m_containers;
    QLabel* m_status;
    QWidget* m_searchBar;
    QLineEdit* m_search;
    QLabel* m_found;
    widgets::terminal::TerminalView* m_view;
};

} // namespace skiff::desktop
