#include "app/desktop/appearance.h"

#include "widgets/style.h"

#include <QApplication>
#include <QFont>
#include <QLibraryInfo>
#include <QLocale>

/// A static library's resources are linked only when somebody asks; outside of any namespace.
static void loadTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace skiff::desktop {

Appearance::Appearance(QApplication& application)
    : m_application(application), m_systemIsDark(application.palette().color(QPalette::Window).lightness() < 128)
{
    QApplication::setStyle(new widgets::Style);
    QFont font = QApplication::font();
    m_systemFamily = font.family();
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
    loadTranslations();
    m_language = language;
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    chooseFonts(locale);
    QCoreApplication::removeTranslator(&m_qtTranslator);
    if (m_qtTranslator.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                            QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qtTranslator);
    QCoreApplication::removeTranslator(&m_translator);
    // English has a catalogue, too, for the forms of what is counted; it is what others fall back to.
    const auto load = [this](const QLocale& which) {
        return m_translator.load(which, QStringLiteral("skiff"), QStringLiteral("_"), QStringLiteral(":/translations"));
    };
    if (load(locale) || load(QLocale(QLocale::English)))
        QCoreApplication::installTranslator(&m_translator);
}

/// Han characters are drawn as the language writes them, not as whichever font comes first does.
void Appearance::chooseFonts(const QLocale& locale)
{
    QStringList families{m_systemFamily};
    if (locale.language() == QLocale::Chinese)
        families << QStringLiteral("Noto Sans CJK SC") << QStringLiteral("Source Han Sans SC")
                 << QStringLiteral("PingFang SC") << QStringLiteral("Microsoft YaHei");
    QFont font = QApplication::font();
    font.setFamilies(families);
    QApplication::setFont(font);
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
