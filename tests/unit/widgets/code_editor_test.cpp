#include "widgets/editor/code_editor.h"

#include "tests/support/register_test.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/lazy_highlighter.h"
#include "widgets/editor/long_lines.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace skiff::widgets;

namespace {

const QString Pod = QStringLiteral("apiVersion: v1\n"
                                   "kind: Pod\n"
                                   "metadata:\n"
                                   "  name: web\n"
                                   "  labels:\n"
                                   "    app: web\n"
                                   "spec:\n"
                                   "  containers:\n"
                                   "  - name: web\n"
                                   "    image: web:1\n");

QString numbered(int lines)
{
    QStringList text;
    for (int i = 0; i < lines; ++i)
        text << QStringLiteral("key%1: value").arg(i);
    return text.join(QLatin1Char('\n'));
}

} // namespace

class CodeEditorTest final : public QObject
{
    Q_OBJECT

private slots:
    void textIsAsItWasSet_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("pod") << Pod;
        QTest::newRow("no end of line") << QStringLiteral("a: b");
        QTest::newRow("long line") << QStringLiteral("a: ") + QString(100'000, QLatin1Char('x')) +
                                          QStringLiteral("\nb: c\n");
        QTest::newRow("pairs at the cuts") << QString::fromUtf8("a: ") + QString::fromUtf8("🙂").repeated(5000);
        QTest::newRow("blanks that are none")
            << QString::fromUtf8("a: no\u00A0break\u2028line\u2029paragraph\u3000wide\n");
        QTest::newRow("zero") << (QStringLiteral("a: ") + QChar(0) + QStringLiteral("b\n"));
        QTest::newRow("two long lines") << QString(4000, QLatin1Char('x')) + QStringLiteral("\n\n") +
                                               QString(4000, QLatin1Char('y'));
    }

    void textIsAsItWasSet()
    {
        QFETCH(QString, text);
        CodeEditor editor;
        editor.setText(text);
        QCOMPARE(editor.text(), text);
        QCOMPARE(editor.lineCount(), int(text.count(QLatin1Char('\n'))) + 1);
        for (QTextBlock block = editor.document()->begin(); block.isValid(); block = block.next())
            QVERIFY(block.length() <= LongLines::LongestBlock + 1);
        const int last = editor.lineCount() - 1;
        editor.goTo(last, int(editor.line(last).size()));
        QCOMPARE(editor.cursorPlace(), (EditorPlace{.line = last, .column = int(editor.line(last).size())}));
        QCOMPARE(editor.textCursor().position(), editor.document()->characterCount() - 1);
    }

    void placesInLongLinesAreThoseOfTheText()
    {
        CodeEditor editor;
        editor.setText(QStringLiteral("first\n") + QString(5000, QLatin1Char('x')) + QStringLiteral("\nlast"));
        QVERIFY(editor.blockCount() > 3);
        editor.goTo(1, 3456);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{.line = 1, .column = 3456}));
        editor.goTo(2, 2);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{.line = 2, .column = 2}));
        QCOMPARE(editor.textCursor().block().text(), QStringLiteral("last"));
        editor.goTo(1, 999'999);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{.line = 1, .column = 5000}));
    }

    void erasingAtAJointErasesACharacter()
    {
        const QString line = QStringLiteral("0123456789").repeated(500);
        CodeEditor editor;
        editor.setText(line);
        QTextCursor cursor = editor.textCursor();
        cursor.setPosition(editor.document()->findBlockByNumber(2).position());
        editor.setTextCursor(cursor);
        const int at = editor.cursorPlace().column;
        QVERIFY(at > 0 && at < line.size());
        QTest::keyClick(&editor, Qt::Key_Backspace);
        QCOMPARE(editor.text(), line.left(at - 1) + line.mid(at));
        editor.undo();
        QCOMPARE(editor.text(), line);
        editor.goTo(0, LongLines::PieceLength);
        QTest::keyClick(&editor, Qt::Key_Delete);
        QCOMPARE(editor.text(), line.left(LongLines::PieceLength) + line.mid(LongLines::PieceLength + 1));
    }

    void editsAnywhereAreThoseOfTheText()
    {
        QRandomGenerator random(7);
        QString text;
        for (int line = 0; line < 12; ++line)
            text += QString(random.bounded(1800), QChar(u'a' + line)) + QLatin1Char('\n');
        CodeEditor editor;
        editor.setText(text);
        const auto positionIn = [&text](const EditorPlace& place) {
            qsizetype begin = 0;
            for (int i = 0; i < place.line; ++i)
                begin = text.indexOf(QLatin1Char('\n'), begin) + 1;
            return begin + place.column;
        };
        for (int i = 0; i < 400; ++i) {
            EditorPlace place{.line = int(random.bounded(editor.lineCount()))};
            const int length = int(editor.line(place.line).size());
            place.column = int(random.bounded(length + 1));
            place.length = i % 3 == 0 ? int(random.bounded(length - place.column + 1)) : 0;
            editor.select(place);
            QCOMPARE(editor.cursorPlace(), (EditorPlace{place.line, place.column + place.length}));
            const QString typed = i % 5 == 0    ? QStringLiteral("new\nline")
                                  : i % 11 == 0 ? QString(1500, QLatin1Char('w'))
                                                : QStringLiteral("x");
            text.replace(positionIn(place), place.length, typed);
            QGuiApplication::clipboard()->setText(typed);
            editor.paste();
            QCOMPARE(editor.text(), text);
        }
        while (editor.document()->isUndoAvailable())
            editor.undo();
        while (editor.document()->isRedoAvailable())
            editor.redo();
        QCOMPARE(editor.text(), text);
    }

    void aDeepTextDoesNotStall()
    {
        CodeEditor editor;
        editor.resize(400, 300);
        editor.show();
        editor.setText((QString(900, QLatin1Char('[')) + QLatin1Char('\n')).repeated(200));
        QTRY_VERIFY_WITH_TIMEOUT(editor.document()->lastBlock().userState() >= 0, 20'000);
    }

    void aCopiedLongLineIsOneLine()
    {
        const QString line = QStringLiteral("0123456789").repeated(500);
        CodeEditor editor;
        editor.setText(line);
        editor.selectAll();
        editor.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), line);
        editor.moveCursor(QTextCursor::End);
        editor.paste();
        QCOMPARE(editor.text(), line + line);
        QCOMPARE(editor.lineCount(), 1);
    }

    void replacingIsOneStepAndKeepsCursorAndFolds()
    {
        CodeEditor editor;
        editor.setText(Pod);
        QTRY_VERIFY(editor.folding().canFold(editor.document()->findBlockByNumber(2)));
        editor.setFolded(2, true);
        editor.goTo(9, 4);
        QString newer = Pod;
        newer.replace(QStringLiteral("kind: Pod\n"), QStringLiteral("# a comment\nkind: Pod\n"));
        newer.replace(QStringLiteral("web:1"), QStringLiteral("web:2"));
        editor.replaceText(newer);
        QCOMPARE(editor.text(), newer);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{.line = 10, .column = 4}));
        QVERIFY(editor.isFolded(3));
        editor.undo();
        QCOMPARE(editor.text(), Pod);
        editor.redo();
        QCOMPARE(editor.text(), newer);
    }

    void foldsByIndentation()
    {
        const std::vector<FoldRange> expected{{2, 5}, {4, 5}, {6, 9}, {7, 9}, {8, 9}};
        QCOMPARE(skiff::widgets::foldsByIndentation(Pod.split(QLatin1Char('\n'))), expected);
    }

    void foldedLinesAreHiddenUntilTheCursorGoesThere()
    {
        CodeEditor editor;
        editor.setText(Pod);
        editor.setFolds({{2, 5}, {6, 9}});
        editor.setAllFolded(true);
        const auto visible = [&editor](int line) {
            return editor.document()->findBlockByNumber(line).isVisible();
        };
        QVERIFY(visible(2) && !visible(3) && !visible(5) && visible(6) && !visible(9) && visible(10));
        editor.goTo(4);
        QVERIFY(visible(4) && !editor.isFolded(2) && editor.isFolded(6));
        editor.setFolded(2, true);
        editor.setAllFolded(false);
        QVERIFY(visible(3) && visible(9));
    }

    void aCursorThatIsFoldedAwayGoesToWhatTellsOfIt()
    {
        CodeEditor editor;
        editor.setText(Pod);
        editor.setFolds({{2, 5}});
        editor.goTo(4, 3);
        editor.setFolded(2, true);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{2, 9}));
        QVERIFY(editor.isFolded(2));
    }

    void typingUnfolds()
    {
        CodeEditor editor;
        editor.setText(Pod);
        editor.setFolds({{2, 5}});
        editor.setFolded(2, true);
        editor.goTo(2, 9);
        QTest::keyClick(&editor, Qt::Key_Home);
        QTest::keyClick(&editor, Qt::Key_End);
        QTest::keyClick(&editor, Qt::Key_Right);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{6, 0}));
        QTest::keyClick(&editor, Qt::Key_Left);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{2, 9}));
        QVERIFY(editor.isFolded(2));
        QTest::keyClick(&editor, Qt::Key_Return);
        QVERIFY(!editor.isFolded(2));
        QVERIFY(editor.document()->findBlockByNumber(4).isVisible());
    }

    void problemsMoveWithTheText()
    {
        CodeEditor editor;
        editor.setText(Pod);
        QSignalSpy changed(&editor, &CodeEditor::problemsChanged);
        editor.setProblems(
            {{.severity = EditorProblem::Severity::Error, .place = {9, 4, 5}, .text = QStringLiteral("second")},
             {.severity = EditorProblem::Severity::Warning, .place = {1, 6, 3}, .text = QStringLiteral("first")}});
        QCOMPARE(changed.size(), 1);
        editor.goTo(0, 0);
        QTest::keyClick(&editor, Qt::Key_Return);
        QCOMPARE(editor.problems().at(0).place, (EditorPlace{2, 6, 3}));
        QCOMPARE(editor.problems().at(1).place, (EditorPlace{10, 4, 5}));
        QTest::keyClick(&editor, Qt::Key_F8);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{2, 6}));
        QTest::keyClick(&editor, Qt::Key_F8);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{10, 4}));
        QTest::keyClick(&editor, Qt::Key_F8);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{2, 6}));
        QTest::keyClick(&editor, Qt::Key_F8, Qt::ShiftModifier);
        QCOMPARE(editor.cursorPlace(), (EditorPlace{10, 4}));
    }

    void coloursWhatIsInViewAndThenTheRest()
    {
        CodeEditor editor;
        editor.resize(400, 300);
        editor.setText(numbered(5000));
        editor.show();
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        QTRY_VERIFY(!editor.document()->begin().layout()->formats().isEmpty());
        QTRY_VERIFY(editor.document()->lastBlock().userState() >= 0);
        QVERIFY(editor.document()->lastBlock().layout()->formats().isEmpty());
        editor.goTo(4999);
        QTRY_VERIFY(!editor.document()->lastBlock().layout()->formats().isEmpty());
    }

    void aReaderChangesNothing()
    {
        CodeEditor editor;
        editor.setText(Pod);
        editor.setReadOnly(true);
        for (const int key : {Qt::Key_Return, Qt::Key_Tab, Qt::Key_Backspace, Qt::Key_Delete, Qt::Key_A})
            QTest::keyClick(&editor, Qt::Key(key));
        QTest::keyClick(&editor, Qt::Key_D, Qt::ControlModifier);
        QTest::keyClick(&editor, Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(editor.text(), Pod);
    }
};

SKIFF_REGISTER_TEST(CodeEditorTest);
#include "code_editor_test.moc"
