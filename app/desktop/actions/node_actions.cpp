#include "app/desktop/actions/actions.h"
#include "app/desktop/actions/drain_panel.h"
#include "app/desktop/dock.h"
#include "app/desktop/panel_host.h"
#include "app/model/actions/change.h"

namespace skiff::desktop {

namespace {

using Objects = std::vector<model::ObjectRef>;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::desktop::NodeActions)
};

void cordon(PanelHost& host, const model::ObjectRef& node, bool cordoned, bool undoable)
{
    host.caller().send(model::change::cordon(node, cordoned), [&host, node, cordoned,
                                                               undoable](const session::Caller::Answer& answer) {
        if (!answer.problem.isEmpty()) {
            host.problem(Words::tr("%1 was not changed: %2").arg(node.words(), answer.problem));
            return;
        }
        const QString done = cordoned ? Words::tr("%1 is cordoned: no new pods are placed there.").arg(node.words())
                                      : Words::tr("%1 takes new pods again.").arg(node.words());
        host.notify(done, undoable ? [&host, node, cordoned] { cordon(host, node, !cordoned, false); } : std::function<void()>());
    });
}

void cordonAll(PanelHost& host, const Objects& nodes, bool cordoned)
{
    for (const model::ObjectRef& node : nodes)
        cordon(host, node, cordoned, true);
}

} // namespace

void registerNodeActions(PanelHost& host)
{
    const QStringList nodes{QStringLiteral("Node")};
    const QString patch = QStringLiteral("patch");
    host.actions().add({.id = QStringLiteral("cordon"),
                        .title = [] { return Words::tr("Cordon"); },
                        .icon = QStringLiteral("cordon"),
                        .shortcut = QStringLiteral("Shift+C"),
                        .kinds = nodes,
                        .verb = patch,
                        .several = true,
                        .run =
                            [&host](const Objects& objects) {
                                cordonAll(host, objects, true);
                            }});
    host.actions().add({.id = QStringLiteral("uncordon"),
                        .title = [] { return Words::tr("Uncordon"); },
                        .icon = QStringLiteral("resume"),
                        .shortcut = QStringLiteral("U"),
                        .kinds = nodes,
                        .verb = patch,
                        .several = true,
                        .run =
                            [&host](const Objects& objects) {
                                cordonAll(host, objects, false);
                            }});
    host.actions().add({.id = QStringLiteral("drain"),
                        .title = [] { return Words::tr("Drain node…"); },
                        .icon = QStringLiteral("drain"),
                        .shortcut = QStringLiteral("Shift+D"),
                        .kinds = nodes,
                        .verb = patch,
                        .several = true,
                        .destructive = true,
                        .run =
                            [&host](const Objects& objects) {
                                for (const model::ObjectRef& node : objects)
                                    host.dock().open(new DrainPanel(host.cluster(), node));
                            }});
}

} // namespace skiff::desktop
