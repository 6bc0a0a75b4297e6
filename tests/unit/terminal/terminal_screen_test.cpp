#include "widgets/terminal/terminal_screen.h"

#include "tests/support/register_test.h"

#include <QRandomGenerator>
#include <QTest>

using namespace skiff::widgets::terminal;

namespace {

struct Screen
{
    QByteArray sent;
    int bells = 0;
    TerminalScreen screen;

    explicit Screen(int rows = 5, int columns = 20)
        : screen(rows, columns,
                 {[this](const QByteArray& bytes) { sent += bytes; }, [this] { ++bells; },
                  [] {
                  }})
    {}
    QString row(int number) const { return screen.lineText(screen.scrollbackCount() + number); }
    /// Scrollback and screen, without blank lines at the end.
    QStringList all() const
    {
        QStringList lines;
        for (int line = 0; line < screen.lineCount(); ++line)
            lines << screen.lineText(line).trimmed();
        return lines;
    }
    Cell cell(int row, int column) const { return screen.line(screen.scrollbackCount() + row)[size_t(column)]; }
};

} // namespace

class TerminalScreenTest final : public QObject
{
    Q_OBJECT

private slots:
    void textAndColours()
    {
        Screen s;
        s.screen.feed("\x1b[1;3;4;9;31mA\x1b[0;48;5;208mB\x1b[0;38;2;1;2;3mC\x1b[7mD");
        QCOMPARE(s.row(0), QStringLiteral("ABCD"));
        QCOMPARE(int(s.cell(0, 0).flags), Cell::Bold | Cell::Italic | Cell::Underline | Cell::Strike);
        QCOMPARE(s.cell(0, 0).foreground, 0x01000001u);
        QCOMPARE(s.cell(0, 1).background, 0x01000000u | 208);
        QCOMPARE(s.cell(0, 2).foreground, 0x02010203u);
        QVERIFY(s.cell(0, 3).flags & Cell::Reverse);
    }

    void wideAndCombiningCharacters()
    {
        Screen s;
        s.screen.feed("日本e\xcc\x81x");
        QCOMPARE(s.row(0), QStringLiteral("日本e\u0301x"));
        QVERIFY(s.cell(0, 0).flags & Cell::Wide);
        QVERIFY(s.cell(0, 1).flags & Cell::WideRest);
        QCOMPARE(s.cell(0, 4).text(), QStringLiteral("e\u0301"));
        QCOMPARE(s.screen.cursorColumn(), 6);
    }

    void linesScrollIntoABoundedScrollback()
    {
        Screen s;
        for (int i = 0; i < TerminalScreen::MostScrollback + 100; ++i)
            s.screen.feed("line " + QByteArray::number(i) + "\r\n");
        QCOMPARE(s.screen.scrollbackCount(), int(TerminalScreen::MostScrollback));
        QCOMPARE(s.screen.dropped(), uint64_t(96));
        QCOMPARE(s.screen.lineText(0), QStringLiteral("line 96"));
    }

    void growingTakesLinesBack()
    {
        Screen s;
        for (int i = 0; i < 10; ++i)
            s.screen.feed("line " + QByteArray::number(i) + "\r\n");
        const int before = s.screen.scrollbackCount();
        s.screen.resize(8, 30);
        QCOMPARE(s.screen.scrollbackCount(), before - 3);
        QCOMPARE(s.row(0), QStringLiteral("line %1").arg(before - 3));
        s.screen.resize(3, 4);
        s.screen.resize(0, -5);
        QVERIFY(s.screen.rows() >= 1 && s.screen.columns() >= 2);
    }

    void linesAreBrokenAnewForAnotherWidth()
    {
        Screen s(4, 20);
        s.screen.feed("first\r\nabcdefghijklmnopqrstuvwxyz0123456789\r\n" + QByteArray(20, '=') + "\r\nlast\r\n$ ");
        s.screen.resize(4, 10);
        QCOMPARE(s.all(), (QStringList{"first", "abcdefghij", "klmnopqrst", "uvwxyz0123", "456789",
                                       "==========", "==========", "last", "$"}));
        QCOMPARE(s.screen.cursorLine(), 8);
        s.screen.resize(6, 50);
        QCOMPARE(s.all(),
                 (QStringList{"first", "abcdefghijklmnopqrstuvwxyz0123456789", QString(20, '='), "last", "$", ""}));
        s.screen.feed("ls\r\nmore");
        s.screen.resize(4, 20);
        QCOMPARE(s.all(), (QStringList{"first", "abcdefghijklmnopqrst", "uvwxyz0123456789", QString(20, '='), "last",
                                       "$ ls", "more"}));
    }

    void wideCharactersAreNotCutByAWidth()
    {
        Screen s(3, 11);
        s.screen.feed("一二三四五六七八\r\nx\r\n$ ");
        QCOMPARE(s.all().mid(0, 2), (QStringList{"一二三四五", "六七八"}));
        s.screen.resize(3, 7);
        QCOMPARE(s.all(), (QStringList{"一二三", "四五六", "七八", "x", "$"}));
        s.screen.resize(3, 2);
        s.screen.resize(3, 40);
        QVERIFY(s.all().join("").remove(' ').contains("一二三四五六七八"));
    }

    void aScrollbackBrokenSmallStaysBounded()
    {
        Screen s(24, 1000);
        for (int i = 0; i < 300; ++i)
            s.screen.feed(QByteArray(999, 'x') + QByteArray::number(i) + "\r\n");
        s.screen.resize(24, 2);
        QVERIFY(s.screen.scrollbackCount() <= TerminalScreen::MostScrollback);
        QVERIFY(s.screen.dropped() > 100'000);
        s.screen.resize(24, 100);
        QVERIFY(s.all().join("").contains("298"));
    }

    void theAlternateScreensSizeIsItsProgramsMatter()
    {
        Screen s(4, 20);
        s.screen.feed("one\r\ntwo\x1b[?1049h\x1b[Hpager\r\nfoot");
        s.screen.resize(5, 30);
        QCOMPARE(s.row(0), QStringLiteral("pager"));
        QCOMPARE(s.row(1), QStringLiteral("foot"));
        s.screen.feed("\x1b[?1049l");
        QCOMPARE(s.row(0), QStringLiteral("one"));
        QCOMPARE(s.row(1), QStringLiteral("two"));
    }

    void theAlternateScreenLeavesNoTrace()
    {
        Screen s;
        s.screen.feed("before\x1b[?1049h\x1b[2J\x1b[Hpager");
        QVERIFY(s.screen.alternate());
        QCOMPARE(s.row(0), QStringLiteral("pager"));
        s.screen.feed("\x1b[?1049l");
        QVERIFY(!s.screen.alternate());
        QCOMPARE(s.row(0), QStringLiteral("before"));
    }

    void cursorMouseAndModes()
    {
        Screen s;
        s.screen.feed("\x1b[5 q\x1b[?25l\x1b[?1000h\x1b[?1006h\x1b[?20");
        s.screen.feed("04h");
        QCOMPARE(s.screen.cursorShape(), CursorShape::Bar);
        QVERIFY(!s.screen.cursorVisible());
        QCOMPARE(s.screen.mouseMode(), MouseMode::Click);
        QVERIFY(s.screen.bracketedPaste());
        s.screen.mouseButton(1, true, 1, 2, {});
        QCOMPARE(s.sent, QByteArray("\x1b[<0;3;2M"));
        s.sent.clear();
        s.screen.paste("a\nb\x1b[201~c\x03");
        QCOMPARE(s.sent, QByteArray("\x1b[200~a\rb[201~c\x1b[201~"));
        s.screen.feed("\x1b[?2004l");
        QVERIFY(!s.screen.bracketedPaste());
    }

    void keysBecomeWhatProgramsExpect()
    {
        Screen s;
        s.screen.text("a", {});
        s.screen.text("c", {.control = true});
        s.screen.text("x", {.alt = true});
        s.screen.key(Key::Up, {});
        s.screen.key(Key::Function, {}, 5);
        s.screen.key(Key::Backspace, {});
        QCOMPARE(s.sent, QByteArray("a\x03\x1bx\x1b[A\x1b[15~\x7f"));
        s.sent.clear();
        s.screen.feed("\x1b[?1h");
        s.screen.key(Key::Up, {});
        QCOMPARE(s.sent, QByteArray("\x1bOA"));
    }

    void titlesAndLinks()
    {
        Screen s;
        s.screen.feed("\x1b]0;ti\x07\x1b]2;tle\xe2\x80\xae\x01x\x1b\\");
        QCOMPARE(s.screen.title(), QStringLiteral("tlex"));
        s.screen.feed("a\x1b]8;id=1;https://example.org/a\x1b\\li\x1b[1mnk\x1b[0m!\x1b]8;;\x1b\\b");
        QCOMPARE(s.row(0), QStringLiteral("alink!b"));
        QCOMPARE(int(s.cell(0, 0).link), 0);
        for (int column = 1; column < 6; ++column)
            QCOMPARE(s.screen.linkAddress(s.cell(0, column).link), QStringLiteral("https://example.org/a"));
        QCOMPARE(int(s.cell(0, 6).link), 0);
    }

    void manyLinksAreNeverMixedUp()
    {
        Screen s(20, 40);
        for (int i = 0; i < 15; ++i)
            s.screen.feed("\x1b]8;;https://example.org/" + QByteArray::number(i) + "\x07text\x1b]8;;\x07\r\n");
        for (int row = 0; row < 15; ++row)
            if (const int link = s.cell(row, 0).link; link != 0)
                QCOMPARE(s.screen.linkAddress(link), QStringLiteral("https://example.org/%1").arg(row));
        QVERIFY(s.cell(0, 0).link != 0);
    }

    void hostileSequencesDoNothing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("clipboard write") << QByteArray("\x1b]52;c;c2VjcmV0\x07");
        QTest::newRow("clipboard read") << QByteArray("\x1b]52;c;?\x1b\\");
        QTest::newRow("colour query") << QByteArray("\x1b]10;?\x07\x1b]4;1;?\x07");
        QTest::newRow("title report") << QByteArray("\x1b]0;rm -rf\x07\x1b[21t\x1b[20t");
        QTest::newRow("DCS query") << QByteArray("\x1bP+q544e\x1b\\\x1bP$qm\x1b\\");
        QTest::newRow("APC and PM") << QByteArray("\x1b_evil\x1b\\\x1b^evil\x1b\\\x1bXevil\x1b\\");
        QTest::newRow("resize") << QByteArray("\x1b[8;5000;5000t");
        QTest::newRow("answerback") << QByteArray("\x05");
    }

    void hostileSequencesDoNothing()
    {
        QFETCH(QByteArray, bytes);
        Screen s;
        for (const char c : bytes) // however they come
            s.screen.feed(QByteArrayView(&c, 1));
        s.screen.feed("ok");
        QCOMPARE(s.sent, QByteArray());
        QCOMPARE(s.row(0), QStringLiteral("ok"));
        QCOMPARE(s.screen.columns(), 20);
    }

    void endlessStringsTakeNoMemoryAndCanBeLeft()
    {
        Screen s;
        s.screen.feed("\x1b]0;");
        for (int i = 0; i < 1000; ++i)
            s.screen.feed(QByteArray(10'000, 'x'));
        s.screen.feed("\x1b[31mred");
        QCOMPARE(s.row(0), QStringLiteral("red"));
        s.screen.feed("\r\n\x1bP\x18"
                      "back");
        QCOMPARE(s.row(1), QStringLiteral("back"));
    }

    void answersAreBounded()
    {
        Screen s;
        s.screen.feed(QByteArray("\x1b[6n").repeated(100'000));
        QVERIFY2(s.sent.size() <= 8192, qPrintable(QString::number(s.sent.size())));
        QVERIFY(s.sent.startsWith("\x1b[1;1R"));
    }

    void hugeNumbersDoNoHarm()
    {
        Screen s;
        s.screen.feed(
            "x\x1b[2147483647b\x1b[999999999S\x1b[999999999L\x1b[4294967295;4294967295H\x1b[99999999999999999999C"
            "\x1b[2147483647X\x1b[2147483647P\x1b[999999999@\x1b[1;999999r\x1b[999999999T");
        s.screen.feed("\x1b"
                      "cok");
        QCOMPARE(s.row(0), QStringLiteral("ok"));
    }

    void aRepeatedWideCharacterDoesNoHarm()
    {
        Screen s(5, 5);
        s.screen.feed("\xe6\x9c\xac\x1b[999b!");
        QCOMPARE(s.row(0), QStringLiteral("本!"));
        s.screen.feed("\r\nx\x1b[2b");
        QCOMPARE(s.row(1), QStringLiteral("xxx"));
    }

    void noiseDoesNoHarm()
    {
        QRandomGenerator random(4711);
        Screen s(24, 80);
        const QByteArray seeds = "\x1b[]P^_X;?0123456789hlmHJKrABCDSTLMP@\r\n\x07\x18\\";
        for (int round = 0; round < 300; ++round) {
            QByteArray bytes;
            for (int i = 0; i < 400; ++i)
                bytes += random.bounded(3) ? seeds[random.bounded(int(seeds.size()))] : char(random.bounded(256));
            s.screen.feed(bytes);
            if (round % 10 == 0)
                s.screen.resize(1 + int(random.bounded(60)), 2 + int(random.bounded(150)));
            for (int line = 0; line < s.screen.lineCount(); line += 7)
                (void)s.screen.lineText(line);
        }
    }
};

SKIFF_REGISTER_TEST(TerminalScreenTest);
#include "terminal_screen_test.moc"
