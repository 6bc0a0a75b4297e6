#include "tests/gui/editor_driver.h"
#include "tests/support/register_test.h"

#include "app/desktop/editor/field_choices.h"
#include "widgets/editor/diff_view.h"

#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

using namespace skiff;
using namespace skiff::test;

/// Writing from the YAML editor in the real window, against a real control plane, while kubectl changes the same
/// objects.
class EditorTest final : public QObject, private EditorDriver
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(begin());
        QVERIFY(openPage("deployments"));
    }

    void cleanupTestCase() { closeConsole(); }

    void opensFromATable()
    {
        QVERIFY(edit("deployments", "web"));
        console().shootAll("editor");
        QVERIFY(editor()->text().startsWith("apiVersion: apps/v1\nkind: Deployment\n"));
        QVERIFY(editor()->text().contains("image: registry.local/web:1"));
        QVERIFY(!editor()->text().contains("managedFields"));
        QVERIFY(!editor()->text().contains("resourceVersion"));
        QVERIFY(!button("editorApply")->isEnabled());
    }

    void aConflictIsDecidedFieldByField()
    {
        replace("replicas: 2", "replicas: 3");
        replace("registry.local/web:1", "registry.local/web:2");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_S, Qt::ControlModifier);
        auto* choices = waitFor<desktop::FieldChoices>("fieldChoices");
        QVERIFY2(choices, qPrintable(said()));
        QCOMPARE(choices->topLevelItemCount(), 2);
        int replicas = -1;
        for (int row = 0; row < 2; ++row) {
            if (choices->topLevelItem(row)->text(0) == QStringLiteral(".spec.replicas"))
                replicas = row;
            QCOMPARE(choices->topLevelItem(row)->text(1), QStringLiteral("kubectl"));
        }
        QVERIFY(replicas >= 0);
        QCOMPARE(choices->topLevelItem(replicas)->text(2), QStringLiteral("3"));
        QCOMPARE(choices->topLevelItem(replicas)->text(3), QStringLiteral("2"));
        // By the keyboard alone: to the row, decide, go on.
        QTRY_VERIFY(choices->hasFocus());
        QTest::keyClick(choices, replicas == 0 ? Qt::Key_Home : Qt::Key_End);
        QTest::keyClick(choices, Qt::Key_Space);
        console().shootAll("editor-conflict");
        theConflictIsToldInAnotherLanguage(*choices);
        QVERIFY(choices->choices()[size_t(replicas)].takeMine);
        QVERIFY(!choices->choices()[size_t(1 - replicas)].takeMine);
        QTest::keyClick(choices, Qt::Key_Return);
        QVERIFY2(waitApplied(), qPrintable(said()));
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("3"));
        QVERIFY(field("deployment/web", "{.spec.template.spec.containers[0].image}").endsWith("web:1"));
        QVERIFY(editor()->text().contains("replicas: 3"));
        QVERIFY(editor()->text().contains("web:1")); // theirs
        QVERIFY(!panel()->modified());
    }

    void anAppliedChangeIsUndone()
    {
        replace("replicas: 3", "replicas: 4");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        QTest::keyClick(editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(status().startsWith("Applied") && !panel()->modified(), EditorPatience);
        QTRY_COMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("4"));
        QTRY_VERIFY(button("editorUndo")->isEnabled());
        button("editorUndo")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Undone"), qPrintable(said()), EditorPatience);
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("3"));
        QVERIFY(editor()->text().contains("replicas: 3"));
    }

    void aChangeOfOthersIsMerged()
    {
        replace("  replicas: 3", "  # Enough for Christmas.\n  replicas: 5 # was 3");
        QVERIFY(kubectl({"annotate", "deployment", "web", "note=from-kubectl"}));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Changed, EditorPatience);
        QVERIFY(banner("editorRemote")->text().contains("annotations"));
        QVERIFY(editor()->text().contains("replicas: 5")); // nothing happens to the text by itself
        QVERIFY(!editor()->text().contains("from-kubectl"));
        console().shootAll("editor-changed");
        console().find<QPushButton>("editorMerge")->click();
        QTRY_VERIFY(editor()->text().contains("from-kubectl"));
        QVERIFY(editor()->text().contains("  # Enough for Christmas.\n  replicas: 5 # was 3\n"));
        QCOMPARE(panel()->session().remote(), Remote::Same);
        QVERIFY(panel()->modified());
    }

    void whatBothChangedIsAsked()
    {
        QVERIFY(kubectl({"scale", "deployment", "web", "--replicas=7"}));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Changed, EditorPatience);
        console().find<QPushButton>("editorMerge")->click();
        auto* choices = waitFor<desktop::FieldChoices>("fieldChoices");
        QVERIFY2(choices, qPrintable(said()));
        QCOMPARE(choices->topLevelItemCount(), 1);
        console().shootAll("editor-merge");
        choices->choose(0, false);
        // It goes on changing while one thinks: the merge is of what one sees, and the rest is told as the next change.
        QVERIFY(kubectl({"annotate", "deployment", "web", "second=meanwhile"}));
        QTRY_VERIFY_WITH_TIMEOUT(banner("editorRemote")->text().contains("second"), EditorPatience);
        QVERIFY2(choices->isVisible(), qPrintable(said()));
        QVERIFY(!choices->choices().front().takeMine);
        console().find<QPushButton>("reviewAccept")->click();
        QTRY_VERIFY(editor()->text().contains("  # Enough for Christmas.\n  replicas: 7 # was 3\n"));
        QVERIFY(!editor()->text().contains("second: meanwhile"));
        QCOMPARE(panel()->session().remote(), Remote::Changed);
        QTRY_VERIFY2(!panel()->modified(), qPrintable(said() + firstDifference()));
        console().find<QPushButton>("editorMerge")->click();
        QTRY_VERIFY(editor()->text().contains("second: meanwhile"));
        QVERIFY(editor()->text().contains("  # Enough for Christmas.\n  replicas: 7 # was 3\n")); // not by the way
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Same, EditorPatience);
        QTRY_VERIFY2(!panel()->modified(), qPrintable(said() + firstDifference()));
    }

    void differencesAreShown()
    {
        const QString before = firstDifference();
        replace("  # Enough for Christmas.\n  replicas: 7 # was 3\n", "  replicas: 8\n");
        QTRY_VERIFY(panel()->modified());
        button("editorDiff")->click();
        auto* diff = waitFor<widgets::DiffView>("editorDiffView");
        QVERIFY(diff);
        QVERIFY2(diff->changeCount() == 1, qPrintable(before));
        console().shootAll("editor-diff");
        speak("zh_CN");
        QTRY_COMPARE(console().find<QLabel>("reviewTitle")->text(), QString("差异"));
        QTRY_COMPARE(console().find<QLabel>("diffLeftTitle")->text(), QString("服务器上的当前内容"));
        QVERIFY(status().startsWith("草稿"));
        speak("en");
        QTRY_COMPARE(console().find<QLabel>("diffLeftTitle")->text(), QString("On the server now"));
        console().find<QPushButton>("reviewBack")->click();
        QVERIFY2(revert(), qPrintable(said()));
    }

    void removingFieldsOfOthersIsAsked()
    {
        replace("    note: from-kubectl\n", "");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(console().window().findChild<QMessageBox*>("messageBox"), EditorPatience);
        QVERIFY2(confirmBox(), qPrintable(said()));
        QVERIFY2(waitApplied(), qPrintable(said()));
        QCOMPARE(field("deployment/web", "{.metadata.annotations.note}"), QByteArray());
    }

    void aRefusalOfTheServerIsTold()
    {
        replace("      app: web\n  strategy", "      app: other\n  strategy");
        if (!panel()->modified())
            replace("matchLabels:\n      app: web", "matchLabels:\n      app: other");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner("editorNotice")->isVisible() ||
                                     console().find<desktop::FieldChoices>("fieldChoices"),
                                 EditorPatience);
        if (auto* choices = console().find<desktop::FieldChoices>("fieldChoices")) {
            for (int row = 0; row < choices->topLevelItemCount(); ++row)
                choices->choose(row, true);
            console().find<QPushButton>("reviewAccept")->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(banner("editorNotice")->text().contains("immutable"), EditorPatience);
        QTRY_VERIFY(problemWith("immutable"));
        QVERIFY(editor()->text().contains("app: other"));
        QVERIFY2(revert(), qPrintable(said()));
        QVERIFY2(closeEditor(), qPrintable(said()));
    }

    void aDryRunShowsWhatTheServerAdds()
    {
        QVERIFY(newFrom("Service"));
        QVERIFY(editor()->text().contains("kind: Service"));
        console().shootAll("editor-new");
        button("editorDryRun")->click();
        auto* diff = waitFor<widgets::DiffView>("editorDiffView");
        QVERIFY2(diff, qPrintable(banner("editorNotice")->text()));
        QCOMPARE(console().find<QLabel>("reviewTitle")->text(), QStringLiteral("The server would accept this"));
        console().shootAll("editor-dry-run");
        QVERIFY(!kubectl({"get", "service", "web"}));
        console().find<QPushButton>("reviewAccept")->click();
        QVERIFY2(waitApplied(), qPrintable(said()));
        QVERIFY(editor()->text().contains("clusterIP:")); // what the server has made of it
        QTRY_VERIFY(button("editorUndo")->isEnabled());
        button("editorUndo")->click();
        QVERIFY2(confirmBox(), qPrintable(said()));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Deleted, EditorPatience);
        QVERIFY(!kubectl({"get", "service", "web"}));
        QVERIFY2(closeEditor(), qPrintable(said()));
    }

private:
    /// Who changes the language while a decision is open goes on deciding, in the other one.
    void theConflictIsToldInAnotherLanguage(desktop::FieldChoices& choices)
    {
        const auto before = choices.choices();
        speak("zh_CN");
        QTRY_COMPARE(console().find<QLabel>("reviewTitle")->text(), QString("您更改的字段归他人所有"));
        QTRY_COMPARE(choices.headerItem()->text(0), QString("字段"));
        QCOMPARE(console().find<QPushButton>("reviewAccept")->text(), QString("应用"));
        QVERIFY2(status().contains("2"), qPrintable(status()));
        QVERIFY2(!status().contains("written"), qPrintable(status()));
        for (const QComboBox* decision : choices.findChildren<QComboBox*>())
            QVERIFY2(decision->currentText() == "接管" || decision->currentText() == "保留对方的值",
                     qPrintable(decision->currentText()));
        for (size_t i = 0; i < before.size(); ++i)
            QCOMPARE(choices.choices()[i].takeMine, before[i].takeMine);
        speak("en");
        QTRY_COMPARE(choices.headerItem()->text(0), QString("Field"));
    }
};

SKIFF_REGISTER_TEST(EditorTest);
#include "editor_test.moc"
