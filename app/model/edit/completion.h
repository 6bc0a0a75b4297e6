#pragma once

#include "app/model/edit/schema.h"
#include "app/model/edit/yaml_outline.h"

#include <optional>

namespace skiff::model::edit {

/// One offer at the cursor.
struct CompletionItem
{
    enum class Type
    {
        Field,
        Value,
        Name,
        Snippet
    };

    Type type = Type::Field;
    QString label;  ///< what is shown: "containers"
    QString detail; ///< "list of Container · required"
    QString documentation;
    QString insert;     ///< replaces Completion::place; lines after the first are indented already
    int cursorBack = 0; ///< how many characters before the end of `insert` the cursor goes
};

/// Objects whose names belong at the cursor.
struct NameReference
{
    std::string apiVersion;
    std::string kind;
    std::string nameSpace; ///< of the object that is edited; empty for kinds without one, or when it does not say

    bool operator==(const NameReference&) const = default;
};

/// What may come at a place of a text.
struct Completion
{
    TextRange place;                        ///< what has been typed of it
    std::vector<CompletionItem> items;      ///< all that fit the place; those that begin with what is typed come first
    std::optional<NameReference> reference; ///< names to ask the cluster for
};

/// Offers fields that are not there yet, values of enums and booleans, kinds and apiVersions, and
/// required children with a new field. Works on text that is broken elsewhere. Pure; any thread; well
/// below a millisecond once there is an outline.
Completion complete(const YamlOutline& outline, const Schema& schema, int line, int column);

/// Names as offers for a place that complete() said refers to them.
std::vector<CompletionItem> nameItems(const std::vector<QString>& names, const Completion& at);

/// Path of `entry` for a schema: positions in lists as such.
FieldPath fieldPath(const YamlOutline& outline, int entry);

/// `field` with its required children as text whose first line begins at column `indent`.
QString snippetFor(const data::Field& field, int indent);
/// A whole new object of a kind with what is required; empty when the kind is not known.
QString skeleton(const Schema& schema, const TypeName& name);

/// What is known of the field under the cursor.
struct HoverText
{
    TextRange place;
    QString path; ///< "spec.template.spec.containers[0].image"
    QString type; ///< "string · required"
    QString documentation;
    QString allowed; ///< "Always, Never"; empty: no enum
    QString initial; ///< its default; empty: none
};
std::optional<HoverText> hover(const YamlOutline& outline, const Schema& schema, int line, int column);

} // namespace skiff::model::edit
