#include "app/desktop/editor/editor_bar.h"

#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QToolButton>

namespace skiff::desktop {

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

} // namespace

EditorBar::EditorBar(QWidget* parent)
    : QWidget(parent),
      m_heading(new QLabel),
      m_buttons{tool("editorApply", "apply"), tool("editorDryRun", "dry-run"), tool("editorDiff", "diff"),
                tool("editorRevert", "restart"), tool("editorUndo", "rollback")}
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::Gap, 4);
    row->setSpacing(widgets::metrics::Gap / 2);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_heading->setMinimumWidth(40);
    m_heading->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_heading, 1);
    for (int i = 0; i < ActionCount; ++i) {
        row->addWidget(m_buttons[size_t(i)]);
        connect(m_buttons[size_t(i)], &QToolButton::clicked, this, [this, i] { emit wanted(Action(i)); });
    }
    retranslate();
}

void EditorBar::setHeading(const QString& heading)
{
    m_heading->setText(heading);
    m_heading->setToolTip(heading);
}

void EditorBar::setOffered(Action action, bool offered)
{
    button(action)->setEnabled(offered);
}

bool EditorBar::offers(Action action) const
{
    return button(action)->isEnabled();
}

void EditorBar::setUndoShown(bool shown)
{
    button(Action::Undo)->setVisible(shown);
}

void EditorBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void EditorBar::retranslate()
{
    const auto describe = [this](Action action, const QString& text, const QString& tip, const char* keys = "") {
        button(action)->setText(text);
        const QString shown = QKeySequence(QLatin1String(keys)).toString(QKeySequence::NativeText);
        button(action)->setToolTip(shown.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, shown));
    };
    describe(Action::Apply, tr("Apply"), tr("Write your changes to the server"), "Ctrl+S");
    describe(Action::DryRun, tr("Dry run"), tr("See what the server would make of it, without writing"),
             "Ctrl+Shift+Return");
    describe(Action::Differences, tr("Differences"), tr("Compare your text with what the server has"), "Ctrl+Shift+D");
    describe(Action::Revert, tr("Revert"), tr("Give up your edits: show what the server has"));
    describe(Action::Undo, tr("Undo applied change"), tr("Put back what your last change replaced"));
}

} // namespace skiff::desktop
