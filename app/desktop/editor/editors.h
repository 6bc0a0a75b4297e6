#pragma once

#include "app/model/edit/completion.h"
#include "app/model/resource_kind.h"
#include "app/session/edit/drafts.h"
#include "app/session/edit/object_writer.h"
#include "app/session/edit/schema_cache.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>

#include <functional>

namespace skiff::desktop {

class PanelHost;

/// What the editors of one cluster share: its schema, what writes, the unsaved edits, and names of objects to
/// refer to. Opens editors in the dock. Child of the cluster's PanelHost; GUI thread.
class Editors final : public QObject
{
    Q_OBJECT

public:
    explicit Editors(PanelHost& host);
    /// Those of a cluster; registerEditors() has made them.
    static Editors& of(PanelHost& host);

    session::SchemaCache& schemas() { return m_schemas; }
    session::ObjectWriter& writer() { return m_writer; }
    session::Drafts& drafts() { return m_drafts; }

    /// Opens the editor of an object, with its unsaved edits where there are some.
    void edit(const model::ObjectRef& object);
    /// Opens an editor with the text of a new object.
    void create(const QString& text);
    void resume(const session::Draft& draft);
    /// Lets the user choose what to begin.
    void chooseTemplate();

    /// The names of the objects that `reference` means, as far as we may list them; from a few seconds ago at most.
    void names(const model::edit::NameReference& reference, QObject* context,
               std::function<void(const std::vector<QString>&)> done);

    static QString draftKey(const model::ObjectRef& object);

private:
    struct Names
    {
        std::vector<QString> names;
        QElapsedTimer asked;
    };

    bool reveal(const QString& draftKey);
    void offerDrafts();
    void ask(const model::ResourceKind& kind, const QString& nameSpace, const QString& key, QPointer<QObject> context,
             std::function<void(const std::vector<QString>&)> done);

    PanelHost& m_host;
    session::SchemaCache m_schemas;
    session::ObjectWriter m_writer;
    session::Drafts m_drafts;
    QHash<QString, Names> m_names;
};

/// Adds the editor's actions to a cluster.
void registerEditors(PanelHost& host);

} // namespace skiff::desktop
