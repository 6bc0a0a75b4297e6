#include "app/desktop/overview_widgets.h"

#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QPainter>
#include <QTextDocument>

#include <algorithm>

namespace skiff::desktop {

namespace {

using widgets::metrics::Gap;

constexpr int RowPadding = 7;
constexpr double Tight = 0.9; ///< more asked than that is worth a look

} // namespace

OverviewRow::OverviewRow(Content content, QWidget* parent) : QAbstractButton(parent), m_content(std::move(content))
{
    setObjectName(QStringLiteral("overviewRow"));
    setText(m_content.title + QStringLiteral(": ") + m_content.words);
    setAccessibleName(text());
    setToolTip(Qt::convertFromPlainText(m_content.words)); // what containers say is not markup
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize OverviewRow::sizeHint() const
{
    return {320, 2 * fontMetrics().height() + 2 + 2 * RowPadding};
}

/// Enter opens; the arrows go from row to row.
void OverviewRow::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        click();
        break;
    case Qt::Key_Down:
        focusNextChild();
        break;
    case Qt::Key_Up:
        focusPreviousChild();
        break;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void OverviewRow::paintEvent(QPaintEvent*)
{
    const widgets::Tokens& t = widgets::tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(widgets::blend(t.surface, t.accent, 0.08));
        painter.drawRoundedRect(rect(), widgets::metrics::Radius, widgets::metrics::Radius);
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(t.accent, widgets::metrics::FocusRing));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), widgets::metrics::Radius, widgets::metrics::Radius);
    }
    const QFontMetrics plain(font());
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const int left = Gap + widgets::GlyphSize + Gap;
    drawGlyph(
        painter,
        QRectF(Gap, RowPadding + (plain.height() - widgets::GlyphSize) / 2.0, widgets::GlyphSize, widgets::GlyphSize),
        m_content.glyph, t);
    const int ageWidth = plain.horizontalAdvance(m_content.age) + Gap;
    const int room = width() - left - ageWidth - Gap;
    painter.setFont(bold);
    painter.setPen(t.text);
    painter.drawText(QRect(left, RowPadding, room, plain.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(bold).elidedText(m_content.title, Qt::ElideMiddle, room));
    painter.setFont(font());
    painter.setPen(t.second);
    painter.drawText(QRect(left, RowPadding + plain.height() + 2, width() - left - Gap, plain.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     plain.elidedText(QString(m_content.words).replace(QLatin1Char('\n'), QLatin1Char(' ')),
                                      Qt::ElideRight, width() - left - Gap));
    painter.drawText(QRect(width() - ageWidth - Gap, RowPadding, ageWidth, plain.height()),
                     Qt::AlignRight | Qt::AlignVCenter, m_content.age);
}

CapacityBar::CapacityBar(QString title, QString words, double share, Better better, QWidget* parent)
    : QWidget(parent),
      m_title(std::move(title)),
      m_words(std::move(words)),
      m_share(std::clamp(share, 0.0, 1.0)),
      m_better(better)
{
    setAccessibleName(m_title + QStringLiteral(": ") + m_words);
    setMinimumHeight(2 * fontMetrics().height() + 22);
}

void CapacityBar::paintEvent(QPaintEvent*)
{
    const widgets::Tokens& t = widgets::tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = fontMetrics().height();
    painter.setPen(t.second);
    painter.drawText(QRect(0, 0, width(), line), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setPen(t.text);
    painter.drawText(QRect(0, line + 2, width(), line), Qt::AlignLeft | Qt::AlignVCenter, m_words);
    const QRectF bar(0, 2 * line + 10, width(), 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.line);
    painter.drawRoundedRect(bar, 3, 3);
    const bool warns = m_better == Better::Full ? m_share < 1 : m_share > Tight;
    painter.setBrush(warns ? t.warning : t.accent);
    painter.drawRoundedRect(
        QRectF(bar.topLeft(), QSizeF(std::max(m_share > 0 ? 6.0 : 0.0, bar.width() * m_share), bar.height())), 3, 3);
}

} // namespace skiff::desktop
