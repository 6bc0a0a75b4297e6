#include "widgets/banner.h"

#include "widgets/tokens.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace skiff::widgets {

Banner::Banner(QWidget* parent) : QWidget(parent), m_text(new QLabel), m_row(new QHBoxLayout(this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_row->setContentsMargins(metrics::Margin + GlyphSize + metrics::Gap, metrics::Gap, metrics::WideGap, metrics::Gap);
    m_row->setSpacing(metrics::WideGap);
    m_row->addWidget(m_text, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    hide();
}

void Banner::say(Glyph glyph, const QString& text)
{
    m_glyph = glyph;
    m_text->setText(text);
    show();
    update();
}

QString Banner::text() const
{
    return m_text->text();
}

QPushButton* Banner::addButton()
{
    auto* button = new QPushButton;
    button->setAutoDefault(false);
    m_row->addWidget(button, 0, Qt::AlignVCenter);
    return button;
}

void Banner::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(this);
    painter.fillRect(rect(), blend(t.surface, glyphColor(m_glyph, t), t.dark ? 0.16 : 0.08));
    painter.fillRect(0, height() - 1, width(), 1, t.line);
    const qreal top = m_text->geometry().top() + (m_text->height() - GlyphSize) / 2.0;
    drawGlyph(painter, QRectF(metrics::Margin, top, GlyphSize, GlyphSize), m_glyph, t);
}

} // namespace skiff::widgets
