#include "tests/gui/editor_driver.h"
#include "tests/support/register_test.h"

#include "app/desktop/editor/editor_assist.h"
#include "widgets/editor/completion_popup.h"
#include "widgets/editor/hover_card.h"

#include <QApplication>
#include <QClipboard>
#include <QListWidget>
#include <QPushButton>

using namespace skiff;
using namespace skiff::test;

/// What the editor knows of a text from the cluster: its schema, its names, what one may do.
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
        speak("zh_CN");
        QTRY_VERIFY_WITH_TIMEOUT(problemWith("replicaz") && !problemWith("meant"), EditorPatience);
        speak("en");
        QTRY_VERIFY_WITH_TIMEOUT(problemWith("meant"), EditorPatience);
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

    void namesOfTheClusterAreOffered()
    {
        QVERIFY(kubectl({"create", "configmap", "settings"}));
        QVERIFY(kubectl({"create", "secret", "generic", "door-key", "--from-literal=key=hunter2"}));
        QVERIFY(kubectl({"create", "serviceaccount", "robot"}));
        // Every server has that field, wherever it puts name and image.
        replace(
            "        terminationMessagePath:",
            "        envFrom:\n        - configMapRef:\n            name: \n        - secretRef:\n            name: \n"
            "        terminationMessagePath:");
        replace("      restartPolicy:", "      serviceAccountName: \n      restartPolicy:");
        const int config = lineOf("- configMapRef:") + 1;
        QVERIFY2(offersAt(config, "settings"), qPrintable(editor()->text()));
        console().shootTop("editor-names");
        QTest::keyClick(editor(), Qt::Key_Escape);
        QVERIFY(offersAt(config + 2, "door-key"));
        QTest::keyClick(editor(), Qt::Key_Escape);
        QVERIFY(offersAt(lineOf("serviceAccountName: "), "robot"));
        QTest::keyClicks(editor(), "rob");
        QTest::keyClick(editor(), Qt::Key_Return);
        QVERIFY(editor()->text().contains("serviceAccountName: robot"));
        QVERIFY(revert());
        QVERIFY(closeEditor());
    }

    void aFieldIsExplained()
    {
        QVERIFY(edit("deployments", "web"));
        editor()->goTo(lineOf("  replicas:"), 4);
        QVERIFY(QTest::qWaitFor([this] { return hoverText().contains("spec.replicas"); }, EditorPatience));
        const QString about = hoverText();
        QVERIFY2(about.contains("integer") && about.size() > 40, qPrintable(about)); // a type and what it means
        console().shootTop("editor-hover");
        QTest::keyClick(editor(), Qt::Key_Escape);
        QVERIFY(closeEditor());
    }

    void severalDocumentsGoToTheSheet()
    {
        QVERIFY(newFrom("ConfigMap"));
        QTest::keyClick(editor(), Qt::Key_A, Qt::ControlModifier);
        QApplication::clipboard()->setText("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: first\n---\n"
                                           "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: second\n");
        QTest::keyClick(editor(), Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(panel()->findChild<desktop::EditorAssist*>()->documents() == 2, EditorPatience);
        QTest::keyClick(editor(), Qt::Key_S, Qt::ControlModifier);
        auto* table = waitFor<QAbstractItemView>("applyTable");
        QVERIFY2(table, qPrintable(said()));
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 2, EditorPatience);
        QVERIFY(!kubectl({"get", "configmap", "second"})); // looked at, not made
        while (dock()->count() > 0)
            dock()->closePanel(qobject_cast<desktop::DockPanel*>(dock()->widget(0)));
    }

    void whoMayNotWriteReads()
    {
        const QString reader = userWith("reader", "get,list,watch", "deployments.apps,configmaps,namespaces,pods");
        QVERIFY(!reader.isEmpty());
        QVERIFY(openConsole(reader));
        QVERIFY(edit("deployments", "web"));
        QTRY_VERIFY_WITH_TIMEOUT(editor()->isReadOnly(), EditorPatience);
        QVERIFY2(banner("editorNotice")->isVisible() && said().contains("Read only"), qPrintable(said()));
        QVERIFY(!button("editorApply")->isEnabled());
        QVERIFY(!button("editorDryRun")->isEnabled());
        const QString text = editor()->text();
        QTest::keyClicks(editor(), "x");
        QTest::keyClick(editor(), Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(editor()->text(), text);
        QVERIFY(!panel()->modified());
        console().shootAll("editor-read-only");
        QVERIFY(closeEditor());
    }

    /// Rights that go while one edits: nothing is assumed, the server's answer is told and the text stays.
    void aWriteThatIsForbiddenMeanwhileIsTold()
    {
        const QString writer = userWith("writer", "get,list,watch,patch,update", "deployments.apps,namespaces,pods");
        QVERIFY(!writer.isEmpty());
        QVERIFY(openConsole(writer));
        QVERIFY(edit("deployments", "web"));
        replace("replicas: 2", "replicas: 3");
        QTRY_VERIFY_WITH_TIMEOUT(button("editorApply")->isEnabled(), EditorPatience);
        QVERIFY(kubectl({"create", "clusterrole", "none", "--verb=get,list,watch", "--resource=deployments.apps"}));
        QVERIFY(kubectl({"delete", "clusterrolebinding", "writer"}));
        QTRY_VERIFY2_WITH_TIMEOUT(refusedToWrite(), qPrintable(said()), EditorPatience);
        QVERIFY(editor()->text().contains("replicas: 3"));
        QVERIFY(panel()->modified());
    }

private:
    /// Whether `word` is offered at the end of a line.
    bool offersAt(int line, const QString& word)
    {
        editor()->goTo(line, int(editor()->line(line).size()));
        QTest::keyClick(editor(), Qt::Key_Space, Qt::ControlModifier);
        return QTest::qWaitFor(
            [&] {
                auto* popup = console().window().findChild<widgets::CompletionPopup*>();
                return popup && popup->isVisible() && popup->labels().contains(word);
            },
            EditorPatience);
    }

    /// What is said about the field at the cursor.
    QString hoverText()
    {
        QTest::keyClick(editor(), Qt::Key_I, Qt::ControlModifier);
        auto* card = console().window().findChild<widgets::HoverCard*>();
        return card && card->isVisible() ? card->text() : QString();
    }

    /// Rights go a moment after the binding does.
    bool refusedToWrite()
    {
        if (said().contains("forbidden"))
            return true;
        if (button("editorApply")->isEnabled())
            button("editorApply")->click();
        if (console().find<QWidget>("fieldChoices"))
            console().find<QPushButton>("reviewAccept")->click();
        return false;
    }
};

SKIFF_REGISTER_TEST(EditorAssistTest);
#include "editor_assist_test.moc"
