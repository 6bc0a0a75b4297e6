#include "app/desktop/terminal/terminals.h"

#include "app/desktop/dock.h"
#include "app/desktop/panel_host.h"
#include "app/desktop/terminal/node_shell_dialog.h"
#include "app/desktop/terminal/terminal_panel.h"

namespace skiff::desktop {

void registerTerminals(PanelHost& host)
{
    const auto open = [&host](TerminalPanel::Purpose purpose) {
        return [&host, purpose](const std::vector<model::ObjectRef>& objects) {
            for (const model::ObjectRef& object : objects)
                host.dock().open(new TerminalPanel(host, object, purpose));
        };
    };
    host.actions().add({.id = QStringLiteral("shell"),
                        .title = [] { return TerminalPanel::tr("Open a shell"); },
                        .icon = QStringLiteral("terminal"),
                        .shortcut = QStringLiteral("S"),
                        .kinds = {QStringLiteral("Pod")},
                        .verb = QStringLiteral("create"),
                        .subresource = QStringLiteral("exec"),
                        .several = true,
                        .run = open(TerminalPanel::Purpose::Shell)});
    host.actions().add({.id = QStringLiteral("attach"),
                        .title = [] { return TerminalPanel::tr("Attach"); },
                        .icon = QStringLiteral("terminal"),
                        .kinds = {QStringLiteral("Pod")},
                        .verb = QStringLiteral("create"),
                        .subresource = QStringLiteral("attach"),
                        .run = open(TerminalPanel::Purpose::Attach)});
    host.actions().add(
        {.id = QStringLiteral("node-shell"),
         .title = [] { return TerminalPanel::tr("Open a shell on the node…"); },
         .icon = QStringLiteral("node-shell"),
         .shortcut = QStringLiteral("S"),
         .kinds = {QStringLiteral("Node")},
         .run =
             [&host](const std::vector<model::ObjectRef>& nodes) {
                 auto* dialog = new NodeShellDialog(host, nodes.front(), host.dock().window());
                 QObject::connect(dialog, &QDialog::accepted, &host, [&host, dialog, node = nodes.front()] {
                     host.dock().open(new TerminalPanel(host, node, TerminalPanel::Purpose::NodeShell, dialog->image(),
                                                        dialog->nameSpace()));
                 });
                 dialog->open();
             }});
}

} // namespace skiff::desktop
