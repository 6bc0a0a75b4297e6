#pragma once

#include "app/model/edit/schema.h"
#include "app/session/discovery.h"
#include "app/session/open_api.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace skiff::model::edit {
class OpenApiSchema;
}

namespace skiff::session {

/// The types of one cluster for the editor: the group versions' own OpenAPI documents, each compiled once, on a
/// worker thread, and anew only when its document has changed. Where the server has none, or is away, our own
/// tables stand in. GUI thread; what it hands out may be used on any.
class SchemaCache final : public QObject
{
    Q_OBJECT

public:
    using SchemaPtr = std::shared_ptr<const model::edit::Schema>;
    using Done = std::function<void(SchemaPtr)>;

    /// `discovery` (may be null) says which kinds there are at all, custom ones too; it and `openApi` outlive the
    /// cache.
    explicit SchemaCache(OpenApi& openApi, const Discovery* discovery = nullptr, QObject* parent = nullptr);

    /// The schema with all that is known of "v1" or "apps/v1", and of what was asked for before; never null. `done`
    /// comes later, never inside the call, and not after the cache has gone. Ask again whenever kinds may have
    /// changed: what is known already costs nothing.
    void schemaFor(const QString& apiVersion, Done done);
    /// What is known now: at first only our own tables.
    SchemaPtr known() const;

signals:
    /// The server's types may have changed: who works with a schema asks again.
    void outdated();

private:
    using Document = std::shared_ptr<const std::string>;
    using Compiled = std::shared_ptr<const model::edit::OpenApiSchema>;
    struct Version
    {
        Document document;
        Compiled schema; ///< null: it could not be read
    };

    bool isServed(const QString& apiVersion) const;
    void onDocument(const QString& apiVersion, const Result<Document>& document, const Done& done);
    void compile(const QString& apiVersion, const Document& document);
    void onCompiled(const QString& apiVersion, const Version& version);

    OpenApi& m_openApi;
    const Discovery* m_discovery;
    std::map<QString, Version> m_versions;
    QHash<QString, std::vector<Done>> m_waiting; ///< for a worker
    std::shared_ptr<int> m_alive = std::make_shared<int>();
};

} // namespace skiff::session
