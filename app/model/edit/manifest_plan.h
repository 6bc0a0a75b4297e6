#pragma once

#include "app/model/edit/manifest.h"
#include "app/model/resource_kind.h"

#include <functional>
#include <optional>
#include <vector>

namespace skiff::model::edit {

/// What is going to be sent for one object of a drop, and what must be there before.
struct PlannedObject
{
    data::Value body;                 ///< with its namespace, without what only the server writes
    std::optional<ResourceKind> kind; ///< in the version the file says; nothing: nobody knows it
    QString kindName;                 ///< as the file says it: "Deployment"
    QString nameSpace;                ///< empty for what has none
    QString name;                     ///< of a generated one its beginning with "…"
    bool chosenNamespace = false;     ///< the file does not say it
    bool generated = false;           ///< the server makes the name
    bool cleaned = false;             ///< fields that only the server writes were left out
    int step = 0;                     ///< of applyStep()
    std::vector<int> after;           ///< objects of the drop that must be there before: its namespace, its definition
    std::vector<int> mayNeed;  ///< others it names, without which it may be refused: its service account, its role
    std::optional<int> sameAs; ///< an earlier object of the drop of the same kind and name

    /// Empty also while it is not known whether its kind has one.
    QString shownNamespace() const { return kind || !chosenNamespace ? nameSpace : QString(); }
    /// "Deployment shop/web".
    QString words() const;
    /// Only with a kind and a name of its own.
    ObjectRef ref() const;
};

/// Looks up a kind by apiVersion and kind as the server serves it; nothing when it does not.
using KindLookup = std::function<std::optional<ResourceKind>(const QString& apiVersion, const QString& kind)>;

/// Plans the objects of a drop in the order given, which is that of sortForApply(). Objects that do not
/// say a namespace get `nameSpace`. Kinds that the server does not know come from the drop's own definitions
/// (CRDs). One plan for each object. Pure.
std::vector<PlannedObject> planObjects(const std::vector<ManifestObject>& objects, const QString& nameSpace,
                                       const KindLookup& lookup);

/// Now that its kind is known: objects without a namespace lose what was chosen for them.
void setKind(PlannedObject& plan, const ResourceKind& kind);

/// Whether it makes a namespace, or defines kinds.
bool isNamespace(const ManifestObject& object);
bool isDefinition(const ManifestObject& object);

/// The kind that a CustomResourceDefinition defines, when it is this one in a version it serves.
std::optional<ResourceKind> kindOfDefinition(const data::Value& definition, std::string_view apiVersion,
                                             std::string_view kind);

} // namespace skiff::model::edit
