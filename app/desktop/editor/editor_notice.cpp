#include "app/desktop/editor/editor_notice.h"

#include <QEvent>
#include <QPushButton>

namespace skiff::desktop {

EditorNotice::EditorNotice(QWidget* parent) : Banner(parent), m_giveUp(addButton()), m_close(addButton())
{
    setObjectName(QStringLiteral("editorNotice"));
    m_giveUp->setObjectName(QStringLiteral("editorDiscard"));
    connect(m_giveUp, &QPushButton::clicked, this, &EditorNotice::giveUpWanted);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    retranslate();
}

void EditorNotice::tell(widgets::Glyph glyph, Words words, Offer offer)
{
    m_glyph = glyph;
    m_words = std::move(words);
    m_giveUp->setVisible(offer == Offer::GiveUpEdits);
    say(m_glyph, m_words());
}

void EditorNotice::changeEvent(QEvent* event)
{
    Banner::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void EditorNotice::retranslate()
{
    m_giveUp->setText(tr("Give up edits"));
    m_close->setText(tr("Close"));
    if (!isHidden())
        say(m_glyph, m_words());
}

} // namespace skiff::desktop
