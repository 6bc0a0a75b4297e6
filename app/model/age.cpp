#include "app/model/age.h"

#include "cluster/semantics/human_duration.h"

namespace skiff::model {

QString ageText(std::optional<WallTime> from, WallTime now)
{
    return from ? QString::fromStdString(semantics::humanDuration(now - *from)) : QStringLiteral("<unknown>");
}

} // namespace skiff::model
