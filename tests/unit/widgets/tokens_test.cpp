#include "widgets/tokens.h"

#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::widgets;

class TokensTest final : public QObject
{
    Q_OBJECT

private slots:
    void textIsReadable_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(ColorScheme::Light);
        QTest::newRow("dark") << int(ColorScheme::Dark);
    }

    void textIsReadable()
    {
        QFETCH(int, scheme);
        const Tokens& t = tokens(ColorScheme(scheme));
        const QColor selection = paletteFor(ColorScheme(scheme)).color(QPalette::Highlight);
        const QList<QPair<const char*, QColor>> texts{{"text", t.text}, {"second", t.second}, {"accent", t.accent}, {"good", t.good},
                                                      {"busy", t.busy}, {"warning", t.warning}, {"bad", t.bad}};
        for (const auto& [name, color] : texts)
            for (const QColor& surface : {t.window, t.surface})
                QVERIFY2(contrast(color, surface) >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(name, surface.name()).arg(contrast(color, surface))));
        QVERIFY(contrast(t.accentText, t.accent) >= 4.5);
        QVERIFY(contrast(t.text, selection) >= 4.5);
        // What cells of a table use beside the tokens, and the notice strips.
        QVERIFY(contrast(blend(t.second, t.text, 0.35), selection) >= 4.5);
        for (const QColor& state : {t.warning, t.bad})
            QVERIFY(contrast(t.text, blend(t.surface, state, t.dark ? 0.16 : 0.08)) >= 4.5);
    }

    void aPaletteTellsItsTheme()
    {
        QVERIFY(tokens(paletteFor(ColorScheme::Dark)).dark);
        QVERIFY(!tokens(paletteFor(ColorScheme::Light)).dark);
    }

    void contrastIsWcags()
    {
        QCOMPARE(contrast(Qt::white, Qt::black), 21.0);
        QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
    }
};

SKIFF_REGISTER_TEST(TokensTest);
#include "tokens_test.moc"
