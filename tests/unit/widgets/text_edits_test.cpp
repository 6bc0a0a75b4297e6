#include "widgets/editor/text_edits.h"

#include "tests/support/register_test.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/line_hunks.h"

#include <QTest>

using namespace skiff::widgets;

namespace {

/// The text with "|" where the cursor is; "[" and "]" around what is selected are not needed here.
QString shown(const CodeEditor& editor)
{
    QString text = editor.text();
    return text.insert(editor.textCursor().position(), QLatin1Char('|'));
}

void setShown(CodeEditor& editor, QString text)
{
    const auto cursor = text.indexOf(QLatin1Char('|'));
    editor.setText(text.remove(cursor, 1));
    QTextCursor at = editor.textCursor();
    at.setPosition(int(cursor));
    editor.setTextCursor(at);
}

void selectLines(CodeEditor& editor, int first, int last)
{
    QTextCursor cursor(editor.document()->findBlockByNumber(first));
    cursor.setPosition(editor.document()->findBlockByNumber(last).position() + 1, QTextCursor::KeepAnchor);
    editor.setTextCursor(cursor);
}

} // namespace

class TextEditsTest final : public QObject
{
    Q_OBJECT

private slots:
    void keysDoWhatYamlNeeds_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("after");
        const auto row = [](const char* name, const char* before, int key, int modifiers, const char* after) {
            QTest::newRow(name) << QString::fromUtf8(before) << key << modifiers << QString::fromUtf8(after);
        };
        const int ctrl = Qt::ControlModifier;
        row("enter keeps the indentation", "a:\n  b: c|", Qt::Key_Return, 0, "a:\n  b: c\n  |");
        row("enter goes inside a key", "a:|", Qt::Key_Return, 0, "a:\n  |");
        row("enter goes inside an element's key", "- a:|", Qt::Key_Return, 0, "- a:\n    |");
        row("enter goes inside a block", "a: >-|", Qt::Key_Return, 0, "a: >-\n  |");
        row("enter stays beside an element's key", "- a: b|", Qt::Key_Return, 0, "- a: b\n  |");
        row("enter begins the next element", "  - a|", Qt::Key_Return, 0, "  - a\n  - |");
        row("enter ends a list", "  - a\n  - |", Qt::Key_Return, 0, "  - a\n  |");
        row("enter after a separator", "---|", Qt::Key_Return, 0, "---\n|");
        row("enter behind a comment that ends in a colon", "# so:|", Qt::Key_Return, 0, "# so:\n|");
        row("enter in the middle takes blanks away", "a:| b", Qt::Key_Return, 0, "a:\n  |b");
        row("tab goes to the next step", " |a", Qt::Key_Tab, 0, "  |a");
        row("backspace takes a step", "    |a", Qt::Key_Backspace, 0, "  |a");
        row("backspace takes what is beyond a step", "   |a", Qt::Key_Backspace, 0, "  |a");
        row("shift tab goes back", "    a|", Qt::Key_Backtab, Qt::ShiftModifier, "  a|");
        row("comment", "  a: b|", Qt::Key_Slash, ctrl, "  # a: b|");
        row("uncomment", "  # a: b|", Qt::Key_Slash, ctrl, "  a: b|");
        row("duplicate", "a|b\nc", Qt::Key_D, ctrl, "ab\na|b\nc");
        row("move down", "a|b\nc", Qt::Key_Down, Qt::AltModifier, "c\na|b");
        row("move up", "ab\nc|", Qt::Key_Up, Qt::AltModifier, "c|\nab");
        row("move up at the top", "a|b\nc", Qt::Key_Up, Qt::AltModifier, "a|b\nc");
        row("delete the last line", "ab\nc|", Qt::Key_K, ctrl | Qt::ShiftModifier, "|ab");
        row("delete a line", "ab\n|c\nd", Qt::Key_K, ctrl | Qt::ShiftModifier, "ab\n|d");
        row("home goes to the text", "  ab|", Qt::Key_Home, 0, "  |ab");
        row("home goes to the begin then", "  |ab", Qt::Key_Home, 0, "|  ab");
        row("a bracket gets its other half", "a: |", Qt::Key_BracketLeft, 0, "a: [|]");
        row("a bracket before text does not", "a: |b", Qt::Key_BracketLeft, 0, "a: [|b");
        row("a closing bracket steps over", "a: [|]", Qt::Key_BracketRight, 0, "a: []|");
        row("an apostrophe within a word is one", "a: it|", Qt::Key_Apostrophe, 0, "a: it'|");
        row("enter between brackets", "a: {|}", Qt::Key_Return, 0, "a: {\n  |\n}");
    }

    void keysDoWhatYamlNeeds()
    {
        QFETCH(QString, before);
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QString, after);
        CodeEditor editor;
        setShown(editor, before);
        const QString text = editor.text();
        QTest::keyClick(&editor, Qt::Key(key), Qt::KeyboardModifiers(modifiers));
        QCOMPARE(shown(editor), after);
        if (editor.text() != text) {
            editor.undo();
            QCOMPARE(editor.text(), text);
        }
    }

    void selectedLinesGoTogether()
    {
        const QString text = QStringLiteral("a:\n  b: c\n\n  d: e\nf: g");
        CodeEditor editor;
        editor.setText(text);
        selectLines(editor, 0, 3);
        QTest::keyClick(&editor, Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(editor.text(), QStringLiteral("# a:\n#   b: c\n\n#   d: e\nf: g"));
        QTest::keyClick(&editor, Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(editor.text(), text);
        QTest::keyClick(&editor, Qt::Key_Tab);
        QCOMPARE(editor.text(), QStringLiteral("  a:\n    b: c\n\n    d: e\nf: g"));
        QTest::keyClick(&editor, Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(editor.text(), text);
        QTest::keyClick(&editor, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(editor.text(), QStringLiteral("f: g\na:\n  b: c\n\n  d: e"));
    }

    void hunksAreFew()
    {
        const QStringList left{"a", "b", "c", "d", "e"};
        QCOMPARE(lineHunks(left, left), std::vector<LineHunk>{});
        const QStringList right{"a", "x", "c", "d", "e", "f"};
        const std::vector<LineHunk> expected{{1, 1, 1, 1}, {5, 0, 5, 1}};
        QCOMPARE(lineHunks(left, right), expected);
    }

    void replacingGivesTheTextInEveryCase_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("all") << "a\nb"
                             << "c\nd\ne";
        QTest::newRow("to nothing") << "a\nb"
                                    << "";
        QTest::newRow("from nothing") << ""
                                      << "a\nb\n";
        QTest::newRow("first line goes") << "a\nb\nc"
                                         << "b\nc";
        QTest::newRow("first line comes") << "b\nc"
                                          << "a\nb\nc";
        QTest::newRow("last line goes") << "a\nb\nc"
                                        << "a\nb";
        QTest::newRow("last line comes") << "a\nb"
                                         << "a\nb\nc";
        QTest::newRow("end of line") << "a\nb"
                                     << "a\nb\n";
        QTest::newRow("several") << "a\nb\nc\nd\ne\nf"
                                 << "x\nb\nd\ny\nz\nf\ng";
        QTest::newRow("repeats") << "a\na\na\nb\na"
                                 << "a\nb\na\na\na";
        const QString wide(3000, QLatin1Char('w'));
        QTest::newRow("long line") << (QStringLiteral("a\n") + wide + QStringLiteral("\nb"))
                                   << (QStringLiteral("a\n") + wide + QStringLiteral("v\nb\nc"));
        QTest::newRow("a line becomes long") << "a\nb" << (QStringLiteral("a\n") + wide);
    }

    void replacingGivesTheTextInEveryCase()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        CodeEditor editor;
        editor.setText(before);
        editor.replaceText(after);
        QCOMPARE(editor.text(), after);
        editor.undo();
        QCOMPARE(editor.text(), before);
        editor.redo();
        QCOMPARE(editor.text(), after);
    }

    void bracketsFindEachOther()
    {
        CodeEditor editor;
        editor.setText(QStringLiteral("a: [1, [2], {b: c}]"));
        QTextCursor cursor = editor.textCursor();
        int bracket = -1;
        cursor.setPosition(3);
        QCOMPARE(edits::matchingBracket(cursor, &bracket), 18);
        cursor.setPosition(19);
        QCOMPARE(edits::matchingBracket(cursor, &bracket), 3);
        QCOMPARE(bracket, 18);
        cursor.setPosition(1);
        QCOMPARE(edits::matchingBracket(cursor, &bracket), -1);
    }
};

SKIFF_REGISTER_TEST(TextEditsTest);
#include "text_edits_test.moc"
