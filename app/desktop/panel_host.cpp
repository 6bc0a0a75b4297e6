#include "app/desktop/panel_host.h"

#include "app/desktop/dock.h"
#include "widgets/command_palette.h"

#include <algorithm>

namespace skiff::desktop {

QWidget* PanelHost::window() const
{
    return m_dock.window();
}

model::ObjectRef PanelHost::known(model::ObjectRef object) const
{
    if (const model::ResourceKind* kind = m_cluster.kinds().byId(object.kind.id))
        object.kind = *kind;
    return object;
}

void PanelHost::run(const model::Action& action, const std::vector<model::ObjectRef>& objects)
{
    if (objects.empty() || !action.run)
        return;
    if (!action.question) {
        action.run(objects);
        return;
    }
    emit questionAsked(action.question(objects), [run = action.run, objects] { run(objects); });
}

bool PanelHost::runShortcut(const QKeySequence& keys, const std::vector<model::ObjectRef>& objects)
{
    for (const model::Action* action : m_actions.offered(objects)) {
        if (action->shortcut.isEmpty() || QKeySequence(action->shortcut) != keys)
            continue;
        if (m_actions.allowed(*action, objects))
            run(*action, objects);
        else
            problem(tr("%1: not allowed. %2", "an action, and the right that is missing")
                        .arg(action->title().remove(QStringLiteral("…")), missingRight(*action, objects)));
        return true;
    }
    return false;
}

QString PanelHost::missingRight(const model::Action& action, const std::vector<model::ObjectRef>& objects) const
{
    const auto refused = std::find_if(objects.begin(), objects.end(), [this, &action](const model::ObjectRef& object) {
        return !m_actions.allowed(action, {object});
    });
    const model::ObjectRef& object = refused == objects.end() ? objects.front() : *refused;
    QString resource = object.kind.plural();
    if (!object.kind.group.isEmpty())
        resource += QLatin1Char('.') + object.kind.group;
    if (!action.subresource.isEmpty())
        resource += QLatin1Char('/') + action.subresource;
    return object.nameSpace.isEmpty()
               ? tr("The server does not allow you to %1 %2.", "a verb, a resource").arg(action.verb, resource)
               : tr("The server does not allow you to %1 %2 in namespace %3.", "a verb, a resource, a namespace")
                     .arg(action.verb, resource, object.nameSpace);
}

void PanelHost::setHistory(bool canGoBack, bool canGoForward)
{
    m_canGoBack = canGoBack;
    m_canGoForward = canGoForward;
    emit historyChanged();
}

void PanelHost::notify(const QString& words, std::function<void()> undo)
{
    emit notified(words, undo);
}

void PanelHost::offer(const QString& words, const QString& verb, std::function<void()> run)
{
    emit offered(words, verb, run);
}

std::vector<widgets::PaletteCommand> PanelHost::commands() const
{
    std::vector<widgets::PaletteCommand> commands;
    for (const CommandSource& source : m_commands)
        for (widgets::PaletteCommand& command : source())
            commands.push_back(std::move(command));
    return commands;
}

void PanelHost::problem(const QString& words)
{
    emit failed(words);
}

} // namespace skiff::desktop
