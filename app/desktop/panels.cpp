// The panels of a connected cluster and its actions. Each adds its own by one function, in a folder of its own.
#include "app/desktop/actions/actions.h"
#include "app/desktop/editor/editors.h"
#include "app/desktop/forwards/forwards.h"
#include "app/desktop/logs/logs.h"
#include "app/desktop/panel_host.h"
#include "app/desktop/terminal/terminals.h"

namespace skiff::desktop {

void registerPanels(PanelHost& host)
{
    registerEditors(host);
    registerLogs(host);
    registerTerminals(host);
    registerForwards(host);
    registerWorkloadActions(host);
    registerNodeActions(host);
    registerObjectActions(host);
}

} // namespace skiff::desktop
