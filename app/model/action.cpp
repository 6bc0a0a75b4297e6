#include "app/model/action.h"

#include <algorithm>

namespace skiff::model {

bool Action::fits(const ObjectRef& object) const
{
    return (kinds.isEmpty() || kinds.contains(object.kind.groupKind())) && (!when || when(object));
}

void ActionRegistry::add(Action action)
{
    for (std::unique_ptr<Action>& known : m_actions)
        if (known->id == action.id) {
            *known = std::move(action);
            return;
        }
    m_actions.push_back(std::make_unique<Action>(std::move(action)));
}

const Action* ActionRegistry::byId(const QString& id) const
{
    for (const std::unique_ptr<Action>& action : m_actions)
        if (action->id == id)
            return action.get();
    return nullptr;
}

std::vector<const Action*> ActionRegistry::all() const
{
    std::vector<const Action*> actions;
    for (const std::unique_ptr<Action>& action : m_actions)
        actions.push_back(action.get());
    return actions;
}

std::vector<const Action*> ActionRegistry::offered(const std::vector<ObjectRef>& objects) const
{
    std::vector<const Action*> actions;
    if (objects.empty())
        return actions;
    for (const bool destructive : {false, true})
        for (const std::unique_ptr<Action>& action : m_actions)
            if (action->destructive == destructive && (objects.size() == 1 || action->several) &&
                std::all_of(objects.begin(), objects.end(),
                            [&](const ObjectRef& object) { return action->fits(object); }))
                actions.push_back(action.get());
    return actions;
}

bool ActionRegistry::allowed(const Action& action, const std::vector<ObjectRef>& objects) const
{
    return !m_authorizer || action.verb.isEmpty() ||
           std::all_of(objects.begin(), objects.end(),
                       [&](const ObjectRef& object) { return m_authorizer(action, object); });
}

} // namespace skiff::model
