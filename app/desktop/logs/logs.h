#pragma once

namespace skiff::desktop {

class PanelHost;

/// "Show logs" for what has containers: opens a LogPanel in the dock.
void registerLogs(PanelHost& host);

} // namespace skiff::desktop
