#include "app/session/cluster_handle.h"

#include <QSet>

#include <utility>

namespace skiff::session {

ClusterHandle::ClusterHandle(Identity identity, Settings* settings, QObject* parent)
    : QObject(parent),
      m_identity(std::move(identity)),
      m_settings(settings),
      m_transport(m_identity), m_connection(m_transport),
      m_discovery(m_transport),
      m_kindWatch(m_transport),
      m_access(m_transport),
      m_openApi(m_transport),
      m_schemas(m_openApi, &m_discovery)
{
    m_namespaces =
        QString::fromUtf8(remembered(QStringLiteral("namespaces"))).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    // While it was away roles and kinds may have changed.
    connect(&m_connection, &ConnectionWatch::recovered, this, [this] {
        m_access.forget();
        m_discovery.refresh();
        m_kindWatch.restart();
    });
    connect(&m_kindWatch, &KindWatch::changed, this, &ClusterHandle::onDefinitions);
    connect(&m_discovery, &Discovery::changed, this, [this] { m_openApi.forget(); });
}

void ClusterHandle::onDefinitions(const QStringList& changed)
{
    m_discovery.refreshSoon();
    QSet<QString> groups;
    for (const QString& definition : changed) // "boats.example.com"
        groups.insert(definition.section(QLatin1Char('.'), 1));
    for (const QString& group : std::as_const(groups))
        m_openApi.forget(group);
}

void ClusterHandle::setNamespaces(const QStringList& namespaces)
{
    if (namespaces == m_namespaces)
        return;
    m_namespaces = namespaces;
    remember(QStringLiteral("namespaces"), m_namespaces.join(QLatin1Char('\n')).toUtf8());
    emit namespacesChanged();
}

QString ClusterHandle::defaultNamespace() const
{
    if (m_namespaces.size() == 1)
        return m_namespaces.front();
    return m_identity.nameSpace.isEmpty() ? QStringLiteral("default") : m_identity.nameSpace;
}

QByteArray ClusterHandle::remembered(const QString& name) const
{
    return m_settings ? m_settings->value(settingName(name)) : QByteArray();
}

void ClusterHandle::remember(const QString& name, const QByteArray& value)
{
    if (m_settings)
        m_settings->set(settingName(name), value);
}

QString ClusterHandle::settingName(const QString& name) const
{
    return QStringLiteral("cluster/%1/%2").arg(m_identity.context, name);
}

} // namespace skiff::session
