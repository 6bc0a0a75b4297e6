#pragma once

#include "app/model/resource_kind.h"

#include <QMenu>

#include <vector>

namespace skiff::desktop {

class PanelHost;

/// What can be done with some objects, as a menu that deletes itself. What the server surely refuses
/// is there but disabled, and says why. GUI thread.
class ActionMenu final : public QMenu
{
    Q_OBJECT

public:
    ActionMenu(PanelHost& host, const std::vector<model::ObjectRef>& objects, QWidget* parent);
};

} // namespace skiff::desktop
