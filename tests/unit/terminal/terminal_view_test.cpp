#include "widgets/terminal/terminal_view.h"

#include "tests/support/register_test.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace skiff::widgets::terminal;

class TerminalViewTest final : public QObject
{
    Q_OBJECT

private slots:
    void typesAndShows()
    {
        TerminalView view;
        view.resize(640, 320);
        view.show();
        QByteArray typed;
        connect(&view, &TerminalView::typed, this, [&typed](const QByteArray& bytes) { typed += bytes; });
        QTest::keyClicks(&view, "ls");
        QTest::keyClick(&view, Qt::Key_Return);
        QTest::keyClick(&view, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(typed, QByteArray("ls\r\x0b"));
        view.feed("hello\r\nworld");
        QTRY_COMPARE(view.screen().screenText().mid(0, 2), (QStringList{"hello", "world"}));
        view.setReadOnly(true);
        QTest::keyClicks(&view, "x");
        QCOMPARE(typed, QByteArray("ls\r\x0b"));
    }

    void doubleClickSelectsAWordAndCopies()
    {
        TerminalView view;
        view.resize(640, 320);
        view.show();
        view.feed("cat /etc/hosts now\r\n");
        QTRY_COMPARE(view.screen().cursorLine(), 1);
        const QPoint onPath(6 + int(6.5 * QFontMetricsF(view.font()).horizontalAdvance('M')), 10);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, onPath);
        QCOMPARE(view.selectedText(), QStringLiteral("/etc/hosts"));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("/etc/hosts"));
    }

    void severalLinesAreQuestioned()
    {
        TerminalView view;
        QSignalSpy questions(&view, &TerminalView::pasteQuestioned);
        QSignalSpy typed(&view, &TerminalView::typed);
        QGuiApplication::clipboard()->setText("one\ntwo\n");
        view.pasteClipboard();
        QCOMPARE(questions.size(), 1);
        QCOMPARE(typed.size(), 0);
        QGuiApplication::clipboard()->setText("one\n");
        view.pasteClipboard();
        QCOMPARE(typed.size(), 1);
        view.feed("\x1b[?2004h");
        QTRY_VERIFY(view.screen().bracketedPaste());
        QGuiApplication::clipboard()->setText("one\ntwo\n");
        view.pasteClipboard();
        QCOMPARE(questions.size(), 1);
    }

    void findsInTheScrollback()
    {
        TerminalView view;
        view.resize(640, 200);
        view.show();
        QByteArray bytes;
        for (int i = 0; i < 300; ++i)
            bytes += "line " + QByteArray::number(i) + "\r\n";
        view.feed(bytes);
        QTRY_VERIFY(view.screen().scrollbackCount() > 200);
        QCOMPARE(view.find("LINE 12", true), 11); // 12, 120 … 129
        QCOMPARE(view.find("nothing", true), 0);
    }

    void aFloodDoesNotStopTheWindow()
    {
        TerminalView view;
        view.resize(640, 320);
        view.show();
        const QByteArray flood = QByteArray("the quick brown fox \x1b[31mjumps\x1b[0m over\r\n").repeated(50'000);
        view.feed(flood);
        QTest::qWait(0);
        view.feed("\r\nend");
        QTRY_COMPARE_WITH_TIMEOUT(view.screen().lineText(view.screen().cursorLine()), QStringLiteral("end"), 30'000);
    }
};

SKIFF_REGISTER_TEST(TerminalViewTest);
#include "terminal_view_test.moc"
