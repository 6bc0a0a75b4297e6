// How the editor takes what the server has.
#include "app/desktop/editor/editor_panel.h"

#include "app/desktop/editor/decisions.h"
#include "app/desktop/editor/editor_assist.h"
#include "app/desktop/editor/editor_notice.h"
#include "app/desktop/editor/editor_review.h"
#include "app/desktop/editor/editor_status.h"
#include "app/desktop/message.h"
#include "app/model/edit/apply_plan.h"
#include "app/model/edit/editor_text.h"
#include "app/model/edit/rewrite.h"
#include "app/session/edit/off_thread.h"
#include "widgets/editor/code_editor.h"

namespace skiff::desktop {

using session::EditSession;
using session::ObjectPtr;

/// The text becomes what the server has.
void EditorPanel::takeRemote()
{
    m_session.rebase(m_session.livePtr());
    withText(m_session.basePtr(), [this](const QString& text) {
        setBase(text);
        m_buffer.replace(text);
        m_notice->hide();
        m_review->showText();
        m_buffer.settle();
        m_status->say([] { return tr("This is what the server has now; Ctrl+Z brings your text back."); });
    });
}

void EditorPanel::revert()
{
    confirm(this, tr("Give up your edits of %1?").arg(words()), tr("The text becomes what the server has now."),
            tr("Give up edits"), [this] { takeRemote(); });
}

void EditorPanel::merge()
{
    m_buffer.settle();
    readText([this](const ObjectPtr& mine, const QString& sent) {
        m_session.merge(mine, [this, sent](EditSession::Merge merge) {
            onMerged(std::make_shared<EditSession::Merge>(std::move(merge)), sent);
        });
    });
}

void EditorPanel::onMerged(const MergePtr& merge, const QString& sent)
{
    if (merge->result.conflicts.empty())
        return takeMerge(merge, sent);
    session::offThread(
        m_session.isLarge(), this, [merge] { return choicesOf(merge->result.conflicts, *merge->theirs); },
        [this, merge, sent](const std::vector<FieldChoice>& choices) {
            m_status->clear();
            m_review->showChoices(
                [taken = merge->result.taken.size()] {
                    return ReviewWords{.title = tr("Both of you changed these"),
                                       .words = tr("All else fits together (%1 of their changes come in). Nothing is "
                                                   "written to the server by merging.")
                                                    .arg(taken),
                                       .verb = tr("Merge"),
                                       .mine = tr("Take mine"),
                                       .theirs = tr("Take theirs")};
                },
                choices,
                [this, merge, sent](const std::vector<FieldChoice>& decided) {
                    decide(merge->result, decided);
                    takeMerge(merge, sent);
                });
        });
}

void EditorPanel::takeMerge(const MergePtr& merge, const QString& sent)
{
    struct Texts
    {
        QString merged; ///< as the user has written it
        QString base;
        bool same; ///< it means what the server has
    };
    session::offThread(
        m_session.isLarge(), this,
        [merge, sent, schema = m_assist->schemaPtr()] {
            const data::Value& theirs = *merge->theirs;
            const data::Value merged = model::edit::orderedLike(merge->result.merged, theirs);
            // What means the same as the server has is no edit.
            const auto plan = model::edit::planApply(model::edit::withoutServerFields(theirs), merged,
                                                     model::edit::typeOfObject(schema.get(), theirs));
            const bool same = plan.method == model::edit::ApplyPlan::Method::Nothing;
            Texts texts{model::edit::rewrittenText(sent, same ? theirs : merged), {}, same};
            texts.base = same ? texts.merged : model::edit::editedText(theirs);
            return texts;
        },
        [this, merge, sent](const Texts& texts) {
            if (m_editor->text() != sent) {
                m_status->say([] { return tr("You have typed on meanwhile: merge again."); });
                return;
            }
            // What was changed since then, if anything was, is told as the next change.
            m_session.rebase(merge->theirs);
            setBase(texts.base);
            m_buffer.replace(texts.merged);
            m_review->showText();
            m_buffer.settle();
            m_status->say([same = texts.same] {
                return same ? tr("This is what the server has now; Ctrl+Z brings your text back.")
                            : tr("Merged with what the server has; nothing is written yet.");
            });
        });
}

} // namespace skiff::desktop
