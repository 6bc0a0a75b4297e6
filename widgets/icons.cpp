#include "widgets/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

/// A static library's resources are linked only when somebody asks; outside of any namespace.
static void loadIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace skiff::widgets {

namespace {

/// Draws one SVG with "currentColor" replaced by the application's text colour of the moment.
class SvgIconEngine final : public QIconEngine
{
public:
    explicit SvgIconEngine(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const QPalette palette = QApplication::palette();
        QColor color = palette.color(QPalette::Dark);
        if (mode == QIcon::Disabled)
            color = palette.color(QPalette::Disabled, QPalette::Text);
        else if (mode == QIcon::Selected || state == QIcon::On)
            color = palette.color(QPalette::Link);
        QByteArray colored = m_svg;
        colored.replace("currentColor", color.name().toLatin1());
        QSvgRenderer renderer(colored);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new SvgIconEngine(m_svg); }

private:
    QByteArray m_svg;
};

} // namespace

QIcon icon(const QString& name)
{
    loadIconResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new SvgIconEngine(file.readAll()));
}

} // namespace skiff::widgets
