#pragma once

#include <QString>

namespace skiff::model {

/// A printer column's name in the user's language; servers send them in English. A name that is
/// not known (a custom resource's) stays as it is.
QString columnTitle(const QString& name);

} // namespace skiff::model
