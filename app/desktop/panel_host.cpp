#include "app/desktop/panel_host.h"

#include "app/desktop/dock.h"
#include "widgets/command_palette.h"

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
            problem(tr("%1: the server does not allow you to do this with %2.")
                        .arg(action->title().remove(QStringLiteral("…")), objects.front().words()));
        return true;
    }
    return false;
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
