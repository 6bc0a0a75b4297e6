#include "widgets/editor/find_bar.h"

#include "tests/support/register_test.h"
#include "widgets/editor/code_editor.h"
#include "widgets/marked_scroll_bar.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace skiff::widgets;

namespace {

SearchResult find(const QString& text, const SearchPattern& pattern)
{
    return findAll(text, pattern, [] { return false; });
}

QStringList texts(const QString& text, const SearchResult& result)
{
    QStringList found;
    for (const SearchMatch& match : result.matches)
        found << text.mid(match.position, match.length);
    return found;
}

const QString Text = QStringLiteral("app: web\nApp: webserver\n  app2: 7 app\n");

} // namespace

class FindBarTest final : public QObject
{
    Q_OBJECT

private slots:
    void findsByEveryRule()
    {
        QCOMPARE(texts(Text, find(Text, {.text = "app"})), QStringList({"app", "App", "app", "app"}));
        QCOMPARE(texts(Text, find(Text, {.text = "app", .matchCase = true})).size(), 3);
        QCOMPARE(texts(Text, find(Text, {.text = "app", .wholeWords = true})).size(), 3);
        QCOMPARE(texts(Text, find(Text, {.text = "^\\s*app\\d", .regex = true})), QStringList({"  app2"}));
        QCOMPARE(texts(Text, find(Text, {.text = "web|7", .regex = true, .wholeWords = true})),
                 QStringList({"web", "7"}));
        QCOMPARE(find(Text, {.text = "x*", .regex = true}).matches.size(), size_t(0));
        QVERIFY(!find(Text, {.text = "(", .regex = true}).error.isEmpty());
        QVERIFY(find(Text, {}).matches.empty());
    }

    void aHostileExpressionIsGivenUp()
    {
        QElapsedTimer timer;
        timer.start();
        const QString text = QString(1900, QLatin1Char('a')) + QStringLiteral("!\n");
        QVERIFY(find(text, {.text = "(a+)+$", .regex = true}).tooCostly);
        QVERIFY(find(text.repeated(100), {.text = "(a|aa)+$", .regex = true}).tooCostly);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void thereIsAnEndOfMatches()
    {
        const SearchResult result = find(QString(30'000, QLatin1Char('a')), {.text = "a"});
        QCOMPARE(int(result.matches.size()), int(SearchResult::Most));
        QVERIFY(result.truncated);
    }

    void groupsGoIntoTheReplacement()
    {
        const SearchPattern pattern{.text = "(\\w+): (\\w+)", .regex = true};
        const SearchResult result = find(Text, pattern);
        QCOMPARE(replacementFor(result.matches.front(), pattern, "\\2=\\1\\n\\\\"), QStringLiteral("web=app\n\\"));
        QCOMPARE(replacementFor(result.matches.front(), {.text = "app"}, "\\1"), QStringLiteral("\\1"));
    }

    void looksInLongLinesAcrossTheirPieces()
    {
        CodeEditor editor;
        const QString line =
            QString(245, QLatin1Char('x')) + QStringLiteral("needle here") + QString(3000, QLatin1Char('y'));
        editor.setText(line);
        QVERIFY(editor.blockCount() > 1);
        FindBar& bar = editor.findBar();
        editor.openFind(true);
        bar.setPattern({.text = "needle here"});
        QTRY_VERIFY(bar.isSettled() && bar.result().matches.size() == 1);
        bar.setReplacement(QStringLiteral("thread"));
        QCOMPARE(bar.replaceAll(), 1);
        QCOMPARE(editor.text(), QString(line).replace(QStringLiteral("needle here"), QStringLiteral("thread")));
    }

    void showsWhatItFindsAndGoesOn()
    {
        CodeEditor editor;
        editor.resize(600, 300);
        editor.show();
        editor.setText(Text);
        QTest::keyClick(&editor, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(editor.findIsOpen());
        auto* field = editor.findChild<QLineEdit*>("findText");
        auto* count = editor.findChild<QLabel*>("findCount");
        QTest::keyClicks(field, "app");
        QTRY_COMPARE(count->text(), QStringLiteral("1 of 4"));
        QCOMPARE(editor.textCursor().selectionStart(), 0);
        QCOMPARE(editor.markedScrollBar().marks().size(), size_t(4));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(editor.cursorPlace().line, 1);
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(count->text(), QStringLiteral("4 of 4"));
        QTest::keyClick(&editor, Qt::Key_F3);
        QCOMPARE(count->text(), QStringLiteral("1 of 4"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!editor.findIsOpen());
        QVERIFY(editor.markedScrollBar().marks().empty());
    }

    void replacesOneOrAllAsOneStep()
    {
        CodeEditor editor;
        editor.setText(Text);
        editor.openFind(true);
        FindBar& bar = editor.findBar();
        bar.setPattern({.text = "app", .matchCase = true});
        bar.setReplacement(QStringLiteral("application"));
        QTRY_VERIFY(bar.isSettled() && bar.result().matches.size() == 3);
        QCOMPARE(editor.textCursor().selectedText(), QStringLiteral("app"));
        bar.replaceCurrent();
        QVERIFY(editor.text().startsWith(QStringLiteral("application: web")));
        QTRY_VERIFY(bar.isSettled() && bar.result().matches.size() == 3);
        QCOMPARE(editor.cursorPlace().line, 2);
        editor.undo();
        QCOMPARE(editor.text(), Text);
        QTRY_VERIFY(bar.isSettled());
        QCOMPARE(bar.replaceAll(), 3);
        QCOMPARE(editor.text(), QString(Text).replace(QStringLiteral("app"), QStringLiteral("application")));
        editor.undo();
        QCOMPARE(editor.text(), Text);
    }

    void findingUnfolds()
    {
        CodeEditor editor;
        editor.setText(QStringLiteral("a:\n  b: needle\nc: d\n"));
        editor.setFolds({{0, 1}});
        editor.setFolded(0, true);
        editor.openFind(false);
        editor.findBar().setPattern({.text = "needle"});
        QTRY_VERIFY(!editor.isFolded(0));
        QCOMPARE(editor.cursorPlace().line, 1);
    }

    void goesToALine()
    {
        CodeEditor editor;
        editor.resize(400, 300);
        editor.show();
        editor.setText(Text);
        QTest::keyClick(&editor, Qt::Key_G, Qt::ControlModifier);
        auto* field = editor.findChild<QWidget*>("goToLine")->findChild<QLineEdit*>();
        QTest::keyClicks(field, "3:5");
        QCOMPARE(editor.cursorPlace(), (EditorPlace{2, 4}));
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{0, 0}));
    }
};

SKIFF_REGISTER_TEST(FindBarTest);
#include "find_bar_test.moc"
