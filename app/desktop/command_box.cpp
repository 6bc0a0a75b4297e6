#include "app/desktop/command_box.h"

#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace skiff::desktop {

CommandBox::CommandBox(QWidget* parent) : QWidget(parent), m_command(new QLineEdit), m_copy(new QToolButton)
{
    setObjectName(QStringLiteral("commandBox"));
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    m_command->setFont(fixed);
    m_command->setReadOnly(true);
    m_copy->setObjectName(QStringLiteral("copyCommand"));
    m_copy->setIcon(widgets::icon(QStringLiteral("copy")));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setAutoRaise(true);
    m_copy->setFocusPolicy(Qt::StrongFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(widgets::metrics::Gap);
    row->addWidget(m_command, 1);
    row->addWidget(m_copy);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_command->text());
        m_copy->setText(tr("Copied"));
    });
    retranslate();
}

void CommandBox::setCommand(const QString& command)
{
    m_command->setText(command);
    m_command->setCursorPosition(0);
    m_command->setToolTip(command);
    retranslate();
}

QString CommandBox::command() const
{
    return m_command->text();
}

void CommandBox::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void CommandBox::retranslate()
{
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the command, to run it in a terminal"));
}

} // namespace skiff::desktop
