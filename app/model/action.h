#pragma once

#include "app/model/resource_kind.h"

#include <functional>
#include <memory>
#include <vector>

namespace skiff::model {

/// What is asked before an action runs.
struct Question
{
    QString title; ///< "Delete 3 pods?"
    QString words; ///< what follows from it
    QString verb;  ///< of the button: "Delete"
};

/// Something that can be done with objects, wherever it is offered: tables' menus and keys, the
/// inspector, pages, the palette, the shortcut sheet. Panels add theirs in registerPanels().
struct Action
{
    QString id;                     ///< "logs"; stable
    std::function<QString()> title; ///< in the user's language: "Show logs"
    QString icon;                   ///< of widgets::icon()
    QString shortcut;         ///< "L", "Ctrl+D" in QKeySequence's portable text; while a table or page has the keyboard
    QStringList kinds;        ///< groupKind()s: "Pod", "Deployment.apps"; empty: every kind
    QString verb;             ///< what authorization must allow ("get", "create", "patch"); empty: nothing
    QString subresource;      ///< of that: "log", "exec", "scale"
    bool several = false;     ///< makes sense for more than one object at a time
    bool destructive = false; ///< stands apart at the end of menus
    std::function<bool(const ObjectRef&)> when; ///< further condition, may be empty
    std::function<Question(const std::vector<ObjectRef>&)>
        question; ///< asked before; empty: runs at once (then offer an undo)
    std::function<void(const std::vector<ObjectRef>&)> run;

    /// Whether it is for such a kind at all.
    bool fits(const ObjectRef& object) const;
};

/// All actions of one connected cluster, in the order of menus. Owned by its view. GUI thread.
class ActionRegistry
{
public:
    /// What authorization says to an action on an object: false only when it surely refuses.
    using Authorizer = std::function<bool(const Action&, const ObjectRef&)>;

    void setAuthorizer(Authorizer authorizer) { m_authorizer = std::move(authorizer); }
    /// An action of the same id is replaced.
    void add(Action action);

    const Action* byId(const QString& id) const;
    std::vector<const Action*> all() const;
    /// Those that fit all of `objects`, allowed or not.
    std::vector<const Action*> offered(const std::vector<ObjectRef>& objects) const;
    /// Whether the server lets us do it with each of them, as far as is known.
    bool allowed(const Action& action, const std::vector<ObjectRef>& objects) const;

private:
    std::vector<std::unique_ptr<Action>> m_actions;
    Authorizer m_authorizer;
};

} // namespace skiff::model
