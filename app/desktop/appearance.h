#pragma once

#include "widgets/tokens.h"

#include <QObject>
#include <QTranslator>

class QApplication;
class QLocale;

namespace skiff::desktop {

/// The application's look and language: style, palette, fonts, translation. Owned by main(). GUI thread.
class Appearance final : public QObject
{
    Q_OBJECT

public:
    enum class Scheme { System, Light, Dark };

    explicit Appearance(QApplication& application);

    void setScheme(Scheme scheme);
    Scheme scheme() const { return m_scheme; }
    widgets::ColorScheme shown() const { return m_shown; }

    /// "zh_CN", "en"; empty: the system's language.
    void setLanguage(const QString& language);
    QString language() const { return m_language; }

    static Scheme schemeFrom(const QString& text);
    static QString schemeName(Scheme scheme);

private:
    void chooseFonts(const QLocale& locale);

    QApplication& m_application;
    const bool m_systemIsDark;
    Scheme m_scheme = Scheme::System;
    widgets::ColorScheme m_shown = widgets::ColorScheme::Light;
    QString m_systemFamily;
    QString m_language;
    QTranslator m_translator;
    QTranslator m_qtTranslator; ///< Qt's own words: menus of text fields, file dialogs
};

} // namespace skiff::desktop
