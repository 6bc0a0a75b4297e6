#include "app/model/logs/log_text.h"

#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::model::logs;

class LogTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void coloursBecomeSpans()
    {
        const DecodedLine line = decodeLine("a \x1b[1;31mred\x1b[0m b \x1b[38;5;208mo\x1b[38;2;1;2;3mrgb");
        QCOMPARE(line.text, QByteArray("a red b orgb"));
        QCOMPARE(line.spans.size(), size_t(3));
        QCOMPARE(line.spans[0].begin, 2u);
        QCOMPARE(line.spans[0].length, 3u);
        QCOMPARE(line.spans[0].style.foreground, ansiIndex(1));
        QCOMPARE(line.spans[0].style.flags, uint8_t(AnsiStyle::Bold));
        QCOMPARE(line.spans[1].style.foreground, ansiIndex(208));
        QCOMPARE(line.spans[2].style.foreground, ansiRgb(1, 2, 3));
    }

    void placesCountUtf16()
    {
        const DecodedLine line = decodeLine("日本🛶\x1b[32mok");
        QCOMPARE(line.spans.at(0).begin, 4u);
        QCOMPARE(QString::fromUtf8(line.text).mid(line.spans[0].begin, line.spans[0].length), QStringLiteral("ok"));
    }

    void whatIsNoTextBecomesVisible_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("shown");
        QTest::newRow("tab and return") << QByteArray("a\tb\r") << "a b";
        QTest::newRow("controls") << QByteArray("a\0\x07\x7f\rb", 6) << QStringLiteral("a␀␇␡␍b");
        QTest::newRow("no UTF-8") << QByteArray("\xff\xc0\xaf\xed\xa0\x80z") << R"(\xff\xc0\xaf\xed\xa0\x80z)";
        QTest::newRow("cut UTF-8") << QByteArray("x\xe6\x97") << R"(x\xe6\x97)";
        QTest::newRow("turned around") << QByteArray("a\u202e"
                                                     "b")
                                       << R"(a\u202eb)";
        QTest::newRow("C1") << QByteArray("a\u009b"
                                          "31mb")
                            << R"(a\u009b31mb)";
        QTest::newRow("title") << QByteArray("\x1b]0;evil\x07ok\x1b]52;c;AAAA\x1b\\ok") << "okok";
        QTest::newRow("moves") << QByteArray("\x1b[2J\x1b[Hok\x1b[?25l\x1b(B") << "ok";
        QTest::newRow("cut sequence") << QByteArray("ok\x1b[31") << "ok";
        QTest::newRow("lone escape") << QByteArray("ok\x1b") << "ok";
    }

    void whatIsNoTextBecomesVisible()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromUtf8(decodeLine(raw).text), shown);
    }

    void hugeNumbersDoNoHarm()
    {
        const DecodedLine line = decodeLine("\x1b[99999999999999999999;38;5;4000000000;48;2;-1;700;3mx");
        QCOMPARE(line.text, QByteArray("x"));
    }
};

SKIFF_REGISTER_TEST(LogTextTest);
#include "log_text_test.moc"
