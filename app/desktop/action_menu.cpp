#include "app/desktop/action_menu.h"

#include "app/desktop/panel_host.h"
#include "widgets/icons.h"

namespace skiff::desktop {

ActionMenu::ActionMenu(PanelHost& host, const std::vector<model::ObjectRef>& objects, QWidget* parent) : QMenu(parent)
{
    setObjectName(QStringLiteral("actionMenu"));
    setAttribute(Qt::WA_DeleteOnClose);
    setToolTipsVisible(true);
    bool destructive = false;
    for (const model::Action* action : host.actions().offered(objects)) {
        if (action->destructive && !std::exchange(destructive, true))
            addSeparator();
        QAction* item = addAction(widgets::icon(action->icon), action->title());
        item->setObjectName(action->id);
        item->setShortcut(QKeySequence(action->shortcut));
        if (!host.actions().allowed(*action, objects)) {
            item->setEnabled(false);
            item->setToolTip(host.missingRight(*action, objects));
        }
        connect(item, &QAction::triggered, &host, [&host, action, objects] { host.run(*action, objects); });
    }
    if (isEmpty())
        addAction(tr("Nothing can be done with this"))->setEnabled(false);
}

} // namespace skiff::desktop
