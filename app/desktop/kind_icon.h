#pragma once

#include <QIcon>

namespace skiff::model {
struct ResourceKind;
}

namespace skiff::desktop {

/// The kind's own icon, or that of its group: every kind has one.
QIcon kindIcon(const model::ResourceKind& kind);

} // namespace skiff::desktop
