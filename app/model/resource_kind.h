#pragma once

#include <QCoreApplication>
#include <QString>

#include <vector>

namespace skiff::model {

/// A resource the console has a page for: where its table is and how it is called on screen.
struct ResourceKind
{
    QString id;            ///< "pods": the page's stable name and the icon's
    QString kind;          ///< "Pod"
    QString path;          ///< "/api/v1/pods": all namespaces
    bool namespaced = true;

    /// The page's title in the user's language ("Pods").
    QString title() const;
    /// Path of one object: "/api/v1/namespaces/default/pods/web".
    QString objectPath(const QString& nameSpace, const QString& name) const;
};

/// The pages in the order of the navigation.
const std::vector<ResourceKind>& resourceKinds();
/// By id; nullptr when there is none.
const ResourceKind* resourceKind(const QString& id);

} // namespace skiff::model
