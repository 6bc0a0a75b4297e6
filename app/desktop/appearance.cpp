#include "app/desktop/appearance.h"

#include "widgets/style.h"

#include <QApplication>
#include <QFont>
#include <QLocale>

namespace skiff::desktop {

Appearance::Appearance(QApplication& application)
    : m_application(application), m_systemIsDark(application.palette().color(QPalette::Window).lightness() < 128)
{
    QApplication::setStyle(new widgets::Style);
    QFont font = QApplication::font();
    font.setPixelSize(13);
    QApplication::setFont(font);
    setScheme(Scheme::System);
}

void Appearance::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    const bool dark = scheme == Scheme::Dark || (scheme == Scheme::System && m_systemIsDark);
    m_shown = dark ? widgets::ColorScheme::Dark : widgets::ColorScheme::Light;
    QApplication::setPalette(widgets::paletteFor(m_shown));
}

void Appearance::setLanguage(const QString& language)
{
    QCoreApplication::removeTranslator(&m_translator);
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    if (m_translator.load(locale, QStringLiteral("skiff"), QStringLiteral("_"), QStringLiteral(":/translations")))
        QCoreApplication::installTranslator(&m_translator);
}

Appearance::Scheme Appearance::schemeFrom(const QString& text)
{
    return text == QLatin1String("light") ? Scheme::Light
           : text == QLatin1String("dark") ? Scheme::Dark
                                           : Scheme::System;
}

QString Appearance::schemeName(Scheme scheme)
{
    switch (scheme) {
    case Scheme::Light: return QStringLiteral("light");
    case Scheme::Dark: return QStringLiteral("dark");
    case Scheme::System: break;
    }
    return QStringLiteral("system");
}

} // namespace skiff::desktop
