#pragma once

#include "cluster/data/value.h"

#include <QString>

namespace skiff::model::edit {

/// An object as YAML to edit: the usual order of the first members, managedFields left out. Strings of one very
/// long line (a release in a Secret) are broken into quoted lines that join again, because an editor cannot show
/// a line of a megabyte without a stall; the value is the same.
QString editorText(const data::Value& object);
/// The same without what only the server writes; empty for what is no object.
QString editedText(const data::Value& object);

/// The same value with its members in the order of `model`, so that texts of both differ only where the values do. What
/// is already in that order stays as it is, with what `model` lacks where it is.
data::Value orderedLike(const data::Value& value, const data::Value& model);

/// The first document of a text as an object; InvalidArgument with line and column.
Result<data::Value> objectFromText(const QString& text);

} // namespace skiff::model::edit
