#pragma once

namespace skiff::desktop {

class PanelHost;

/// What can be done with any object: open, copy its name, delete.
void registerObjectActions(PanelHost& host);
/// With workloads: scale, restart, pause, resume, roll back, set images.
void registerWorkloadActions(PanelHost& host);
/// With nodes: cordon, uncordon, drain.
void registerNodeActions(PanelHost& host);

} // namespace skiff::desktop
