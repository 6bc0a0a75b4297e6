#pragma once

#include "app/session/access.h"
#include "app/session/connection_watch.h"
#include "app/session/discovery.h"
#include "app/session/edit/schema_cache.h"
#include "app/session/identity.h"
#include "app/session/kind_watch.h"
#include "app/session/open_api.h"
#include "app/session/qt_transport.h"
#include "app/session/settings.h"

#include <QObject>
#include <QStringList>

namespace skiff::session {

/// One connected cluster, as pages and panels see it: calls, what it serves and allows, its schema,
/// the chosen namespaces, and what is remembered for it. Owned by the cluster's view, which outlives
/// every page and panel. GUI thread.
class ClusterHandle final : public QObject
{
    Q_OBJECT

public:
    /// `settings` may be nullptr: then nothing is remembered.
    ClusterHandle(Identity identity, Settings* settings, QObject* parent = nullptr);

    /// The context's name, as shown.
    const QString& name() const { return m_identity.context; }
    const Identity& identity() const { return m_identity; }
    /// Calls and streams.
    QtTransport& transport() { return m_transport; }
    Discovery& discovery() { return m_discovery; }
    const model::KindCatalog& kinds() const { return m_discovery.catalog(); }
    /// Keeps the kinds true to the server's definitions while the cluster is shown.
    KindWatch& kindWatch() { return m_kindWatch; }
    Access& access() { return m_access; }
    /// Whether the server answers.
    ConnectionWatch& connection() { return m_connection; }
    const ConnectionWatch& connection() const { return m_connection; }
    /// The server's own schema.
    OpenApi& openApi() { return m_openApi; }
    /// The same as types, for the editor.
    SchemaCache& schemas() { return m_schemas; }

    /// What tables show; empty: all namespaces.
    const QStringList& namespaces() const { return m_namespaces; }
    void setNamespaces(const QStringList& namespaces);
    /// Where something new goes when its author does not say: the only chosen namespace, or the context's.
    QString defaultNamespace() const;

    /// Remembered for this cluster only.
    QByteArray remembered(const QString& name) const;
    void remember(const QString& name, const QByteArray& value);

signals:
    void namespacesChanged();

private:
    void onDefinitions(const QStringList& changed);
    QString settingName(const QString& name) const;

    Identity m_identity;
    Settings* m_settings;
    QtTransport m_transport;
    ConnectionWatch m_connection;
    Discovery m_discovery;
    KindWatch m_kindWatch;
    Access m_access;
    OpenApi m_openApi;
    SchemaCache m_schemas;
    QStringList m_namespaces;
};

} // namespace skiff::session
