#pragma once

#include "app/session/identity.h"
#include "cluster/base/result.h"
#include "cluster/client/kubeconfig.h"

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

/// One context as its kubeconfig said it when it was read: what it wants from this computer, and its identity once
/// the user has agreed. A kubeconfig from a stranger reads and runs nothing before. A value.
class ContextSource
{
public:
    /// With an empty `file` that of the merged kubeconfigs. Nothing else is read, nothing is run.
    static Result<ContextSource> read(const QString& file, const QString& name);

    const client::ContextPlan& plan() const { return m_plan; }
    /// What it reads outside the folder of its kubeconfig.
    const QStringList& outsideFiles() const { return m_outside; }
    /// Whether the user must agree: it runs a program, or reads files elsewhere.
    bool asks() const { return m_plan.plugin || !m_outside.isEmpty(); }
    /// What stands for this very wish (program, arguments, environment, files, kubeconfig, server) in the list of
    /// those the user allowed: any change asks again.
    QString fingerprint() const;
    /// With its files read; a plug-in's command stands in it.
    Result<Identity> identity() const;

private:
    client::Kubeconfig m_kubeconfig;
    client::ContextPlan m_plan;
    QStringList m_outside;
};

/// The identity of a context that the caller trusts: ours, or one named on the command line.
Result<Identity> loadIdentity(const QString& file, const QString& name);

} // namespace skiff::session
