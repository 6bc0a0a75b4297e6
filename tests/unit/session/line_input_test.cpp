#include "app/session/line_input.h"

#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::session;

class LineInputTest final : public QObject
{
    Q_OBJECT

private slots:
    void linesAreSentWhole()
    {
        LineInput input;
        LineInput::Step step = input.take("ab");
        QCOMPARE(step.send, QByteArray());
        QCOMPARE(step.echo, QByteArray("ab"));
        step = input.take("c\r\nde\rf");
        QCOMPARE(step.send, QByteArray("abc\nde\n"));
        QCOMPARE(input.take("\r").send, QByteArray("f\n"));
    }

    void mistakesAreCorrected()
    {
        LineInput input;
        QCOMPARE(input.take("a\x7f\x7f").echo, QByteArray("a\b \b"));
        QCOMPARE(input.take("中\x7f").echo, QByteArray("中\b\b  \b\b"));
        QCOMPARE(input.take("xyz\x15ok\r").send, QByteArray("ok\n"));
        QCOMPARE(input.take("no\x03yes\r").send, QByteArray("yes\n"));
    }

    void keysThatAreNoTextDoNothing()
    {
        LineInput input;
        QCOMPARE(input.take("a\x1b[1;5A\x1bOPb\x1b").echo, QByteArray("ab"));
        QCOMPARE(input.take("[").echo, QByteArray());
        QCOMPARE(input.take("Dc\r").send, QByteArray("abc\n"));
    }

    void theEndIsTold()
    {
        LineInput input;
        QVERIFY(!input.take("a").end);
        const LineInput::Step step = input.take("\x04");
        QVERIFY(step.end);
        QCOMPARE(step.send, QByteArray("a"));
    }

    void endlessLinesTakeNoMemory()
    {
        LineInput input;
        for (int i = 0; i < 100; ++i)
            (void)input.take(QByteArray(1000, 'x'));
        QCOMPARE(input.take("\r").send.size(), 4097);
    }
};

SKIFF_REGISTER_TEST(LineInputTest);
#include "line_input_test.moc"
