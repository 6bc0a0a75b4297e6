#include "app/desktop/logs/logs.h"

#include "app/desktop/dock.h"
#include "app/desktop/logs/log_panel.h"
#include "app/desktop/panel_host.h"

namespace skiff::desktop {

void registerLogs(PanelHost& host)
{
    host.actions().add({.id = QStringLiteral("logs"),
                        .title = [] { return LogPanel::tr("Show logs"); },
                        .icon = QStringLiteral("logs"),
                        .shortcut = QStringLiteral("L"),
                        .kinds = {QStringLiteral("Pod")},
                        .verb = QStringLiteral("get"),
                        .subresource = QStringLiteral("log"),
                        .several = true,
                        .run =
                            [&host](const std::vector<model::ObjectRef>& pods) {
                                for (const model::ObjectRef& pod : pods)
                                    host.dock().open(new LogPanel(host.transport(), pod));
                            }});
}

} // namespace skiff::desktop
