#include "app/desktop/logs/logs.h"

#include "app/desktop/dock.h"
#include "app/desktop/logs/log_panel.h"
#include "app/desktop/panel_host.h"

namespace skiff::desktop {

void registerLogs(PanelHost& host)
{
    const auto open = [&host](const std::vector<model::ObjectRef>& objects) {
        for (const model::ObjectRef& object : objects)
            host.dock().open(new LogPanel(host, object));
    };
    model::Action action{.id = QStringLiteral("logs"),
                         .title = [] { return LogPanel::tr("Show logs"); },
                         .icon = QStringLiteral("logs"),
                         .shortcut = QStringLiteral("L"),
                         .kinds = {QStringLiteral("Pod")},
                         .verb = QStringLiteral("get"),
                         .subresource = QStringLiteral("log"),
                         .several = true,
                         .run = open};
    host.actions().add(action);
    // For what selects pods, authorization is asked when the pods are read.
    action.id = QStringLiteral("logs-of-pods");
    action.title = [] {
        return LogPanel::tr("Show logs of all pods");
    };
    action.kinds = {
        QStringLiteral("Deployment.apps"), QStringLiteral("StatefulSet.apps"),      QStringLiteral("DaemonSet.apps"),
        QStringLiteral("ReplicaSet.apps"), QStringLiteral("ReplicationController"), QStringLiteral("Job.batch"),
        QStringLiteral("Service")};
    action.verb.clear();
    action.subresource.clear();
    host.actions().add(action);
}

} // namespace skiff::desktop
