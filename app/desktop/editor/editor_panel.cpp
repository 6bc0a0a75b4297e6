#include "app/desktop/editor/editor_panel.h"

#include "app/desktop/editor/editor_assist.h"
#include "app/desktop/editor/editor_notice.h"
#include "app/desktop/editor/editor_review.h"
#include "app/desktop/editor/editor_status.h"
#include "app/desktop/editor/editors.h"
#include "app/desktop/editor/remote_banner.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/model/edit/editor_text.h"
#include "app/session/edit/off_thread.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/problem_list.h"

#include <QDateTime>
#include <QEvent>
#include <QLocale>
#include <QShortcut>
#include <QUuid>
#include <QVBoxLayout>

namespace skiff::desktop {

using session::Drafts;
using widgets::Glyph;
using Place = Drafts::Place;

namespace {

QString timeOf(qint64 msecs)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(msecs).time(), QStringLiteral("HH:mm:ss"));
}

QString keyOf(const EditorPanel::Start& start)
{
    if (start.draft)
        return start.draft->key;
    return start.object ? Editors::draftKey(*start.object)
                        : QStringLiteral("new/") + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace

EditorPanel::EditorPanel(PanelHost& host, Editors& editors, Start start, QWidget* parent)
    : DockPanel(parent),
      m_host(host),
      m_editors(editors),
      m_session(host.transport(), editors.writer(), start.object),
      m_editor(new widgets::CodeEditor),
      m_buffer(*m_editor, editors.drafts(), keyOf(start), [this] { return described(); }),
      m_bar(new EditorBar),
      m_remote(new RemoteBanner),
      m_notice(new EditorNotice),
      m_problems(new widgets::ProblemList(*m_editor)),
      m_review(nullptr),
      m_status(new EditorStatus(*m_editor)),
      m_assist(new EditorAssist(*m_editor, editors, this))
{
    setObjectName(QStringLiteral("editorPanel"));
    m_editor->setObjectName(QStringLiteral("editor"));
    m_editor->setAccessibleName(tr("YAML"));
    setFocusProxy(m_editor);
    layOut();
    connectAll();
    connectBuffer();
    makeShortcuts();
    begin(start);
}

EditorPanel::~EditorPanel()
{
    m_buffer.disconnect(this); // its last words, a draft, are for nobody
}

void EditorPanel::layOut()
{
    m_problems->setObjectName(QStringLiteral("editorProblems"));
    m_problems->setWanted(false);
    m_editor->setFrameShape(QFrame::NoFrame);
    auto* text = new QWidget; // with its problems below
    text->setFocusProxy(m_editor);
    auto* texts = new QVBoxLayout(text);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(0);
    texts->addWidget(m_editor, 1);
    texts->addWidget(m_problems);
    m_review = new EditorReview(text);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_remote);
    column->addWidget(m_notice);
    column->addWidget(m_review, 1);
    column->addWidget(m_status);
}

void EditorPanel::connectAll()
{
    connect(m_assist, &EditorAssist::schemaChanged, this, [this] { m_session.setSchema(m_assist->schemaPtr()); });
    connect(m_status, &EditorStatus::problemsWanted, m_problems, &widgets::ProblemList::setWanted);
    connect(m_bar, &EditorBar::wanted, this, &EditorPanel::run);
    connect(m_remote, &RemoteBanner::mergeWanted, this, &EditorPanel::merge);
    connect(m_remote, &RemoteBanner::compareWanted, this, &EditorPanel::showDifferences);
    connect(m_remote, &RemoteBanner::anewWanted, this, &EditorPanel::createAnew);
    connect(m_notice, &EditorNotice::giveUpWanted, this, &EditorPanel::revert);
    connect(&m_session, &session::EditSession::changed, this, &EditorPanel::onSession);
    connect(&m_session, &session::EditSession::loaded, this, &EditorPanel::onLoaded);
    connect(&m_host.cluster().access(), &session::Access::changed, this, &EditorPanel::showAccess);
    connect(&m_host.cluster().connection(), &session::ConnectionWatch::recovered, this,
            [this] { m_session.reconnect(); });
}

void EditorPanel::connectBuffer()
{
    connect(&m_buffer, &EditorBuffer::settled, this, [this](bool other) {
        if (other)
            emit titleChanged();
        updateActions();
    });
    connect(&m_buffer, &EditorBuffer::draftSaved, this, [this](qint64 time, Place place) {
        m_status->say([time, place] {
            return place == Place::Disk ? tr("Draft saved at %1").arg(timeOf(time))
                   : place == Place::MemoryAsSecret
                       ? tr("Not saved to the disk, since it may hold a Secret: kept until Skiff ends")
                       : tr("The disk does not take the draft: kept until Skiff ends");
        });
    });
}

void EditorPanel::makeShortcuts()
{
    const auto on = [this](const QKeySequence& keys, Action action) {
        connect(new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated,
                this, [this, action] { run(action); });
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_S), Action::Apply);
    on(QKeySequence(Qt::CTRL | Qt::Key_Return), Action::Apply);
    on(QKeySequence(Qt::CTRL | Qt::Key_Enter), Action::Apply);
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return), Action::DryRun);
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), Action::Differences);
}

void EditorPanel::run(Action action)
{
    switch (action) {
    case Action::Apply:
        return apply();
    case Action::DryRun:
        return dryRun();
    case Action::Differences:
        return showDifferences();
    case Action::Revert:
        return revert();
    case Action::Undo:
        return undo();
    }
}

void EditorPanel::begin(const Start& start)
{
    m_session.setDefaultNamespace(m_host.cluster().defaultNamespace());
    m_session.setSchema(m_assist->schemaPtr());
    if (start.draft) {
        m_restored = true;
        m_buffer.fill(*start.draft);
        m_notice->tell(
            Glyph::Half,
            [time = QDateTime::fromMSecsSinceEpoch(start.draft->saved)] {
                return tr("Your unsaved edits of %1 are here again.")
                    .arg(QLocale().toString(time, QLocale::ShortFormat));
            },
            EditorNotice::Offer::GiveUpEdits);
    } else if (!start.object) {
        m_buffer.fill(start.text);
    } else {
        m_editor->setReadOnly(true);
        m_status->say([this] { return tr("Reading %1…").arg(words()); });
    }
    m_session.start(start.draft ? start.draft->base : nullptr);
    if (start.draft)
        withText(start.draft->base, [this](const QString& text) { setBase(text); });
    showAccess();
    updateActions();
}

QString EditorPanel::words() const
{
    return m_session.object() ? m_session.object()->words() : tr("new object");
}

QString EditorPanel::title() const
{
    const QString name = m_session.object() ? m_session.object()->name : tr("New object");
    return modified() ? name + QStringLiteral(" •") : name;
}

QString EditorPanel::description() const
{
    return modified() ? tr("%1, with unsaved edits").arg(words()) : words();
}

session::Draft EditorPanel::described() const
{
    session::Draft draft{.base = m_session.basePtr()};
    if (const std::optional<model::ObjectRef>& object = m_session.object()) {
        draft.apiVersion = object->kind.apiVersion();
        draft.kind = object->kind.kind;
        draft.nameSpace = object->nameSpace;
        draft.name = object->name;
    } else {
        const model::edit::TypeName type = m_assist->typeName();
        draft.apiVersion = QString::fromStdString(type.apiVersion);
        draft.kind = QString::fromStdString(type.kind);
    }
    return draft;
}

bool EditorPanel::mayClose()
{
    m_buffer.settle();
    const std::optional<Place> place = m_buffer.draftPlace();
    if (!modified() || !place || *place == Place::Disk)
        return true; // it is a draft
    confirm(this, tr("Give up your edits of %1?").arg(words()),
            *place == Place::MemoryAsSecret
                ? tr("They may hold a Secret, so they are not written to the disk and cannot be kept.")
                : tr("The disk does not take them, so they cannot be kept."),
            tr("Give up edits"), [this] {
                m_buffer.discard();
                emit closeRequested();
            });
    return false;
}

void EditorPanel::withText(const session::ObjectPtr& object, std::function<void(const QString& text)> use)
{
    session::offThread(
        m_session.isLarge(), this, [object] { return model::edit::editedText(*object); }, std::move(use));
}

/// The text now says what the server has.
void EditorPanel::setBase(const QString& text)
{
    m_buffer.setBase(text);
    m_assist->setBefore(m_session.base().is_object() ? m_session.basePtr() : nullptr);
}

/// Runs `use` with the text and the object it says, if it says one.
void EditorPanel::readText(std::function<void(session::ObjectPtr object, const QString& text)> use)
{
    m_reading = true;
    updateActions();
    const QString text = m_editor->text();
    session::offThread(
        size_t(text.size()) >= session::LargeObject, this, [text] { return model::edit::objectFromText(text); },
        [this, text, use = std::move(use)](Result<data::Value> object) {
            m_reading = false;
            if (object.ok())
                use(std::make_shared<const data::Value>(std::move(*object)), text);
            updateActions();
            if (object.ok())
                return;
            m_status->openProblems();
            m_review->showText();
            m_editor->goToProblem(true);
            m_notice->tell(Glyph::Cross, [why = QString::fromStdString(object.error().message)] {
                return tr("This text cannot be applied: %1").arg(why);
            });
        });
}

void EditorPanel::onLoaded()
{
    withText(m_session.basePtr(), [this](const QString& text) {
        setBase(text);
        if (m_buffer.filled())
            return;
        m_editor->setReadOnly(false);
        m_buffer.fill(text);
        m_status->clear();
        showAccess();
        updateActions();
    });
}

void EditorPanel::onSession()
{
    m_remote->tell(m_session, m_buffer.filled(), m_mayWrite);
    updateActions();
    emit titleChanged();
}

void EditorPanel::showAccess()
{
    if (!m_session.object())
        return;
    const model::ObjectRef& object = *m_session.object();
    const auto may = [&](const char* verb) {
        return object.kind.can(QLatin1String(verb)) &&
               m_host.cluster().access().may(QLatin1String(verb), object.kind, object.nameSpace, {}, object.name) !=
                   session::Access::Answer::No;
    };
    m_session.setMayPatch(may("patch"));
    m_mayWrite = may("patch") || may("update");
    if (m_buffer.filled())
        m_editor->setReadOnly(!m_mayWrite);
    if (!m_mayWrite) {
        const bool others = object.kind.can(QStringLiteral("patch")) || object.kind.can(QStringLiteral("update"));
        m_notice->tell(Glyph::Ring, [this, others] {
            return others ? tr("Read only: the server does not let you change %1.").arg(words())
                          : tr("Read only: the server lets nobody change objects of this kind.");
        });
    }
    updateActions();
}

void EditorPanel::updateActions()
{
    const bool idle = m_buffer.filled() && !m_reading && !m_session.writing();
    const bool fresh = m_session.isNew();
    const bool there = m_session.remote() != session::EditSession::Remote::Deleted;
    const bool writable = idle && there && m_mayWrite && (modified() || fresh);
    m_bar->setOffered(Action::Apply, writable);
    m_bar->setOffered(Action::DryRun, writable);
    m_bar->setOffered(Action::Differences, idle && !fresh && m_session.live().is_object());
    m_bar->setOffered(Action::Revert, idle && modified() && !fresh);
    m_bar->setOffered(Action::Undo, idle && m_session.canUndo() && !modified());
    m_bar->setUndoShown(m_session.canUndo());
    m_bar->setHeading(fresh ? tr("New object") : words());
    if (!modified() && m_restored) {
        m_restored = false;
        m_notice->hide();
    }
}

void EditorPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    m_assist->lookAgain(); // what is wrong is told in words, too
    m_editor->setAccessibleName(tr("YAML"));
    m_remote->tell(m_session, m_buffer.filled(), m_mayWrite);
    updateActions();
    emit titleChanged();
}

} // namespace skiff::desktop
