#pragma once

#include "app/session/identity.h"
#include "cluster/base/result.h"

#include <QStringList>

#include <vector>

namespace skiff::session {

/// A context of the user's kubeconfig files, before its credentials are read.
struct ContextEntry
{
    QString name;
    QString file;   ///< one that the user added; empty: of the files that KUBECONFIG names, merged
    QString server; ///< as shown
};

/// The contexts of all files that KUBECONFIG names (or ~/.kube/config), merged as kubectl does, then
/// those of each file in `added`. Files that cannot be read go into `problems`, a sentence each.
std::vector<ContextEntry> findContexts(QStringList& problems, const QStringList& added = {});

/// The context `name` of `file` with its credentials read; with an empty file that of the merged ones.
/// Nothing is run: a plug-in's command stands in the identity.
Result<Identity> loadIdentity(const QString& file, const QString& name);

} // namespace skiff::session
