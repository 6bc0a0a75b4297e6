#pragma once

#include "app/session/identity.h"
#include "cluster/base/result.h"

#include <QStringList>

namespace skiff::session {

/// A context of the user's kubeconfig files, before its credentials are read.
struct ContextEntry
{
    QString name;
    QString file;
};

/// The contexts of all files that KUBECONFIG names (or ~/.kube/config), the first of a name wins.
/// Files that cannot be read go into `problems`, a sentence each.
std::vector<ContextEntry> findContexts(QStringList& problems);

/// The context `name` of `file` with its credentials read.
Result<Identity> loadIdentity(const QString& file, const QString& name);

} // namespace skiff::session
