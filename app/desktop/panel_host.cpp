#include "app/desktop/panel_host.h"

namespace skiff::desktop {

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

void PanelHost::notify(const QString& words, std::function<void()> undo)
{
    emit notified(words, undo);
}

void PanelHost::problem(const QString& words)
{
    emit failed(words);
}

} // namespace skiff::desktop
