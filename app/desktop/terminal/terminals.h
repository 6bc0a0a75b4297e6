#pragma once

namespace skiff::desktop {

class PanelHost;

/// Shells in containers and on nodes, and attaching to a container's own program.
void registerTerminals(PanelHost& host);

} // namespace skiff::desktop
