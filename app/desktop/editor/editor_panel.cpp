#include "app/desktop/editor/editor_panel.h"

#include "app/desktop/editor/editor_assist.h"
#include "app/desktop/editor/editor_review.h"
#include "app/desktop/editor/editors.h"
#include "app/desktop/editor/remote_banner.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/model/edit/editor_text.h"
#include "app/session/edit/off_thread.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/problem_list.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

namespace skiff::desktop {

using widgets::Glyph;

namespace {

QToolButton* tool(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(widgets::icon(QLatin1String(icon)));
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

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
      m_apply(tool("editorApply", "apply")),
      m_dryRun(tool("editorDryRun", "dry-run")),
      m_differences(tool("editorDiff", "diff")),
      m_revert(tool("editorRevert", "restart")),
      m_undo(tool("editorUndo", "rollback")),
      m_heading(new QLabel),
      m_remote(new RemoteBanner),
      m_notice(new widgets::Banner),
      m_discard(m_notice->addButton()),
      m_closeNotice(m_notice->addButton()),
      m_problems(new widgets::ProblemList(*m_editor)),
      m_review(nullptr),
      m_status(new QLabel),
      m_problemCount(new QToolButton),
      m_place(new QLabel),
      m_assist(new EditorAssist(*m_editor, editors, this))
{
    setObjectName(QStringLiteral("editorPanel"));
    m_editor->setObjectName(QStringLiteral("editor"));
    setFocusProxy(m_editor);
    layOut();
    connectAll();
    connectBuffer();
    makeShortcuts();
    retranslate();
    begin(start);
}

EditorPanel::~EditorPanel()
{
    m_buffer.disconnect(this); // its last words, a draft, are for nobody
}

void EditorPanel::layOut()
{
    m_notice->setObjectName(QStringLiteral("editorNotice"));
    m_discard->setObjectName(QStringLiteral("editorDiscard"));
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
    column->addWidget(makeBar());
    column->addWidget(m_remote);
    column->addWidget(m_notice);
    column->addWidget(m_review, 1);
    column->addWidget(makeStatus());
}

QWidget* EditorPanel::makeBar()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::Gap, 4);
    row->setSpacing(widgets::metrics::Gap / 2);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_heading->setMinimumWidth(40);
    m_heading->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_heading, 1);
    for (QToolButton* button : {m_apply, m_dryRun, m_differences, m_revert, m_undo})
        row->addWidget(button);
    return bar;
}

QWidget* EditorPanel::makeStatus()
{
    auto* line = new QWidget;
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(widgets::metrics::WideGap, 2, widgets::metrics::WideGap, 2);
    row->setSpacing(widgets::metrics::WideGap);
    QFont caption = font();
    caption.setPixelSize(12);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_status), static_cast<QWidget*>(m_problemCount), static_cast<QWidget*>(m_place)}) {
        widget->setFont(caption);
        widget->setForegroundRole(QPalette::PlaceholderText);
    }
    m_status->setObjectName(QStringLiteral("editorStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_problemCount->setObjectName(QStringLiteral("editorProblemCount"));
    m_problemCount->setAutoRaise(true);
    m_problemCount->setCheckable(true);
    row->addWidget(m_status, 1);
    row->addWidget(m_problemCount);
    row->addWidget(m_place);
    return line;
}

void EditorPanel::connectAll()
{
    connect(m_editor, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        const widgets::EditorPlace place = m_editor->cursorPlace();
        m_place->setText(tr("Line %1, column %2").arg(place.line + 1).arg(place.column + 1));
    });
    connect(m_assist, &EditorAssist::checked, this, &EditorPanel::showProblems);
    connect(m_assist, &EditorAssist::schemaChanged, this, [this] { m_session.setSchema(m_assist->schemaPtr()); });
    connect(m_problemCount, &QToolButton::toggled, m_problems, &widgets::ProblemList::setWanted);
    connect(m_apply, &QToolButton::clicked, this, &EditorPanel::apply);
    connect(m_dryRun, &QToolButton::clicked, this, &EditorPanel::dryRun);
    connect(m_differences, &QToolButton::clicked, this, &EditorPanel::showDifferences);
    connect(m_revert, &QToolButton::clicked, this, &EditorPanel::revert);
    connect(m_undo, &QToolButton::clicked, this, &EditorPanel::undo);
    connect(m_remote, &RemoteBanner::mergeWanted, this, &EditorPanel::merge);
    connect(m_remote, &RemoteBanner::compareWanted, this, &EditorPanel::showDifferences);
    connect(m_remote, &RemoteBanner::anewWanted, this, &EditorPanel::createAnew);
    connect(m_discard, &QPushButton::clicked, this, &EditorPanel::revert);
    connect(m_closeNotice, &QPushButton::clicked, m_notice, &QWidget::hide);
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
    connect(&m_buffer, &EditorBuffer::draftSaved, this, [this](qint64 time, bool onlyInMemory) {
        showStatus(onlyInMemory ? tr("Not saved to the disk, since it may hold a Secret: kept until Skiff ends")
                                : tr("Draft saved at %1").arg(timeOf(time)));
    });
}

void EditorPanel::makeShortcuts()
{
    const auto on = [this](const QKeySequence& keys, void (EditorPanel::*run)()) {
        connect(new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated,
                this, run);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_S), &EditorPanel::apply);
    on(QKeySequence(Qt::CTRL | Qt::Key_Return), &EditorPanel::apply);
    on(QKeySequence(Qt::CTRL | Qt::Key_Enter), &EditorPanel::apply);
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return), &EditorPanel::dryRun);
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), &EditorPanel::showDifferences);
}

void EditorPanel::begin(const Start& start)
{
    m_session.setDefaultNamespace(m_host.cluster().defaultNamespace());
    m_session.setSchema(m_assist->schemaPtr());
    if (start.draft) {
        m_restored = true;
        m_buffer.fill(*start.draft);
        m_notice->say(Glyph::Half, tr("Your unsaved edits of %1 are here again.")
                                       .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(start.draft->saved),
                                                               QLocale::ShortFormat)));
    } else if (!start.object) {
        m_buffer.fill(start.text);
    } else {
        m_editor->setReadOnly(true);
        showStatus(tr("Reading %1…").arg(words()));
    }
    m_discard->setVisible(m_restored);
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
    if (!modified() || !m_buffer.onlyInMemory())
        return true; // it is a draft
    confirm(this, tr("Give up your edits of %1?").arg(words()),
            tr("They may hold a Secret, so they are not written to the disk and cannot be kept."), tr("Give up edits"),
            [this] {
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
            m_problemCount->setChecked(true);
            m_review->showText();
            m_editor->goToProblem(true);
            m_discard->hide();
            m_notice->say(Glyph::Cross,
                          tr("This text cannot be applied: %1").arg(QString::fromStdString(object.error().message)));
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
        showStatus({});
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
        m_discard->hide();
        m_notice->say(Glyph::Ring, object.kind.can(QStringLiteral("patch")) || object.kind.can(QStringLiteral("update"))
                                       ? tr("To read only: the server does not let you change %1.").arg(words())
                                       : tr("To read only: the server lets nobody change objects of this kind."));
    }
    updateActions();
}

void EditorPanel::showProblems()
{
    const size_t count = m_editor->problems().size();
    m_problemCount->setText(count == 0   ? tr("No problems")
                            : count == 1 ? tr("1 problem")
                                         : tr("%1 problems").arg(count));
}

void EditorPanel::showStatus(const QString& words)
{
    m_status->setText(words);
    m_status->setToolTip(words);
}

void EditorPanel::updateActions()
{
    const bool idle = m_buffer.filled() && !m_reading && !m_session.writing();
    const bool fresh = m_session.isNew();
    const bool there = m_session.remote() != session::EditSession::Remote::Deleted;
    const bool writable = idle && there && m_mayWrite && (modified() || fresh);
    m_apply->setEnabled(writable);
    m_dryRun->setEnabled(writable);
    m_differences->setEnabled(idle && !fresh && m_session.live().is_object());
    m_revert->setEnabled(idle && modified() && !fresh);
    m_undo->setEnabled(idle && m_session.canUndo() && !modified());
    m_undo->setVisible(m_session.canUndo());
    m_heading->setText(fresh ? tr("New object") : words());
    if (!modified() && m_restored) {
        m_restored = false;
        m_discard->hide();
        m_notice->hide();
    }
}

void EditorPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    retranslate();
    m_remote->tell(m_session, m_buffer.filled(), m_mayWrite);
    updateActions();
}

void EditorPanel::retranslate()
{
    const auto describe = [](QToolButton* button, const QString& text, const QString& tip, const char* keys = "") {
        button->setText(text);
        const QString shown = QKeySequence(QLatin1String(keys)).toString(QKeySequence::NativeText);
        button->setToolTip(shown.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, shown));
    };
    describe(m_apply, tr("Apply"), tr("Write your changes to the server"), "Ctrl+S");
    describe(m_dryRun, tr("Dry run"), tr("See what the server would make of it, without writing"), "Ctrl+Shift+Return");
    describe(m_differences, tr("Differences"), tr("Compare your text with what the server has"), "Ctrl+Shift+D");
    describe(m_revert, tr("Revert"), tr("Give up your edits: show what the server has"));
    describe(m_undo, tr("Undo applied change"), tr("Put back what your last change replaced"));
    m_discard->setText(tr("Give up edits"));
    m_closeNotice->setText(tr("Close"));
    m_editor->setAccessibleName(tr("YAML"));
    const widgets::EditorPlace place = m_editor->cursorPlace();
    m_place->setText(tr("Line %1, column %2").arg(place.line + 1).arg(place.column + 1));
    showProblems();
}

} // namespace skiff::desktop
