#pragma once

#include "app/model/edit/schema.h"
#include "app/model/edit/yaml_outline.h"

#include <QCoreApplication>

namespace skiff::model::edit {

/// Something wrong in a text, with its place.
struct Problem
{
    enum class Severity
    {
        Error,
        Warning
    };

    Severity severity = Severity::Error;
    TextRange place;
    QString text;

    bool operator==(const Problem&) const = default;
};

/// All that can be said of a YAML text without a server: syntax, tabs, duplicate keys, and where the
/// kind is known unknown fields (with the nearest name), wrong types, missing required fields, values
/// out of their range. `before` (may be null) is the object as the server has it: changes of what cannot be
/// changed are told. In the order of the lines. At most 200. Pure; any thread: the
/// text is parsed, which takes 35 ms of CPU for 10,000 lines and 45 for a value of a megabyte
/// (skiff-bench-edit-engines), so that beyond some hundred lines a worker should do it.
class Validation
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::edit::Validation)

public:
    static std::vector<Problem> check(const QString& text, const YamlOutline& outline, const Schema* schema,
                                      const data::Value* before = nullptr);

private:
    class Walk;
};

/// apiVersion and kind of a document of the text; empty parts where it does not say.
TypeName typeNameOf(const YamlOutline& outline, int document);

} // namespace skiff::model::edit
