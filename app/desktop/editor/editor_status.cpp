#include "app/desktop/editor/editor_status.h"

#include "widgets/editor/code_editor.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <initializer_list>

namespace skiff::desktop {

EditorStatus::EditorStatus(widgets::CodeEditor& editor, QWidget* parent)
    : QWidget(parent), m_editor(editor), m_said(new QLabel), m_problems(new QToolButton), m_place(new QLabel)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(widgets::metrics::WideGap, 2, widgets::metrics::WideGap, 2);
    row->setSpacing(widgets::metrics::WideGap);
    QFont caption = font();
    caption.setPixelSize(12);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_said, m_problems, m_place}) {
        widget->setFont(caption);
        widget->setForegroundRole(QPalette::PlaceholderText);
    }
    m_said->setObjectName(QStringLiteral("editorStatus"));
    m_said->setTextFormat(Qt::PlainText);
    m_said->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_problems->setObjectName(QStringLiteral("editorProblemCount"));
    m_problems->setAutoRaise(true);
    m_problems->setCheckable(true);
    row->addWidget(m_said, 1);
    row->addWidget(m_problems);
    row->addWidget(m_place);
    connect(m_problems, &QToolButton::toggled, this, &EditorStatus::problemsWanted);
    connect(&editor, &widgets::CodeEditor::problemsChanged, this, &EditorStatus::showProblems);
    connect(&editor, &QPlainTextEdit::cursorPositionChanged, this, &EditorStatus::showPlace);
    showProblems();
    showPlace();
}

void EditorStatus::say(Words words)
{
    m_words = std::move(words);
    showWords();
}

void EditorStatus::openProblems()
{
    m_problems->setChecked(true);
}

void EditorStatus::showWords()
{
    const QString words = m_words ? m_words() : QString();
    m_said->setText(words);
    m_said->setToolTip(words);
}

void EditorStatus::showProblems()
{
    const size_t count = m_editor.problems().size();
    m_problems->setText(count == 0 ? tr("No problems") : count == 1 ? tr("1 problem") : tr("%1 problems").arg(count));
}

void EditorStatus::showPlace()
{
    const widgets::EditorPlace place = m_editor.cursorPlace();
    m_place->setText(tr("Line %1, column %2").arg(place.line + 1).arg(place.column + 1));
}

void EditorStatus::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    showWords();
    showProblems();
    showPlace();
}

} // namespace skiff::desktop
