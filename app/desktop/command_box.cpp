#include "app/desktop/command_box.h"

#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QTextLayout>
#include <QToolButton>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int TextMargin = 6;

} // namespace

CommandBox::CommandBox(QWidget* parent) : QWidget(parent), m_command(new QPlainTextEdit), m_copy(new QToolButton)
{
    setObjectName(QStringLiteral("commandBox"));
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    m_command->setFont(fixed);
    m_command->setReadOnly(true);
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_command->setTabChangesFocus(true);
    m_command->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_command->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_command->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_command->document()->setDocumentMargin(TextMargin);
    m_command->viewport()->setBackgroundRole(QPalette::Window);
    m_command->viewport()->installEventFilter(this);
    m_copy->setObjectName(QStringLiteral("copyCommand"));
    m_copy->setIcon(widgets::icon(QStringLiteral("copy")));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setAutoRaise(true);
    m_copy->setFocusPolicy(Qt::StrongFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(widgets::metrics::Gap);
    row->addWidget(m_command, 1);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_command->toPlainText());
        m_copy->setText(tr("Copied"));
    });
    retranslate();
}

void CommandBox::setCommand(const QString& command)
{
    m_command->setPlainText(command);
    fitLines();
    retranslate();
}

QString CommandBox::command() const
{
    return m_command->toPlainText();
}

void CommandBox::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

bool CommandBox::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        fitLines();
    return QWidget::eventFilter(watched, event);
}

/// As high as the command is long.
void CommandBox::fitLines()
{
    QTextLayout layout(m_command->toPlainText(), m_command->font());
    QTextOption wrap;
    wrap.setWrapMode(m_command->wordWrapMode());
    layout.setTextOption(wrap);
    layout.beginLayout();
    int lines = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine(), ++lines)
        line.setLineWidth(m_command->viewport()->width() - 2 * TextMargin);
    layout.endLayout();
    lines = std::max(1, lines);
    m_command->setFixedHeight(lines * m_command->fontMetrics().lineSpacing() + 2 * TextMargin);
}

void CommandBox::retranslate()
{
    m_command->setAccessibleName(tr("Command"));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the command, to run it in a terminal"));
}

} // namespace skiff::desktop
