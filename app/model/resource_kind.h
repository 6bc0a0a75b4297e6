#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <vector>

namespace skiff::model {

/// A resource the console can show: where its table is and how it is called on screen. Discovery
/// makes them (see KindCatalog); a few are known before any server has answered.
struct ResourceKind
{
    QString id;   ///< "pods", "widgets.example.com": the page's stable name
    QString kind; ///< "Pod"
    QString path; ///< "/api/v1/pods": all namespaces
    bool namespaced = true;
    QString group; ///< "apps"; empty: the core group
    QString version = QStringLiteral("v1");
    QString resource;         ///< plural as in paths; empty in hand-made kinds: the path's last part
    QStringList shortNames;   ///< "po"
    QStringList verbs;        ///< "list", "watch", …; empty: unknown
    QStringList subresources; ///< "scale", "status", …
    QStringList categories;   ///< "all"

    /// The page's title in the user's language ("Pods").
    QString title() const;
    /// The table of one namespace; with an empty `nameSpace` that of all.
    QString listPath(const QString& nameSpace) const;
    /// Path of one object: "/api/v1/namespaces/default/pods/web".
    QString objectPath(const QString& nameSpace, const QString& name) const;
    /// "v1", "apps/v1".
    QString apiVersion() const;
    /// "Pod", "Deployment.apps": how actions name the kinds they are for.
    QString groupKind() const { return group.isEmpty() ? kind : kind + QLatin1Char('.') + group; }
    QString plural() const { return resource.isEmpty() ? path.section(QLatin1Char('/'), -1) : resource; }
    /// False only when the server has said so.
    bool can(const QString& verb) const { return verbs.isEmpty() || verbs.contains(verb); }

    bool operator==(const ResourceKind&) const = default;
};

/// One object, as tables and pages hand it to actions and panels.
struct ObjectRef
{
    ResourceKind kind;
    QString nameSpace; ///< empty for what has none
    QString name;
    QString uid; ///< may be empty

    QString path() const { return kind.objectPath(nameSpace, name); }
    /// "Pod shop/web-1": as sentences name it.
    QString words() const;
};

/// The kinds shown before a server has said what it serves, in the order of the navigation.
const std::vector<ResourceKind>& resourceKinds();
/// One of these by id; nullptr when there is none.
const ResourceKind* resourceKind(const QString& id);

} // namespace skiff::model
