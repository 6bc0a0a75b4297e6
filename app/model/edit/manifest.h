#pragma once

#include "cluster/data/value.h"

#include <QString>

#include <string>
#include <vector>

namespace skiff::model::edit {

/// One object of a file.
struct ManifestObject
{
    QString file; ///< as it is shown
    int line = 0; ///< from one: where its document, or the item of a list, begins
    data::Value object;
    std::string apiVersion;
    std::string kind;
    std::string nameSpace; ///< empty when it does not say
    std::string name;      ///< empty when it has only generateName

    QString title() const; ///< "Deployment web"
};

/// A file, or a document of it, that cannot be applied: what, and where.
struct ManifestProblem
{
    QString file;
    int line = 0;   ///< from one; 0: the whole file
    int column = 0; ///< from one; 0: the whole line
    QString text;
    QString excerpt; ///< the lines around it, the column marked; empty where the text may be secret
};

/// What files hold, in the order in which they must be applied.
struct Manifest
{
    std::vector<ManifestObject> objects;
    std::vector<ManifestProblem> problems;
};

/// How many objects one drop may bring.
inline constexpr size_t MostObjects = 2000;

/// Adds the documents of one text (YAML or JSON in UTF-8, or UTF-16 with its mark; kinds List taken apart).
/// A broken document does not hide the others of its file. Templates and kustomizations are told as what they are.
void addManifest(Manifest& manifest, const QString& file, std::string_view text);

/// Whether `text` looks like objects somebody wants to apply, judged by its first lines.
bool looksLikeManifest(const QString& text);

/// Puts namespaces first, then CRDs, RBAC, config, storage, services, workloads, the rest; otherwise the order stays.
void sortForApply(std::vector<ManifestObject>& objects);
/// The step of that order: objects of one step do not depend on each other.
int applyStep(const ManifestObject& object);

} // namespace skiff::model::edit
