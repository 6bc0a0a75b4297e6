// What the editor's buttons write to the server, and what is said about the answers.
#include "app/desktop/editor/editor_panel.h"

#include "app/desktop/apply/apply_sheet.h"
#include "app/desktop/editor/decisions.h"
#include "app/desktop/editor/editor_assist.h"
#include "app/desktop/editor/editor_notice.h"
#include "app/desktop/editor/editor_review.h"
#include "app/desktop/editor/editor_status.h"
#include "app/desktop/editor/editors.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/model/edit/editor_text.h"
#include "app/model/edit/rewrite.h"
#include "app/session/edit/off_thread.h"
#include "widgets/editor/code_editor.h"

#include <QLocale>
#include <QTime>

namespace skiff::desktop {

using Type = session::EditOutcome::Type;
using session::EditWish;
using session::ObjectPtr;
using widgets::Glyph;

void EditorPanel::apply()
{
    if (m_review->accept()) // what was looked at or decided is what is wanted
        return;
    m_buffer.settle();
    if (m_bar->offers(Action::Apply) && !openSheet())
        readText([this](ObjectPtr mine, const QString& text) { write({.mine = std::move(mine)}, text); });
}

void EditorPanel::dryRun()
{
    m_buffer.settle();
    if (m_bar->offers(Action::DryRun) && !openSheet())
        readText(
            [this](ObjectPtr mine, const QString& text) { write({.mine = std::move(mine), .dryRun = true}, text); });
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
    readText([this](ObjectPtr mine, const QString& text) { write({.mine = std::move(mine), .anew = true}, text); });
}

void EditorPanel::undo()
{
    m_buffer.settle();
    if (!m_bar->offers(Action::Undo))
        return;
    if (!m_session.undoDeletes()) {
        write({}, m_editor->text(), true);
        return;
    }
    confirm(this, tr("Delete %1?").arg(words()), tr("Your change made this object; undoing it deletes it."),
            tr("Delete it"), [this] { write({}, m_editor->text(), true); });
}

/// `sent` is the text that says what is written.
void EditorPanel::write(EditWish wish, const QString& sent, bool undoing)
{
    if (m_session.writing())
        return;
    m_notice->hide();
    m_status->say([asking = wish.dryRun] { return asking ? tr("Asking the server…") : tr("Applying…"); });
    const auto done = [this, wish, undoing, sent](const Outcome& outcome) {
        onOutcome(wish, undoing, sent, outcome);
    };
    undoing ? m_session.undo(wish, done) : m_session.write(wish, done);
    updateActions();
}

void EditorPanel::onOutcome(const EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome)
{
    m_status->clear();
    switch (outcome.type) {
    case Type::Nothing:
        m_status->say([] { return tr("There is nothing to apply: this is what the server has."); });
        break;
    case Type::Done:
        wish.dryRun ? showDryRun(outcome) : onDone(undoing, sent, outcome);
        break;
    case Type::Conflicts:
        onConflicts(wish, undoing, sent, outcome);
        break;
    case Type::Foreign:
        onForeign(wish, undoing, sent, outcome);
        break;
    case Type::Stale:
        m_notice->tell(Glyph::Triangle, [this] {
            return tr("Nothing was written: %1 was changed on the server meanwhile. Merge first.").arg(words());
        });
        break;
    case Type::Gone:
        m_notice->tell(Glyph::Triangle, [this] {
            return tr("Nothing was written: %1 was deleted on the server meanwhile.").arg(words());
        });
        break;
    case Type::Refused:
        onRefused(outcome);
        break;
    case Type::NoAnswer:
        m_notice->tell(Glyph::Cross, [why = outcome.problem] {
            return tr("No answer from the server: %1. Whether your change was applied is not known; your text is kept.")
                .arg(why);
        });
        break;
    }
    updateActions();
}

namespace {

/// What the server, or the way it was written, wants to be known; null when there is nothing.
Words remarksOf(const session::EditOutcome& outcome)
{
    if (outcome.warnings.isEmpty() && !outcome.fellBack)
        return {};
    return [warnings = outcome.warnings, fellBack = outcome.fellBack] {
        QStringList remarks = warnings;
        if (fellBack)
            remarks << EditorPanel::tr(
                "This server does not serve server-side apply, so the object was updated as a whole.");
        return remarks.join(QLatin1Char('\n'));
    };
}

} // namespace

void EditorPanel::showDryRun(const Outcome& outcome)
{
    m_review->showDiff(
        [remarks = remarksOf(outcome)] {
            return ReviewWords{.title = tr("The server would accept this"),
                               .words = remarks ? remarks() : QString(),
                               .verb = tr("Apply"),
                               .mine = tr("After applying"),
                               .theirs = tr("On the server now")};
        },
        {.object = m_session.livePtr()}, {.object = outcome.object}, m_session.isLarge(), [this] { apply(); });
}

void EditorPanel::onDone(bool undoing, const QString& sent, const Outcome& outcome)
{
    if (!outcome.object) { // an undo that has deleted it
        m_status->say([] { return tr("Deleted."); });
        return;
    }
    struct Texts
    {
        QString plain;
        QString written; ///< with what the user has written around it
    };
    session::offThread(
        m_session.isLarge(), this,
        [object = outcome.object, sent] {
            return Texts{model::edit::editedText(*object), model::edit::rewrittenText(sent, *object)};
        },
        [this, undoing, sent, remarks = remarksOf(outcome)](const Texts& texts) {
            const bool untouched = m_editor->text() == sent; // not while it was on its way
            setBase(untouched ? texts.written : texts.plain);
            if (untouched)
                m_buffer.replace(texts.written);
            m_restored = false;
            if (m_session.object())
                m_buffer.setKey(Editors::draftKey(*m_session.object()));
            m_buffer.settle();
            showAccess();
            m_review->showText();
            const QString time = QLocale().toString(QTime::currentTime(), QStringLiteral("HH:mm:ss"));
            m_status->say([undoing, time] { return (undoing ? tr("Undone at %1") : tr("Applied at %1")).arg(time); });
            if (remarks)
                m_notice->tell(Glyph::Triangle, remarks);
            m_host.notify(undoing ? tr("The change of %1 was undone.").arg(words())
                                  : tr("%1 was applied.").arg(words()));
            emit titleChanged();
        });
}

void EditorPanel::onConflicts(const EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome)
{
    m_review->showChoices(
        [undoing, asking = wish.dryRun] {
            return ReviewWords{.title = tr("Others own what you changed"),
                               .words = tr("Take a field over, and it gets your value and belongs to you; its owner "
                                           "may set it again, and then meets the same question. A field you leave to "
                                           "them keeps their value. Only the fields taken over are forced."),
                               .verb = undoing  ? tr("Undo")
                                       : asking ? tr("Dry run")
                                                : tr("Apply"),
                               .mine = tr("Take over"),
                               .theirs = tr("Keep theirs")};
        },
        choicesOf(outcome.conflicts, wish),
        [this, wish, undoing, sent](const std::vector<FieldChoice>& choices) {
            write(decidedBy(choices, wish), sent, undoing);
        });
    m_status->say(
        [count = outcome.conflicts.size()] { return tr("Nothing was written yet: %1 in conflict").arg(count); });
}

void EditorPanel::onForeign(const EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome)
{
    confirm(this, tr("Remove fields that belong to others?"),
            tr("Your text leaves out fields that others have set; they may set them again:") + QLatin1Char('\n') +
                foreignWords(outcome.foreign),
            tr("Remove them"), [this, wish, undoing, sent] {
                EditWish decided = wish;
                decided.removeForeign = true;
                write(std::move(decided), sent, undoing);
            });
    m_status->say([] { return tr("Nothing was written yet."); });
}

void EditorPanel::onRefused(const Outcome& outcome)
{
    std::vector<widgets::EditorProblem> problems;
    for (const Outcome::Cause& cause : outcome.causes)
        problems.push_back({.severity = widgets::EditorProblem::Severity::Error,
                            .place = m_assist->placeOf(cause.field),
                            .text = tr("%1: %2").arg(cause.field, cause.message)});
    m_review->showText();
    if (!problems.empty()) {
        m_editor->goTo(problems.front().place.line, problems.front().place.column);
        m_assist->setServerProblems(std::move(problems));
        m_status->openProblems();
    }
    m_notice->tell(Glyph::Cross, [why = outcome.problem] { return tr("The server refused it: %1").arg(why); });
}

void EditorPanel::showDifferences()
{
    m_buffer.settle();
    if (!m_bar->offers(Action::Differences))
        return;
    m_review->showDiff(
        [changed = modified()] {
            return ReviewWords{.title = tr("Differences"),
                               .words = changed ? QString() : tr("You have changed nothing."),
                               .mine = tr("Your text"),
                               .theirs = tr("On the server now")};
        },
        {.object = m_session.livePtr()}, {.text = m_editor->text()}, m_session.isLarge());
}

} // namespace skiff::desktop
