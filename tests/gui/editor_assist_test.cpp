#include "tests/gui/editor_driver.h"
#include "tests/support/register_test.h"

#include <QListWidget>

using namespace skiff;
using namespace skiff::test;

/// What the editor knows of the text from the cluster: its schema, its names, what one may do.
class EditorAssistTest final : public QObject, private EditorDriver
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(begin());
        QVERIFY(edit("deployments", "web"));
    }

    void cleanupTestCase() { closeConsole(); }

    void whatIsWrongIsMarked()
    {
        replace("  replicas: 2\n", "  replicas: two\n  replicaz: 2\n");
        QTRY_VERIFY(problemWith("replicaz"));
        QVERIFY(problemWith("two") || editor()->problems().size() >= 2);
        button("editorProblemCount")->click();
        QTRY_VERIFY(console().find<QListWidget>("editorProblems"));
        console().shootAll("editor-problems");
        button("editorProblemCount")->click();
        replace("  replicas: two\n  replicaz: 2\n", "  replicas: 2\n");
        QTRY_VERIFY(editor()->problems().empty());
    }

    void aFieldIsCompletedFromTheSchema()
    {
        replace("image: registry.local/web:1\n", "image: registry.local/web:1\n        workingD\n");
        const int line = lineOf("        workingD");
        editor()->goTo(line, 16);
        QTest::keyClick(editor(), Qt::Key_Space, Qt::ControlModifier);
        QTRY_VERIFY(editor()->completionIsOpen());
        console().shootTop("editor-completion");
        QTest::keyClick(editor(), Qt::Key_Return);
        QTRY_VERIFY(editor()->line(line).contains("workingDir:"));
        QVERIFY2(revert(), qPrintable(said()));
    }
};

SKIFF_REGISTER_TEST(EditorAssistTest);
#include "editor_assist_test.moc"
