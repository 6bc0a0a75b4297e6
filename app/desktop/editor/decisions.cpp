#include "app/desktop/editor/decisions.h"

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr qsizetype MostForeign = 12;

/// What people set by commands is theirs to change; what is applied from files, or by controllers, is not.
bool setByHand(const std::vector<model::edit::FieldOwner>& owners)
{
    return !owners.empty() && std::all_of(owners.begin(), owners.end(), [](const model::edit::FieldOwner& owner) {
        return owner.operation == "Update" && owner.manager.starts_with("kubectl") &&
               owner.manager != "kubectl-client-side-apply";
    });
}

} // namespace

QString ownerNames(const std::vector<model::edit::FieldOwner>& owners)
{
    QStringList names;
    for (const model::edit::FieldOwner& owner : owners)
        if (const QString name = QString::fromStdString(owner.manager); !names.contains(name))
            names << name;
    return names.join(QStringLiteral(", "));
}

std::vector<FieldChoice> choicesOf(const std::vector<session::EditConflict>& conflicts, const session::EditWish& wish)
{
    std::vector<FieldChoice> choices;
    for (const session::EditConflict& conflict : conflicts)
        choices.push_back({.field = conflict.field,
                           .who = ownerNames(conflict.owners),
                           .mine = conflict.mine,
                           .theirs = conflict.theirs,
                           .takeMine = wish.taken.contains(conflict.field) ||
                                       (!wish.kept.contains(conflict.field) && setByHand(conflict.owners))});
    return choices;
}

session::EditWish decidedBy(const std::vector<FieldChoice>& choices, session::EditWish wish)
{
    for (const FieldChoice& choice : choices) {
        (choice.takeMine ? wish.kept : wish.taken).erase(choice.field);
        (choice.takeMine ? wish.taken : wish.kept).insert(choice.field);
    }
    return wish;
}

std::vector<FieldChoice> choicesOf(const std::vector<model::edit::MergeConflict>& conflicts, const data::Value& live)
{
    std::vector<FieldChoice> choices;
    for (const model::edit::MergeConflict& conflict : conflicts)
        choices.push_back({.field = conflict.path.toString(),
                           .who = ownerNames(model::edit::ownersOf(live, conflict.path)),
                           .mine = conflict.mine,
                           .theirs = conflict.theirs,
                           .takeMine = true});
    return choices;
}

void decide(model::edit::MergeResult& result, const std::vector<FieldChoice>& choices)
{
    for (size_t i = 0; i < choices.size(); ++i)
        if (!choices[i].takeMine)
            model::edit::takeTheirs(result.merged, result.conflicts[i]);
}

QString foreignWords(const std::vector<model::edit::ApplyPlan::ForeignRemoval>& foreign)
{
    QStringList lines;
    for (const auto& each : foreign)
        lines << QStringLiteral("%1 (%2)").arg(QString::fromStdString(each.path.toString()), ownerNames(each.owners));
    if (lines.size() > MostForeign)
        lines = lines.mid(0, MostForeign) << QStringLiteral("…");
    return lines.join(QLatin1Char('\n'));
}

} // namespace skiff::desktop
