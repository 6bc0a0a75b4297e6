#pragma once

#include "cluster/data/value.h"

#include <QString>

#include <vector>

namespace skiff::model::edit {

/// One object of a file.
struct ManifestObject
{
    QString file; ///< as it is shown
    int line = 0; ///< from one: where its document begins
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
};

/// What files hold, in the order in which they must be applied.
struct Manifest
{
    std::vector<ManifestObject> objects;
    std::vector<ManifestProblem> problems;
};

/// Adds the documents of one text (YAML or JSON, kinds List taken apart). A broken document does not
/// hide the others of its file.
void addManifest(Manifest& manifest, const QString& file, const std::string& text);

/// Reads files, and the .yaml, .yml and .json files inside folders, in the order of their names. Blocks: not on
/// the GUI thread.
Manifest readManifests(const QStringList& paths);

/// Puts namespaces first, then CRDs, RBAC, config, storage, services, workloads, the rest; otherwise the order stays.
void sortForApply(std::vector<ManifestObject>& objects);
/// The step of that order: objects of one step do not depend on each other.
int applyStep(const ManifestObject& object);

} // namespace skiff::model::edit
