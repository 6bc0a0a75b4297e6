#include "app/desktop/editor/review_page.h"

#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace skiff::desktop {

ReviewPage::ReviewPage(QWidget* content, QWidget* parent)
    : QWidget(parent), m_title(new QLabel), m_words(new QLabel), m_verb(new QPushButton), m_back(new QPushButton)
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("reviewTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_words->setObjectName(QStringLiteral("reviewWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_verb->setObjectName(QStringLiteral("reviewAccept"));
    m_verb->setDefault(true);
    m_back->setObjectName(QStringLiteral("reviewBack"));
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_words);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(widgets::metrics::WideGap, widgets::metrics::Gap, widgets::metrics::WideGap,
                             widgets::metrics::Gap);
    head->setSpacing(widgets::metrics::Gap);
    head->addLayout(texts, 1);
    head->addWidget(m_back, 0, Qt::AlignVCenter);
    head->addWidget(m_verb, 0, Qt::AlignVCenter);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(content, 1);
    setFocusProxy(content);
    connect(m_verb, &QPushButton::clicked, this, &ReviewPage::accepted);
    connect(m_back, &QPushButton::clicked, this, &ReviewPage::left);
    m_back->setText(tr("Back to the text"));
}

void ReviewPage::setWords(const QString& title, const QString& words, const QString& verb)
{
    m_title->setText(title);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_verb->setText(verb);
    m_verb->setVisible(!verb.isEmpty());
}

void ReviewPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit left();
    else
        QWidget::keyPressEvent(event);
}

void ReviewPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        m_back->setText(tr("Back to the text"));
}

} // namespace skiff::desktop
