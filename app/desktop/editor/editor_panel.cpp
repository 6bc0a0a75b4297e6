#include "app/desktop/editor/editor_panel.h"

#include "app/desktop/editor/editor_assist.h"
#include "app/desktop/editor/editors.h"
#include "app/desktop/editor/field_choices.h"
#include "app/desktop/editor/review_page.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/model/edit/editor_text.h"
#include "widgets/banner.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/diff_view.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

namespace skiff::desktop {

using Remote = session::EditSession::Remote;
using widgets::Glyph;

namespace {

constexpr int SettleMsecs = 300;
constexpr int LatestMsecs = 2000;
constexpr int MostProblemRows = 5;
constexpr int MostProblems = 200; ///< in the list

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

} // namespace

QString editedText(const data::Value& object)
{
    return object.is_object() ? model::edit::editorText(model::edit::withoutServerFields(object)) : QString();
}

EditorPanel::EditorPanel(PanelHost& host, Editors& editors, Start start, QWidget* parent)
    : DockPanel(parent),
      m_host(host),
      m_editors(editors),
      m_session(host.transport(), editors.writer(), start.object),
      m_draftKey(start.draft    ? start.draft->key
                 : start.object ? Editors::draftKey(*start.object)
                                : QStringLiteral("new/") + QUuid::createUuid().toString(QUuid::WithoutBraces)),
      m_apply(tool("editorApply", "apply")),
      m_dryRun(tool("editorDryRun", "dry-run")),
      m_differences(tool("editorDiff", "diff")),
      m_revert(tool("editorRevert", "restart")),
      m_undo(tool("editorUndo", "rollback")),
      m_heading(new QLabel),
      m_remote(new widgets::Banner),
      m_merge(m_remote->addButton()),
      m_compare(m_remote->addButton()),
      m_anew(m_remote->addButton()),
      m_notice(new widgets::Banner),
      m_discard(m_notice->addButton()),
      m_closeNotice(m_notice->addButton()),
      m_stack(new QStackedWidget),
      m_editor(new widgets::CodeEditor),
      m_problems(new QListWidget),
      m_textPage(new QWidget),
      m_diff(new widgets::DiffView),
      m_diffPage(new ReviewPage(m_diff)),
      m_choices(new FieldChoices),
      m_choicesPage(new ReviewPage(m_choices)),
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
    makeShortcuts();
    retranslate();
    begin(start);
}

EditorPanel::~EditorPanel()
{
    saveDraft();
}

void EditorPanel::layOut()
{
    m_remote->setObjectName(QStringLiteral("editorRemote"));
    m_merge->setObjectName(QStringLiteral("editorMerge"));
    m_compare->setObjectName(QStringLiteral("editorCompare"));
    m_anew->setObjectName(QStringLiteral("editorAnew"));
    m_notice->setObjectName(QStringLiteral("editorNotice"));
    m_discard->setObjectName(QStringLiteral("editorDiscard"));
    m_diff->setObjectName(QStringLiteral("editorDiffView"));
    m_diffPage->setObjectName(QStringLiteral("editorDiffPage"));
    m_choicesPage->setObjectName(QStringLiteral("editorChoicesPage"));
    m_problems->setObjectName(QStringLiteral("editorProblems"));
    m_problems->setFrameShape(QFrame::NoFrame);
    m_problems->setTextElideMode(Qt::ElideRight);
    m_problems->hide();
    m_editor->setFrameShape(QFrame::NoFrame);
    auto* texts = new QVBoxLayout(m_textPage);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(0);
    texts->addWidget(m_editor, 1);
    texts->addWidget(m_problems);
    m_stack->addWidget(m_textPage);
    m_stack->addWidget(m_diffPage);
    m_stack->addWidget(m_choicesPage);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    column->addWidget(m_remote);
    column->addWidget(m_notice);
    column->addWidget(m_stack, 1);
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
    m_settle.setSingleShot(true);
    m_settle.setInterval(SettleMsecs);
    m_saveLatest.setSingleShot(true);
    m_saveLatest.setInterval(LatestMsecs);
    connect(&m_settle, &QTimer::timeout, this, &EditorPanel::settle);
    connect(&m_saveLatest, &QTimer::timeout, this, &EditorPanel::settle);
    connect(m_editor, &QPlainTextEdit::textChanged, this, &EditorPanel::onTextChanged);
    connect(m_editor, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        const widgets::EditorPlace place = m_editor->cursorPlace();
        m_place->setText(tr("Line %1, column %2").arg(place.line + 1).arg(place.column + 1));
    });
    connect(m_assist, &EditorAssist::checked, this, &EditorPanel::showProblems);
    connect(m_assist, &EditorAssist::schemaChanged, this, [this] { m_session.setSchema(m_assist->schemaPtr()); });
    connect(m_problemCount, &QToolButton::toggled, this, [this] { showProblems(); });
    const auto goTo = [this](const QListWidgetItem* item) {
        m_editor->goTo(item->data(Qt::UserRole).toInt(), item->data(Qt::UserRole + 1).toInt());
        m_editor->setFocus(Qt::OtherFocusReason);
    };
    connect(m_problems, &QListWidget::itemActivated, this, goTo);
    connect(m_problems, &QListWidget::itemClicked, this, goTo);
    connect(m_apply, &QToolButton::clicked, this, &EditorPanel::apply);
    connect(m_dryRun, &QToolButton::clicked, this, &EditorPanel::dryRun);
    connect(m_differences, &QToolButton::clicked, this, &EditorPanel::showDifferences);
    connect(m_revert, &QToolButton::clicked, this, &EditorPanel::revert);
    connect(m_undo, &QToolButton::clicked, this, &EditorPanel::undo);
    connect(m_merge, &QPushButton::clicked, this, &EditorPanel::merge);
    connect(m_compare, &QPushButton::clicked, this, &EditorPanel::showDifferences);
    connect(m_anew, &QPushButton::clicked, this, &EditorPanel::createAnew);
    connect(m_discard, &QPushButton::clicked, this, &EditorPanel::revert);
    connect(m_closeNotice, &QPushButton::clicked, m_notice, &QWidget::hide);
    for (ReviewPage* page : {m_diffPage, m_choicesPage}) {
        connect(page, &ReviewPage::left, this, &EditorPanel::showText);
        connect(page, &ReviewPage::accepted, this, [this] {
            const auto accept = std::exchange(m_accept, nullptr);
            showText();
            if (accept)
                accept();
        });
    }
    connect(&m_session, &session::EditSession::changed, this, &EditorPanel::onSession);
    connect(&m_session, &session::EditSession::loaded, this, &EditorPanel::onLoaded);
    connect(&m_host.cluster().access(), &session::Access::changed, this, &EditorPanel::showAccess);
    connect(&m_host.cluster().connection(), &session::ConnectionWatch::recovered, this,
            [this] { m_session.reconnect(); });
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
    data::Value base;
    if (start.draft) {
        base = start.draft->base;
        m_baseText = editedText(base);
        m_editor->setText(start.draft->text);
        m_haveText = true;
        m_restored = true;
        m_draftSaved = start.draft->saved;
        m_modified = true;
        m_notice->say(Glyph::Half, tr("Your unsaved edits of %1 are here again.")
                                       .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(start.draft->saved),
                                                               QLocale::ShortFormat)));
    } else if (!start.object) {
        m_editor->setText(start.text);
        m_haveText = true;
    } else {
        m_editor->setReadOnly(true);
        showStatus(tr("Reading %1…").arg(words()));
    }
    m_discard->setVisible(m_restored);
    m_session.start(std::move(base));
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
    return m_modified ? name + QStringLiteral(" •") : name;
}

QString EditorPanel::description() const
{
    return m_modified ? tr("%1, with unsaved edits").arg(words()) : words();
}

bool EditorPanel::mayClose()
{
    settle();
    if (!m_modified || !m_editors.drafts().isInMemory(m_draftKey))
        return true; // it is a draft
    confirm(this, tr("Give up your edits of %1?").arg(words()),
            tr("They may hold a Secret, so they are not written to the disk and cannot be kept."), tr("Give up edits"),
            [this] {
                discard();
                emit closeRequested();
            });
    return false;
}

void EditorPanel::discard()
{
    m_discarded = true;
    m_modified = false;
    m_editors.drafts().remove(m_draftKey);
}

void EditorPanel::onTextChanged()
{
    if (!m_haveText || m_editor->isReadOnly())
        return;
    m_discarded = false;
    m_causes.clear();
    m_settle.start();
    if (!m_saveLatest.isActive())
        m_saveLatest.start();
}

void EditorPanel::settle()
{
    m_settle.stop();
    m_saveLatest.stop();
    if (!m_haveText)
        return;
    const bool modified = !m_discarded && m_editor->text() != m_baseText;
    const bool other = modified != std::exchange(m_modified, modified);
    saveDraft();
    if (other)
        emit titleChanged();
    updateActions();
}

void EditorPanel::saveDraft()
{
    if (!m_haveText || m_discarded)
        return;
    const QString text = m_editor->text();
    session::Drafts& drafts = m_editors.drafts();
    if (text == m_baseText || (m_session.isNew() && text.trimmed().isEmpty())) {
        drafts.remove(m_draftKey);
        m_draftSaved = 0;
        return;
    }
    if (const auto known = drafts.find(m_draftKey); known && known->text == text)
        return;
    session::Draft draft{.key = m_draftKey, .text = text, .base = m_session.base()};
    const std::optional<model::ObjectRef>& object = m_session.object();
    if (object) {
        draft.apiVersion = object->kind.apiVersion();
        draft.kind = object->kind.kind;
        draft.nameSpace = object->nameSpace;
        draft.name = object->name;
    } else {
        const model::edit::TypeName type = m_assist->typeName();
        draft.apiVersion = QString::fromStdString(type.apiVersion);
        draft.kind = QString::fromStdString(type.kind);
    }
    draft.saved = m_draftSaved = QDateTime::currentMSecsSinceEpoch();
    drafts.save(std::move(draft));
    showStatus(drafts.isInMemory(m_draftKey)
                   ? tr("Not saved to the disk, since it may hold a Secret: kept until Skiff ends")
                   : tr("Draft saved at %1").arg(timeOf(m_draftSaved)));
}

/// The text now says what the server has.
void EditorPanel::setBaseText(const QString& text)
{
    m_baseText = text;
    m_assist->setBefore(m_session.base().is_object() ? std::make_shared<const data::Value>(m_session.base()) : nullptr);
}

std::optional<data::Value> EditorPanel::parse()
{
    Result<data::Value> object = model::edit::objectFromText(m_editor->text());
    if (object.ok())
        return std::move(*object);
    m_problemCount->setChecked(true);
    showText();
    m_editor->goToProblem(true);
    m_discard->hide();
    m_notice->say(Glyph::Cross,
                  tr("This text cannot be applied: %1").arg(QString::fromStdString(object.error().message)));
    return std::nullopt;
}

void EditorPanel::onLoaded()
{
    setBaseText(editedText(m_session.base()));
    if (m_haveText)
        return;
    m_editor->setReadOnly(false);
    m_editor->setText(m_baseText);
    m_haveText = true;
    showStatus({});
    showAccess();
    updateActions();
}

void EditorPanel::onSession()
{
    // Only the status is newer: the text stays what it is.
    if (m_haveText && m_session.remote() == Remote::Same && m_restored && m_session.base().is_object())
        setBaseText(editedText(m_session.base()));
    showRemote();
    updateActions();
    emit titleChanged();
}

void EditorPanel::showRemote()
{
    const Remote remote = m_session.remote();
    const bool changed = remote == Remote::Changed || remote == Remote::Replaced;
    m_merge->setVisible(changed && m_mayWrite);
    m_compare->setVisible(changed);
    m_anew->setVisible(remote == Remote::Deleted && m_haveText && m_mayWrite);
    switch (remote) {
    case Remote::Same:
    case Remote::Loading:
        m_remote->hide();
        return;
    case Remote::Changed: {
        QStringList fields;
        const auto changes = m_session.remoteChanges();
        for (size_t i = 0; i < std::min<size_t>(changes.size(), 3); ++i)
            fields << QString::fromStdString(changes[i].path.toString());
        if (changes.size() > 3)
            fields << QStringLiteral("…");
        m_remote->say(
            Glyph::Triangle,
            tr("%1 was changed on the server meanwhile: %2.").arg(words(), fields.join(QStringLiteral(", "))));
        return;
    }
    case Remote::Replaced:
        m_remote->say(Glyph::Triangle,
                      tr("%1 was deleted on the server, and somebody has made it again.").arg(words()));
        return;
    case Remote::Deleted:
        m_remote->say(Glyph::Triangle, m_haveText ? tr("%1 was deleted on the server. Your text is kept.").arg(words())
                                                  : tr("%1 is not there any more.").arg(words()));
        return;
    case Remote::Away:
        m_remote->say(
            Glyph::Triangle,
            tr("No answer from the server: %1. Your text is kept; what others change is not known until it answers.")
                .arg(m_session.problem()));
        return;
    case Remote::Refused:
        m_remote->say(Glyph::Cross, m_session.problem());
        return;
    }
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
    if (m_haveText)
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
    const std::vector<widgets::EditorProblem> problems = m_editor->problems();
    m_problemCount->setText(problems.empty()       ? tr("No problems")
                            : problems.size() == 1 ? tr("1 problem")
                                                   : tr("%1 problems").arg(problems.size()));
    const bool shown = m_problemCount->isChecked() && !problems.empty();
    m_problems->setVisible(shown);
    if (!shown)
        return;
    m_problems->clear();
    for (size_t i = 0; i < std::min<size_t>(problems.size(), MostProblems); ++i) {
        const widgets::EditorProblem& problem = problems[i];
        auto* item = new QListWidgetItem(tr("Line %1: %2").arg(problem.place.line + 1).arg(problem.text), m_problems);
        item->setData(Qt::UserRole, problem.place.line);
        item->setData(Qt::UserRole + 1, problem.place.column);
        item->setToolTip(problem.text);
    }
    m_problems->setFixedHeight(std::min(m_problems->count(), MostProblemRows) * widgets::metrics::Row + 4);
}

void EditorPanel::showStatus(const QString& words)
{
    m_status->setText(words);
    m_status->setToolTip(words);
}

void EditorPanel::updateActions()
{
    const bool idle = m_haveText && !m_session.writing();
    const bool there = m_session.remote() != Remote::Deleted;
    const bool fresh = m_session.isNew();
    m_apply->setEnabled(idle && m_mayWrite && (m_modified || fresh) && there);
    m_dryRun->setEnabled(idle && m_mayWrite && (m_modified || fresh) && there);
    m_differences->setEnabled(idle && !fresh && m_session.live().is_object());
    m_revert->setEnabled(idle && m_modified && !fresh);
    m_undo->setEnabled(idle && m_session.canUndo() && !m_modified);
    m_undo->setVisible(m_session.canUndo());
    m_heading->setText(fresh ? tr("New object") : words());
    if (!m_modified && m_restored) {
        m_restored = false;
        m_discard->hide();
        m_notice->hide();
    }
}

void EditorPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_stack->currentWidget() != m_textPage)
        showText();
    else
        DockPanel::keyPressEvent(event);
}

void EditorPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    retranslate();
    showRemote();
    showProblems();
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
    m_merge->setText(tr("Merge"));
    m_compare->setText(tr("Differences"));
    m_anew->setText(tr("Create it again"));
    m_discard->setText(tr("Give up edits"));
    m_closeNotice->setText(tr("Close"));
    m_problems->setAccessibleName(tr("Problems"));
    m_editor->setAccessibleName(tr("YAML"));
    const widgets::EditorPlace place = m_editor->cursorPlace();
    m_place->setText(tr("Line %1, column %2").arg(place.line + 1).arg(place.column + 1));
    showProblems();
}

} // namespace skiff::desktop
