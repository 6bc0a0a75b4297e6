// What the palette finds in a connected cluster.
#include "app/desktop/cluster_view.h"
#include "app/desktop/kind_icon.h"
#include "app/desktop/navigation.h"
#include "app/desktop/object_page.h"
#include "app/desktop/resource_page.h"
#include "app/model/table_decoder.h"
#include "widgets/command_palette.h"
#include "widgets/icons.h"

#include <QPointer>
#include <QStackedWidget>

#include <memory>

namespace skiff::desktop {

namespace {

constexpr int ActionWeight = 300;
constexpr int KindWeight = 150;
constexpr int MostObjects = 500; ///< of each kind

/// The kinds people look for by name.
const QStringList& searchedKinds()
{
    static const QStringList ids{QStringLiteral("pods"),
                                 QStringLiteral("deployments"),
                                 QStringLiteral("statefulsets"),
                                 QStringLiteral("daemonsets"),
                                 QStringLiteral("services"),
                                 QStringLiteral("nodes"),
                                 QStringLiteral("namespaces"),
                                 QStringLiteral("configmaps"),
                                 QStringLiteral("jobs"),
                                 QStringLiteral("cronjobs"),
                                 QStringLiteral("ingresses"),
                                 QStringLiteral("persistentvolumeclaims")};
    return ids;
}

/// Those the user has seen in the chooser.
QStringList knownNamespaces(const session::ClusterHandle& cluster)
{
    return QString::fromUtf8(cluster.remembered(QStringLiteral("knownNamespaces"))).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

} // namespace

void ClusterView::goToPage(const QString& id)
{
    openPage(id);
    focusPage();
}

std::vector<model::ObjectRef> ClusterView::selection() const
{
    if (m_pages->currentWidget() == m_objectPage)
        return {m_objectPage->object()};
    return page() ? page()->selection() : std::vector<model::ObjectRef>();
}

std::vector<widgets::PaletteCommand> ClusterView::paletteCommands()
{
    std::vector<widgets::PaletteCommand> commands;
    const std::vector<model::ObjectRef> objects = selection();
    for (const model::Action* action : m_host.actions().offered(objects)) {
        if (!m_host.actions().allowed(*action, objects))
            continue;
        const QString subject = objects.size() == 1 ? objects.front().name : tr("%1 objects").arg(objects.size());
        commands.push_back({.title = QStringLiteral("%1 · %2").arg(action->title(), subject),
                            .shortcut = QKeySequence(action->shortcut).toString(QKeySequence::NativeText),
                            .run = [this, action, objects] { m_host.run(*action, objects); },
                            .icon = widgets::icon(action->icon),
                            .weight = ActionWeight});
    }
    for (widgets::PaletteCommand& command : m_host.commands())
        commands.push_back(std::move(command));
    commands.push_back({.title = tr("Go to the overview"),
                        .shortcut = {},
                        .run = [this] { goToPage(QLatin1String(Navigation::Overview)); },
                        .icon = widgets::icon(QStringLiteral("overview")),
                        .weight = KindWeight});
    for (const model::ResourceKind& kind : m_cluster.kinds().kinds())
        commands.push_back(
            {.title = tr("Go to %1").arg(kind.title()),
             .shortcut = kind.shortNames.isEmpty() ? kind.apiVersion() : kind.shortNames.join(QLatin1Char(' ')),
             .run = [this, id = kind.id] { goToPage(id); },
             .icon = kindIcon(kind),
             .weight = KindWeight});
    commands.push_back({.title = tr("All namespaces"),
                        .shortcut = QStringLiteral("0"),
                        .run = [this] { m_cluster.setNamespaces({}); },
                        .icon = widgets::icon(QStringLiteral("namespaces"))});
    for (const QString& name : knownNamespaces(m_cluster))
        commands.push_back(namespaceCommand(name));
    if (ResourcePage* current = page()) {
        commands.push_back({.title = tr("Choose columns…"),
                            .shortcut = QStringLiteral("V"),
                            .run = [current] { current->chooseColumns(); },
                            .icon = widgets::icon(QStringLiteral("columns"))});
        commands.push_back({.title = tr("Filter the table"),
                            .shortcut = QStringLiteral("/"),
                            .run = [this] { focusFilter(); },
                            .icon = widgets::icon(QStringLiteral("search"))});
    }
    return commands;
}

widgets::PaletteCommand ClusterView::namespaceCommand(const QString& name)
{
    return {.title = tr("Show only namespace %1").arg(name),
            .shortcut = tr("namespace"),
            .run = [this, name] { m_cluster.setNamespaces({name}); },
            .icon = widgets::icon(QStringLiteral("namespaces"))};
}

void ClusterView::searchObjects(widgets::CommandPalette& palette)
{
    const auto asked = std::make_shared<bool>(false);
    connect(&palette, &widgets::CommandPalette::searched, this,
            [this, asked, shown = QPointer<widgets::CommandPalette>(&palette)] {
                if (std::exchange(*asked, true))
                    return;
                for (const QString& id : searchedKinds()) {
                    const model::ResourceKind* kind = m_cluster.kinds().byId(id);
                    if (!kind)
                        continue;
                    client::ApiRequest request;
                    request.path =
                        kind->listPath(m_cluster.namespaces().size() == 1 ? m_cluster.namespaces().front() : QString())
                            .toStdString();
                    request.accept = std::string(model::tableAccept);
                    request.query.emplace_back("limit", std::to_string(MostObjects));
                    m_host.caller().send(
                        std::move(request), shown, [this, shown, found = *kind](const session::Caller::Answer& answer) {
                            const Result<model::Table> table = answer.problem.isEmpty()
                                                                   ? model::decodeTable(*answer.body)
                                                                   : Error{ErrorCode::NotFound, {}};
                            if (!table.ok())
                                return;
                            std::vector<widgets::PaletteCommand> commands;
                            for (const model::TableRow& row : table->rows) {
                                if (found.id == QLatin1String("namespaces") && !knownNamespaces(m_cluster).contains(row.name))
                                    commands.push_back(namespaceCommand(row.name));
                                const model::ObjectRef object{
                                    .kind = found, .nameSpace = row.nameSpace, .name = row.name, .uid = row.uid};
                                commands.push_back(
                                    {.title = row.name,
                                     .shortcut = row.nameSpace.isEmpty()
                                                     ? found.kind
                                                     : QStringLiteral("%1 · %2").arg(found.kind, row.nameSpace),
                                     .run = [this, object] { openObject(object); },
                                     .icon = kindIcon(found)});
                            }
                            shown->add(std::move(commands));
                        });
                }
            });
}

} // namespace skiff::desktop
