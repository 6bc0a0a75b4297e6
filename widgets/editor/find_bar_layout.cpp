#include "widgets/editor/code_editor.h"
#include "widgets/editor/find_bar.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::widgets {

namespace {

QToolButton* iconButton(const QString& iconName)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    return button;
}

QToolButton* choice(const QString& text)
{
    auto* button = new QToolButton;
    button->setText(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    return button;
}

void name(QAbstractButton* button, const QString& text, const QKeySequence& keys = {})
{
    button->setAccessibleName(text);
    button->setToolTip(keys.isEmpty() ? text
                                      : QStringLiteral("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
}

} // namespace

void FindBar::build()
{
    setObjectName(QStringLiteral("findBar"));
    setFont(QApplication::font()); // not the text's
    m_text = new QLineEdit;
    m_text->setObjectName(QStringLiteral("findText"));
    m_matchCase = choice(QStringLiteral("Aa"));
    m_wholeWords = choice(QStringLiteral("ab|"));
    m_regex = choice(QStringLiteral(".*"));
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("findCount"));
    m_count->setTextFormat(Qt::PlainText);
    m_previous = iconButton(QStringLiteral("up"));
    m_next = iconButton(QStringLiteral("down"));
    m_close = iconButton(QStringLiteral("close"));
    auto* find = new QHBoxLayout;
    find->setSpacing(metrics::Gap / 2);
    find->addWidget(m_text, 1);
    for (QToolButton* button : {m_matchCase, m_wholeWords, m_regex})
        find->addWidget(button);
    find->addWidget(m_count);
    for (QToolButton* button : {m_previous, m_next, m_close})
        find->addWidget(button);

    m_replaceRow = new QWidget;
    m_replacement = new QLineEdit;
    m_replacement->setObjectName(QStringLiteral("replaceText"));
    m_replace = new QPushButton;
    m_replaceAll = new QPushButton;
    auto* replace = new QHBoxLayout(m_replaceRow);
    replace->setContentsMargins(0, 0, 0, 0);
    replace->setSpacing(metrics::Gap / 2);
    replace->addWidget(m_replacement, 1);
    replace->addWidget(m_replace);
    replace->addWidget(m_replaceAll);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::Gap, metrics::Gap / 2, metrics::Gap, metrics::Gap / 2 + 1);
    column->setSpacing(metrics::Gap / 2);
    column->addLayout(find);
    column->addWidget(m_replaceRow);

    connect(m_text, &QLineEdit::textChanged, this, &FindBar::patternChanged);
    for (QToolButton* button : {m_matchCase, m_wholeWords, m_regex})
        connect(button, &QToolButton::toggled, this, &FindBar::patternChanged);
    connect(m_previous, &QToolButton::clicked, this, [this] { findNext(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { findNext(true); });
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    connect(m_replace, &QPushButton::clicked, this, &FindBar::replaceCurrent);
    connect(m_replaceAll, &QPushButton::clicked, this, &FindBar::replaceAll);
}

void FindBar::retranslate()
{
    m_text->setPlaceholderText(tr("Find"));
    m_text->setAccessibleName(tr("Find"));
    m_replacement->setPlaceholderText(tr("Replace with"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_replacement->setToolTip(tr("With a regular expression \\1 … \\9 stand for its groups, \\n for a new line"));
    name(m_matchCase, tr("Match case"));
    name(m_wholeWords, tr("Whole words"));
    name(m_regex, tr("Regular expression (line by line)"));
    name(m_previous, tr("Previous"), Qt::SHIFT | Qt::Key_F3);
    name(m_next, tr("Next"), Qt::Key_F3);
    name(m_close, tr("Close"), Qt::Key_Escape);
    m_replace->setText(tr("Replace"));
    m_replaceAll->setText(tr("Replace all"));
}

void FindBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        updateCount();
    } else if (event->type() == QEvent::PaletteChange && m_count) {
        updateCount();
    }
}

void FindBar::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.window);
    painter.setPen(t.line);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace skiff::widgets
