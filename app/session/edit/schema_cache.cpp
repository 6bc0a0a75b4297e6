#include "app/session/edit/schema_cache.h"

#include "app/model/edit/open_api_schema.h"
#include "app/model/edit/schema_set.h"
#include "cluster/base/log.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>

namespace skiff::session {

using model::edit::OpenApiSchema;
using model::edit::SchemaSet;

namespace {

/// Goes into a path of the server: nothing but a group and a version may.
bool isApiVersion(const QString& text)
{
    static const QRegularExpression form(
        QRegularExpression::anchoredPattern(QStringLiteral("([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?v[a-z0-9]+")));
    return text.size() < 300 && form.match(text).hasMatch();
}

std::shared_ptr<const OpenApiSchema> compiled(const std::string& document, const QString& apiVersion)
{
    auto schema = std::make_shared<OpenApiSchema>();
    const auto json = data::parseJson(document);
    const Status status = json.ok() ? schema->add(*json) : Status(json.error());
    if (status.ok())
        return schema;
    log::warning("editor", "the schema of {} cannot be read: {}", apiVersion.toStdString(), status.error().message);
    return nullptr;
}

} // namespace

SchemaCache::SchemaCache(OpenApi& openApi, const Discovery* discovery, QObject* parent)
    : QObject(parent), m_openApi(openApi), m_discovery(discovery)
{
    connect(&m_openApi, &OpenApi::forgotten, this, &SchemaCache::outdated);
}

SchemaCache::SchemaPtr SchemaCache::known() const
{
    SchemaSet::ByVersion versions;
    for (const auto& [apiVersion, version] : m_versions)
        if (version.schema)
            versions.emplace(apiVersion.toStdString(), version.schema);
    std::vector<model::edit::TypeName> kinds;
    if (m_discovery && m_discovery->complete())
        for (const model::ResourceKind& each : m_discovery->catalog().kinds())
            if (each.can(QStringLiteral("create")))
                kinds.push_back({each.apiVersion().toStdString(), each.kind.toStdString()});
    return std::make_shared<SchemaSet>(std::move(versions), std::move(kinds), model::edit::builtinSchema());
}

bool SchemaCache::isServed(const QString& apiVersion) const
{
    if (!isApiVersion(apiVersion))
        return false;
    if (!m_discovery || !m_discovery->complete())
        return true;
    // Discovery keeps each kind in one version; the group's others have documents as well.
    const QString group =
        apiVersion.contains(QLatin1Char('/')) ? apiVersion.section(QLatin1Char('/'), 0, 0) : QString();
    const auto& kinds = m_discovery->catalog().kinds();
    return std::any_of(kinds.begin(), kinds.end(), [&group](const auto& each) { return each.group == group; });
}

void SchemaCache::schemaFor(const QString& apiVersion, Done done)
{
    if (!isServed(apiVersion)) {
        QTimer::singleShot(0, this, [this, done = std::move(done)] { done(known()); });
        return;
    }
    m_openApi.document(apiVersion, [this, apiVersion, done = std::move(done),
                                    alive = std::weak_ptr<int>(m_alive)](const Result<Document>& document) {
        if (!alive.expired())
            onDocument(apiVersion, document, done);
    });
}

void SchemaCache::onDocument(const QString& apiVersion, const Result<Document>& document, const Done& done)
{
    const auto known = m_versions.find(apiVersion);
    const bool same = document.ok() && known != m_versions.end() &&
                      (known->second.document == *document || *known->second.document == **document);
    if (!document.ok() || same) { // what was read before is better than nothing
        done(this->known());
        return;
    }
    std::vector<Done>& waiting = m_waiting[apiVersion];
    waiting.push_back(done);
    if (waiting.size() == 1)
        compile(apiVersion, *document);
}

void SchemaCache::compile(const QString& apiVersion, const Document& document)
{
    QThreadPool::globalInstance()->start([this, apiVersion, document, alive = std::weak_ptr<int>(m_alive)] {
        const Version version{document, compiled(*document, apiVersion)};
        // The application's thread decides whether the cache is still there.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [this, apiVersion, version, alive] {
                if (!alive.expired())
                    onCompiled(apiVersion, version);
            },
            Qt::QueuedConnection);
    });
}

void SchemaCache::onCompiled(const QString& apiVersion, const Version& version)
{
    m_versions[apiVersion] = version;
    const SchemaPtr schema = known();
    for (const Done& done : m_waiting.take(apiVersion))
        done(schema);
}

} // namespace skiff::session
