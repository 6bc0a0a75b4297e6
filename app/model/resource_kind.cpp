#include "app/model/resource_kind.h"

#include <QUrl>

namespace skiff::model {

QString ResourceKind::title() const
{
    const auto translated = [](const char* text) { return QCoreApplication::translate("skiff::model::ResourceKind", text); };
    if (id == QLatin1String("pods"))
        return translated(QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Pods"));
    if (id == QLatin1String("deployments"))
        return translated(QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Deployments"));
    if (id == QLatin1String("services"))
        return translated(QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Services"));
    if (id == QLatin1String("nodes"))
        return translated(QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Nodes"));
    if (id == QLatin1String("namespaces"))
        return translated(QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Namespaces"));
    if (id == QLatin1String("events"))
        return translated(QT_TRANSLATE_NOOP("skiff::model::ResourceKind", "Events"));
    return kind;
}

QString ResourceKind::objectPath(const QString& nameSpace, const QString& name) const
{
    const qsizetype slash = path.lastIndexOf(QLatin1Char('/'));
    const QString encodedName = QString::fromLatin1(QUrl::toPercentEncoding(name));
    if (!namespaced)
        return path + QLatin1Char('/') + encodedName;
    return path.left(slash) + QStringLiteral("/namespaces/") + QString::fromLatin1(QUrl::toPercentEncoding(nameSpace)) +
           path.mid(slash) + QLatin1Char('/') + encodedName;
}

const std::vector<ResourceKind>& resourceKinds()
{
    static const std::vector<ResourceKind> kinds{
        {QStringLiteral("pods"), QStringLiteral("Pod"), QStringLiteral("/api/v1/pods")},
        {QStringLiteral("deployments"), QStringLiteral("Deployment"), QStringLiteral("/apis/apps/v1/deployments")},
        {QStringLiteral("services"), QStringLiteral("Service"), QStringLiteral("/api/v1/services")},
        {QStringLiteral("nodes"), QStringLiteral("Node"), QStringLiteral("/api/v1/nodes"), false},
        {QStringLiteral("namespaces"), QStringLiteral("Namespace"), QStringLiteral("/api/v1/namespaces"), false},
        {QStringLiteral("events"), QStringLiteral("Event"), QStringLiteral("/api/v1/events")},
    };
    return kinds;
}

const ResourceKind* resourceKind(const QString& id)
{
    for (const ResourceKind& kind : resourceKinds())
        if (kind.id == id)
            return &kind;
    return nullptr;
}

} // namespace skiff::model
