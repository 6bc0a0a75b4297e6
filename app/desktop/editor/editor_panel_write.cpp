// What the editor writes, and what comes of it.
#include "app/desktop/apply/apply_sheet.h"
#include "app/desktop/editor/editor_assist.h"
#include "app/desktop/editor/editor_panel.h"
#include "app/desktop/editor/editors.h"
#include "app/desktop/editor/field_choices.h"
#include "app/desktop/editor/review_page.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/model/edit/line_diff.h"
#include "widgets/banner.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/diff_view.h"

#include <QDateTime>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace skiff::desktop {

using Type = session::EditOutcome::Type;
using session::EditWish;
using widgets::Glyph;

namespace {

widgets::DiffTexts diffOf(const QString& left, const QString& right)
{
    widgets::DiffTexts texts;
    texts.left = left.split(QLatin1Char('\n'));
    texts.right = right.split(QLatin1Char('\n'));
    const auto marks = [](const std::vector<model::edit::WordMark>& words) {
        std::vector<widgets::DiffMark> out;
        for (const model::edit::WordMark& word : words)
            out.push_back({word.column, word.length});
        return out;
    };
    for (const model::edit::DiffRow& row : model::edit::diffLines(texts.left, texts.right))
        texts.rows.push_back({.type = widgets::DiffViewRow::Type(int(row.type)),
                              .left = row.left,
                              .right = row.right,
                              .leftMarks = marks(row.leftMarks),
                              .rightMarks = marks(row.rightMarks)});
    return texts;
}

/// What people set by commands is theirs to change; what is applied from files, or by controllers, is not.
bool setByHand(const std::vector<model::edit::FieldOwner>& owners)
{
    return !owners.empty() && std::all_of(owners.begin(), owners.end(), [](const model::edit::FieldOwner& owner) {
        return owner.operation == "Update" && owner.manager.starts_with("kubectl") &&
               owner.manager != "kubectl-client-side-apply";
    });
}

/// The same value with its members in the order of `model`, so that texts of both differ only where the values do.
data::Value orderedLike(const data::Value& value, const data::Value* model)
{
    if (value.is_array()) {
        data::Array list;
        const data::Array* other = model && model->is_array() ? &model->get_array() : nullptr;
        for (size_t i = 0; i < value.get_array().size(); ++i)
            list.push_back(orderedLike(value.get_array()[i], other && i < other->size() ? &(*other)[i] : nullptr));
        return list;
    }
    if (!value.is_object() || !model || !model->is_object())
        return value;
    data::Object ordered;
    for (const auto& [key, member] : model->get_object())
        if (const data::Value* own = value.get_object().if_contains(key))
            ordered.emplace(key, orderedLike(*own, &member));
    for (const auto& [key, member] : value.get_object())
        ordered.emplace(key, member); // what is there stays
    return ordered;
}

QString ownerNames(const std::vector<model::edit::FieldOwner>& owners)
{
    QStringList names;
    for (const model::edit::FieldOwner& owner : owners)
        if (const QString name = QString::fromStdString(owner.manager); !names.contains(name))
            names << name;
    return names.join(QStringLiteral(", "));
}

} // namespace

void EditorPanel::apply()
{
    settle();
    if (!m_apply->isEnabled() || openSheet())
        return;
    if (std::optional<data::Value> mine = parse())
        write({.mine = std::move(*mine)});
}

void EditorPanel::dryRun()
{
    settle();
    if (!m_dryRun->isEnabled() || openSheet())
        return;
    if (std::optional<data::Value> mine = parse())
        write({.mine = std::move(*mine), .dryRun = true});
}

/// A text of several objects is for the sheet that applies files: it dry-runs them all first.
bool EditorPanel::openSheet()
{
    if (!m_session.isNew() || m_assist->documents() < 2)
        return false;
    m_host.dock().open(new ApplySheet(m_host, {.paths = {}, .text = m_editor->text()}));
    return true;
}

void EditorPanel::createAnew()
{
    if (std::optional<data::Value> mine = parse())
        write({.mine = std::move(*mine), .anew = true});
}

void EditorPanel::write(EditWish wish, bool undoing)
{
    if (m_session.writing())
        return;
    m_notice->hide();
    showStatus(wish.dryRun ? tr("Asking the server…") : tr("Applying…"));
    const auto done = [this, wish, undoing, sent = m_editor->text()](const Outcome& outcome) {
        onOutcome(wish, undoing, sent, outcome);
    };
    undoing ? m_session.undo(wish, done) : m_session.write(wish, done);
    updateActions();
}

void EditorPanel::onOutcome(const EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome)
{
    showStatus({});
    m_discard->hide();
    switch (outcome.type) {
    case Type::Nothing:
        showStatus(tr("There is nothing to apply: this is what the server has."));
        break;
    case Type::Done:
        onDone(wish, undoing, sent, outcome);
        break;
    case Type::Conflicts:
        onConflicts(wish, undoing, outcome);
        break;
    case Type::Foreign:
        onForeign(wish, undoing, outcome);
        break;
    case Type::Stale:
        m_notice->say(Glyph::Triangle,
                      tr("Nothing was written: %1 was changed on the server meanwhile. Merge first.").arg(words()));
        break;
    case Type::Gone:
        m_notice->say(Glyph::Triangle, tr("Nothing was written: %1 was deleted on the server meanwhile.").arg(words()));
        break;
    case Type::Refused:
        onRefused(outcome);
        break;
    case Type::NoAnswer:
        m_notice->say(
            Glyph::Cross,
            tr("No answer from the server: %1. Whether your change was applied is not known; your text is kept.")
                .arg(outcome.problem));
        break;
    }
    updateActions();
}

void EditorPanel::onDone(const EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome)
{
    QStringList remarks = outcome.warnings;
    if (outcome.fellBack)
        remarks << tr("This server does not serve server-side apply, so the object was updated as a whole.");
    if (wish.dryRun) {
        showDiff(tr("The server would accept this"), remarks.join(QLatin1Char('\n')), tr("Apply"),
                 tr("On the server now"), m_session.isNew() ? QString() : editedText(m_session.live()),
                 tr("After applying"), editedText(outcome.object));
        m_accept = [this] {
            apply();
        };
        return;
    }
    if (!outcome.object.is_object()) { // an undo that has deleted it
        showStatus(tr("Deleted again."));
        return;
    }
    const QString oldKey = m_draftKey;
    const QString text = editedText(m_session.base());
    const bool untouched = m_editor->text() == sent; // not while it was on its way
    setBaseText(text);
    if (untouched)
        m_editor->replaceText(text);
    m_restored = false;
    if (m_session.object())
        m_draftKey = Editors::draftKey(*m_session.object());
    m_editors.drafts().remove(oldKey);
    settle();
    showAccess();
    showText();
    const QString time = QLocale().toString(QTime::currentTime(), QStringLiteral("HH:mm:ss"));
    showStatus(undoing ? tr("Undone at %1").arg(time) : tr("Applied at %1").arg(time));
    if (!remarks.isEmpty())
        m_notice->say(Glyph::Triangle, remarks.join(QLatin1Char('\n')));
    m_host.notify(undoing ? tr("The change of %1 was undone.").arg(words()) : tr("%1 was applied.").arg(words()));
    emit titleChanged();
}

void EditorPanel::onConflicts(const EditWish& wish, bool undoing, const Outcome& outcome)
{
    std::vector<FieldChoice> choices;
    for (const session::EditConflict& conflict : outcome.conflicts)
        choices.push_back({.field = conflict.field,
                           .who = ownerNames(conflict.owners),
                           .mine = conflict.mine,
                           .theirs = conflict.theirs,
                           .takeMine = wish.taken.contains(conflict.field) ||
                                       (!wish.kept.contains(conflict.field) && setByHand(conflict.owners))});
    m_choices->setChoices(choices, tr("Take over"), tr("Keep theirs"));
    m_choicesPage->setWords(
        tr("Others own what you changed"),
        tr("Take a field over, and it gets your value and belongs to you; its owner may set it again, and then meets "
           "the same "
           "question. A field you leave to them keeps their value. Only the fields taken over are forced."),
        undoing       ? tr("Undo")
        : wish.dryRun ? tr("Dry run")
                      : tr("Apply"));
    m_accept = [this, wish, undoing] {
        EditWish decided = wish;
        for (const FieldChoice& choice : m_choices->choices()) {
            (choice.takeMine ? decided.kept : decided.taken).erase(choice.field);
            (choice.takeMine ? decided.taken : decided.kept).insert(choice.field);
        }
        write(std::move(decided), undoing);
    };
    m_stack->setCurrentWidget(m_choicesPage);
    m_choices->setFocus(Qt::OtherFocusReason);
    showStatus(tr("Nothing was written yet: %1 in conflict").arg(choices.size()));
}

void EditorPanel::onForeign(const EditWish& wish, bool undoing, const Outcome& outcome)
{
    QStringList lines;
    for (const auto& each : outcome.foreign)
        lines << QStringLiteral("%1 (%2)").arg(QString::fromStdString(each.path.toString()), ownerNames(each.owners));
    constexpr qsizetype Most = 12;
    if (lines.size() > Most)
        lines = lines.mid(0, Most) << QStringLiteral("…");
    confirm(this, tr("Remove fields that belong to others?"),
            tr("Your text leaves out fields that others have set; they may set them again:") + QLatin1Char('\n') +
                lines.join(QLatin1Char('\n')),
            tr("Remove them"), [this, wish, undoing] {
                EditWish decided = wish;
                decided.removeForeign = true;
                write(std::move(decided), undoing);
            });
    showStatus(tr("Nothing was written yet."));
}

void EditorPanel::onRefused(const Outcome& outcome)
{
    std::vector<widgets::EditorProblem> problems;
    for (const Outcome::Cause& cause : outcome.causes)
        problems.push_back({.severity = widgets::EditorProblem::Severity::Error,
                            .place = m_assist->placeOf(cause.field),
                            .text = tr("%1: %2").arg(cause.field, cause.message)});
    showText();
    if (!problems.empty()) {
        m_editor->goTo(problems.front().place.line, problems.front().place.column);
        m_assist->setServerProblems(std::move(problems));
        m_problemCount->setChecked(true);
        showProblems();
    }
    m_notice->say(Glyph::Cross, tr("The server refused it: %1").arg(outcome.problem));
}

void EditorPanel::showDifferences()
{
    settle();
    if (!m_differences->isEnabled())
        return;
    showDiff(tr("Differences"), m_modified ? QString() : tr("You have changed nothing."), {}, tr("On the server now"),
             editedText(m_session.live()), tr("Your text"), m_editor->text());
}

void EditorPanel::showDiff(const QString& title, const QString& words, const QString& verb, const QString& leftTitle,
                           const QString& left, const QString& rightTitle, const QString& right)
{
    widgets::DiffTexts texts = diffOf(left, right);
    texts.leftTitle = leftTitle;
    texts.rightTitle = rightTitle;
    m_diff->setTexts(std::move(texts));
    m_diffPage->setWords(title, words, verb);
    m_accept = nullptr;
    m_stack->setCurrentWidget(m_diffPage);
    m_diff->goToChange(0);
    m_diff->setFocus(Qt::OtherFocusReason);
}

void EditorPanel::showText()
{
    m_accept = nullptr;
    m_stack->setCurrentWidget(m_textPage);
    m_editor->setFocus(Qt::OtherFocusReason);
}

void EditorPanel::revert()
{
    confirm(this, tr("Give up your edits of %1?").arg(words()), tr("The text becomes what the server has now."),
            tr("Give up edits"), [this] {
                m_session.rebase();
                setBaseText(editedText(m_session.base()));
                m_editor->replaceText(m_baseText);
                m_notice->hide();
                showText();
                settle();
                showStatus(tr("Your edits are given up; Ctrl+Z brings the text back."));
            });
}

void EditorPanel::undo()
{
    settle();
    if (!m_undo->isEnabled())
        return;
    if (!m_session.undoDeletes()) {
        write({}, true);
        return;
    }
    confirm(this, tr("Delete %1 again?").arg(words()), tr("Your change made this object; undoing it deletes it."),
            tr("Delete it"), [this] { write({}, true); });
}

void EditorPanel::merge()
{
    settle();
    if (!m_modified) {
        m_session.rebase();
        setBaseText(editedText(m_session.base()));
        m_editor->replaceText(m_baseText);
        settle();
        showStatus(tr("This is what the server has now."));
        return;
    }
    const std::optional<data::Value> mine = parse();
    if (!mine)
        return;
    const auto result = std::make_shared<model::edit::MergeResult>(m_session.merge(*mine));
    if (result->conflicts.empty())
        takeMerge(result->merged);
    else
        showMergeConflicts(result);
}

void EditorPanel::showMergeConflicts(const std::shared_ptr<model::edit::MergeResult>& result)
{
    std::vector<FieldChoice> choices;
    for (const model::edit::MergeConflict& conflict : result->conflicts)
        choices.push_back({.field = conflict.path.toString(),
                           .who = ownerNames(model::edit::ownersOf(m_session.live(), conflict.path)),
                           .mine = conflict.mine,
                           .theirs = conflict.theirs,
                           .takeMine = true});
    m_choices->setChoices(choices, tr("Take mine"), tr("Take theirs"));
    m_choicesPage->setWords(
        tr("Both of you changed these"),
        tr("All else fits together (%1 of their changes come in). Nothing is written to the server by "
           "merging.")
            .arg(result->taken.size()),
        tr("Merge"));
    m_accept = [this, result] {
        const std::vector<FieldChoice> decided = m_choices->choices();
        for (size_t i = 0; i < decided.size(); ++i)
            if (!decided[i].takeMine)
                model::edit::takeTheirs(result->merged, result->conflicts[i]);
        takeMerge(result->merged);
    };
    m_stack->setCurrentWidget(m_choicesPage);
    m_choices->setFocus(Qt::OtherFocusReason);
}

void EditorPanel::takeMerge(const data::Value& merged)
{
    m_session.rebase();
    setBaseText(editedText(m_session.base()));
    // What means the same (an empty field, the order of members) is no edit.
    const data::Value base = model::edit::withoutServerFields(m_session.base());
    const bool same = model::edit::planApply(base, merged, m_assist->schema().find(m_assist->typeName())).method ==
                      model::edit::ApplyPlan::Method::Nothing;
    m_editor->replaceText(same ? m_baseText : editedText(orderedLike(merged, &m_session.base())));
    showText();
    settle();
    showStatus(tr("Merged with what the server has; nothing is written yet."));
}

} // namespace skiff::desktop
