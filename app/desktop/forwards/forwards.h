#pragma once

namespace skiff::session {
class ForwardBook;
}

namespace skiff::desktop {

class PanelHost;

/// Port-forwards: the action for what has ports, and the panel of all forwards.
void registerForwards(PanelHost& host);

/// The window's book of forwards; made when it is needed first.
session::ForwardBook& forwardBook(PanelHost& host);

} // namespace skiff::desktop
