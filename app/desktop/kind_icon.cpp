#include "app/desktop/kind_icon.h"

#include "app/model/kind_catalog.h"
#include "widgets/icons.h"

namespace skiff::desktop {

QIcon kindIcon(const model::ResourceKind& kind)
{
    if (const QIcon own = widgets::icon(kind.id); !own.isNull())
        return own;
    constexpr const char* groups[]{"cluster", "workloads", "services", "config", "storage", "access", "custom"};
    return widgets::icon(QLatin1String(groups[int(model::groupOf(kind))]));
}

} // namespace skiff::desktop
