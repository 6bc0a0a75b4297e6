#include "app/desktop/apply/drop_overlay.h"

#include "widgets/tokens.h"

#include <QPainter>

namespace skiff::desktop {

namespace {

constexpr double Opacity = 0.92;
constexpr int TitlePixels = 18;

} // namespace

DropOverlay::DropOverlay(QWidget& window) : QWidget(&window)
{
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    hide();
}

void DropOverlay::showOver(const QString& title, const QString& words)
{
    m_title = title;
    m_words = words;
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent*)
{
    const widgets::Tokens& tokens = widgets::tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = tokens.window;
    veil.setAlphaF(Opacity);
    painter.fillRect(rect(), veil);
    const int margin = widgets::metrics::PageMargin;
    QPen dashes(tokens.accent, 2, Qt::DashLine);
    painter.setPen(dashes);
    painter.drawRoundedRect(QRectF(rect()).adjusted(margin, margin, -margin, -margin), widgets::metrics::Radius,
                            widgets::metrics::Radius);
    QFont large = font();
    large.setPixelSize(TitlePixels);
    large.setWeight(QFont::DemiBold);
    const QRect inner = rect().adjusted(2 * margin, 2 * margin, -2 * margin, -2 * margin);
    const QRect upper(inner.left(), inner.center().y() - 40, inner.width(), 36);
    painter.setFont(large);
    painter.setPen(tokens.text);
    painter.drawText(upper, Qt::AlignHCenter | Qt::AlignBottom, m_title);
    painter.setFont(font());
    painter.setPen(tokens.second);
    painter.drawText(QRect(inner.left(), upper.bottom() + widgets::metrics::WideGap, inner.width(), inner.height() / 2),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_words);
}

} // namespace skiff::desktop
