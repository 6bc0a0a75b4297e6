#include "app/desktop/editor/editors.h"

#include "app/desktop/dock.h"
#include "app/desktop/editor/editor_panel.h"
#include "app/desktop/editor/template_dialog.h"
#include "app/desktop/panel_host.h"
#include "widgets/command_palette.h"
#include "widgets/icons.h"

#include <QTimer>
#include <QUuid>

namespace skiff::desktop {

namespace {

constexpr qint64 NamesMsecs = 5000;
constexpr int MostNames = 500;
constexpr const char* NamesOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

std::vector<QString> namesIn(std::string_view json)
{
    std::vector<QString> names;
    const Result<data::Value> list = data::parseJson(json);
    const data::Value* items = list.ok() ? data::find(*list, {"items"}) : nullptr;
    if (items && items->is_array())
        for (const data::Value& item : items->get_array())
            names.push_back(QString::fromStdString(std::string(data::stringAt(item, {"metadata", "name"}))));
    return names;
}

bool editable(const model::ObjectRef& object)
{
    return object.kind.can(QStringLiteral("get"));
}

} // namespace

Editors::Editors(PanelHost& host)
    : QObject(&host),
      m_host(host),
      m_schemas(host.cluster().openApi(), &host.cluster().discovery()),
      m_writer(host.transport(), host.cluster().discovery()),
      m_drafts(host.settings(), host.cluster().name())
{
    setObjectName(QStringLiteral("editors"));
    QTimer::singleShot(0, this, &Editors::offerDrafts);
}

Editors& Editors::of(PanelHost& host)
{
    return *host.findChild<Editors*>(QStringLiteral("editors"), Qt::FindDirectChildrenOnly);
}

QString Editors::draftKey(const model::ObjectRef& object)
{
    return QStringLiteral("%1/%2/%3").arg(object.kind.groupKind(), object.nameSpace, object.name);
}

bool Editors::reveal(const QString& draftKey)
{
    DockPanel* open = m_host.dock().panel(QStringLiteral("edit ") + draftKey);
    if (open)
        m_host.dock().reveal(open);
    return open != nullptr;
}

void Editors::edit(const model::ObjectRef& object)
{
    if (reveal(draftKey(object)))
        return;
    m_host.dock().open(
        new EditorPanel(m_host, *this, {.object = object, .draft = m_drafts.find(draftKey(object)), .text = {}}));
}

void Editors::create(const QString& text)
{
    m_host.dock().open(new EditorPanel(m_host, *this, {.object = {}, .draft = {}, .text = text}));
}

void Editors::resume(const session::Draft& draft)
{
    if (reveal(draft.key))
        return;
    if (draft.isNew()) {
        m_host.dock().open(new EditorPanel(m_host, *this, {.object = {}, .draft = draft, .text = {}}));
        return;
    }
    m_writer.kindOf(draft.apiVersion, draft.kind,
                    [this, alive = QPointer<Editors>(this), draft](const Result<model::ResourceKind>& kind) {
                        if (!alive)
                            return;
                        if (kind.ok())
                            edit({.kind = *kind, .nameSpace = draft.nameSpace, .name = draft.name, .uid = {}});
                        else // the text is what counts
                            m_host.dock().open(
                                new EditorPanel(m_host, *this, {.object = {}, .draft = draft, .text = {}}));
                    });
}

void Editors::offerDrafts()
{
    const std::vector<session::Draft> drafts = m_drafts.all();
    if (drafts.empty())
        return;
    QStringList words;
    for (const session::Draft& draft : drafts)
        words << draft.words();
    m_host.offer(tr("Unsaved edits: %1 (%2).").arg(drafts.size()).arg(words.join(QStringLiteral(", "))), tr("Open"),
                 [this] {
                     for (const session::Draft& draft : m_drafts.all())
                         resume(draft);
                 });
}

void Editors::chooseTemplate()
{
    (new TemplateDialog(m_host, *this, m_host.window()))->open();
}

void Editors::names(const model::edit::NameReference& reference, QObject* context,
                    std::function<void(const std::vector<QString>&)> done)
{
    m_writer.kindOf(QString::fromStdString(reference.apiVersion), QString::fromStdString(reference.kind),
                    [this, alive = QPointer<Editors>(this), guard = QPointer<QObject>(context),
                     nameSpace = QString::fromStdString(reference.nameSpace),
                     done = std::move(done)](const Result<model::ResourceKind>& kind) {
                        if (!alive || !guard || !kind.ok())
                            return;
                        const QString place = !kind->namespaced     ? QString()
                                              : nameSpace.isEmpty() ? m_host.cluster().defaultNamespace()
                                                                    : nameSpace;
                        const QString key = kind->listPath(place);
                        const auto known = m_names.constFind(key);
                        if (known != m_names.constEnd() && !known->asked.hasExpired(NamesMsecs))
                            return done(known->names);
                        ask(*kind, place, key, guard, done);
                    });
}

void Editors::ask(const model::ResourceKind& kind, const QString& nameSpace, const QString& key,
                  QPointer<QObject> context, std::function<void(const std::vector<QString>&)> done)
{
    // No use in asking what the server has said it will refuse.
    if (m_host.cluster().access().may(QStringLiteral("list"), kind, nameSpace) == session::Access::Answer::No)
        return;
    client::ApiRequest request;
    request.path = key.toStdString();
    request.accept = NamesOnly; // no Secret's data is fetched for its name
    request.query.emplace_back("limit", std::to_string(MostNames));
    m_host.caller().send(std::move(request), this,
                         [this, key, context, done = std::move(done)](const session::Caller::Answer& answer) {
                             if (!answer.problem.isEmpty() || !answer.body)
                                 return;
                             Names& names = m_names[key];
                             names.names = namesIn(*answer.body);
                             names.asked.start();
                             if (context)
                                 done(names.names);
                         });
}

void registerEditors(PanelHost& host)
{
    auto* editors = new Editors(host);
    host.actions().add({.id = QStringLiteral("edit"),
                        .title = [] { return Editors::tr("Edit YAML…"); },
                        .icon = QStringLiteral("edit"),
                        .shortcut = QStringLiteral("E"),
                        .when = editable,
                        .run =
                            [editors](const std::vector<model::ObjectRef>& objects) {
                                editors->edit(objects.front());
                            }});
    host.addCommands([editors] {
        std::vector<widgets::PaletteCommand> commands;
        commands.push_back({.title = Editors::tr("New from template…"),
                            .shortcut = {},
                            .run = [editors] { editors->chooseTemplate(); },
                            .icon = widgets::icon(QStringLiteral("add"))});
        for (const session::Draft& draft : editors->drafts().all())
            commands.push_back({.title = Editors::tr("Unsaved edits of %1").arg(draft.words()),
                                .shortcut = {},
                                .run = [editors, draft] { editors->resume(draft); },
                                .icon = widgets::icon(QStringLiteral("edit"))});
        return commands;
    });
}

} // namespace skiff::desktop
