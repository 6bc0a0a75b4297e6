#pragma once

#include "app/model/edit/schema.h"

#include <QString>

#include <vector>

namespace skiff::model::edit {

/// A new object to begin with.
struct Template
{
    QString title;       ///< "Deployment"
    QString description; ///< one sentence in the user's language
    TypeName type;
    QString text;
};

/// Our own templates of the usual kinds, `nameSpace` filled in where a kind has one.
std::vector<Template> templates(const QString& nameSpace);

} // namespace skiff::model::edit
