#include "tests/gui/api_server.h"
#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "app/desktop/dock.h"
#include "app/desktop/editor/editor_panel.h"
#include "app/desktop/editor/field_choices.h"
#include "widgets/banner.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/diff_view.h"
#include "widgets/table_view.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>
#include <QToolButton>

using namespace skiff;
using namespace skiff::test;
using Remote = session::EditSession::Remote;

namespace {

constexpr int Patience = 30'000; // milliseconds, on a busy machine

const char* const deployment = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: default
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: registry.local/web:1
)";

} // namespace

/// The YAML editor in the real window, against a real control plane, while kubectl changes the same objects.
class EditorTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        QVERIFY(kubectl({"apply", "--server-side", "--field-manager=kubectl", "-f", "-"}, deployment));
        m_console = std::make_unique<Console>(m_server.kubeconfig());
        QVERIFY(m_console->connectToFirstContext());
        openPage("deployments");
    }

    void cleanupTestCase() { m_console.reset(); }

    void opensFromATable()
    {
        edit("deployments", "web");
        QVERIFY(editor()->text().startsWith("apiVersion: apps/v1\nkind: Deployment\n"));
        QVERIFY(editor()->text().contains("image: registry.local/web:1"));
        QVERIFY(!editor()->text().contains("managedFields"));
        QVERIFY(!editor()->text().contains("resourceVersion"));
        QVERIFY(!button("editorApply")->isEnabled());
    }

    void whatIsWrongIsMarked()
    {
        replace("  replicas: 2\n", "  replicas: two\n  replicaz: 2\n");
        QTRY_VERIFY(problemWith("replicaz"));
        QVERIFY(problemWith("two") || editor()->problems().size() >= 2);
        button("editorProblemCount")->click();
        QTRY_VERIFY(m_console->find<QListWidget>("editorProblems"));
        m_console->shootAll("editor-problems");
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
        m_console->shootTop("editor-completion");
        QTest::keyClick(editor(), Qt::Key_Return);
        QTRY_VERIFY(editor()->line(line).contains("workingDir:"));
        revert();
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
        choices->choose(replicas, true);
        choices->choose(1 - replicas, false);
        m_console->shootAll("editor-conflict");
        m_console->find<QPushButton>("reviewAccept")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied"), qPrintable(said()), Patience);
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
        QTRY_VERIFY_WITH_TIMEOUT(status().startsWith("Applied") && !panel()->modified(), Patience);
        QTRY_COMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("4"));
        QTRY_VERIFY(button("editorUndo")->isEnabled());
        button("editorUndo")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Undone"), qPrintable(said()), Patience);
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("3"));
        QVERIFY(editor()->text().contains("replicas: 3"));
    }

    void aChangeOfOthersIsMerged()
    {
        replace("replicas: 3", "replicas: 5");
        QVERIFY(kubectl({"annotate", "deployment", "web", "note=from-kubectl"}));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Changed, Patience);
        QVERIFY(banner("editorRemote")->text().contains("annotations"));
        QVERIFY(editor()->text().contains("replicas: 5")); // nothing happens to the text by itself
        QVERIFY(!editor()->text().contains("from-kubectl"));
        m_console->shootAll("editor-changed");
        m_console->find<QPushButton>("editorMerge")->click();
        QTRY_VERIFY(editor()->text().contains("from-kubectl"));
        QVERIFY(editor()->text().contains("replicas: 5"));
        QCOMPARE(panel()->session().remote(), Remote::Same);
        QVERIFY(panel()->modified());
    }

    void whatBothChangedIsAsked()
    {
        QVERIFY(kubectl({"scale", "deployment", "web", "--replicas=7"}));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Changed, Patience);
        m_console->find<QPushButton>("editorMerge")->click();
        auto* choices = waitFor<desktop::FieldChoices>("fieldChoices");
        QVERIFY2(choices, qPrintable(said()));
        QCOMPARE(choices->topLevelItemCount(), 1);
        m_console->shootAll("editor-merge");
        choices->choose(0, false);
        m_console->find<QPushButton>("reviewAccept")->click();
        QTRY_VERIFY(editor()->text().contains("replicas: 7"));
        QTRY_VERIFY2(!panel()->modified(), qPrintable(said() + firstDifference()));
    }

    void differencesAreShown()
    {
        replace("replicas: 7", "replicas: 8");
        QTRY_VERIFY(panel()->modified());
        button("editorDiff")->click();
        auto* diff = waitFor<widgets::DiffView>("editorDiffView");
        QVERIFY(diff);
        QCOMPARE(diff->changeCount(), 1);
        m_console->shootAll("editor-diff");
        m_console->find<QPushButton>("reviewBack")->click();
        revert();
    }

    void removingFieldsOfOthersIsAsked()
    {
        replace("    note: from-kubectl\n", "");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_console->window().findChild<QMessageBox*>("messageBox"), Patience);
        confirmBox();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied"), qPrintable(said()), Patience);
        QCOMPARE(field("deployment/web", "{.metadata.annotations.note}"), QByteArray());
    }

    void aRefusalOfTheServerIsTold()
    {
        replace("      app: web\n  strategy", "      app: other\n  strategy");
        if (!panel()->modified())
            replace("matchLabels:\n      app: web", "matchLabels:\n      app: other");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            banner("editorNotice")->isVisible() || m_console->find<desktop::FieldChoices>("fieldChoices"), Patience);
        if (auto* choices = m_console->find<desktop::FieldChoices>("fieldChoices")) {
            for (int row = 0; row < choices->topLevelItemCount(); ++row)
                choices->choose(row, true);
            m_console->find<QPushButton>("reviewAccept")->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(banner("editorNotice")->text().contains("immutable"), Patience);
        QTRY_VERIFY(problemWith("immutable"));
        QVERIFY(editor()->text().contains("app: other"));
        revert();
    }

    void anObjectDeletedUnderTheEditorIsMadeAgain()
    {
        replace("replicas: 7", "replicas: 1");
        QTRY_VERIFY(panel()->modified());
        QVERIFY(kubectl({"delete", "deployment", "web", "--cascade=orphan"}));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Deleted, Patience);
        QVERIFY(editor()->text().contains("replicas: 1"));
        QVERIFY(!button("editorApply")->isEnabled());
        m_console->shootAll("editor-deleted");
        m_console->find<QPushButton>("editorAnew")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied"), qPrintable(said()), Patience);
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("1"));
        QCOMPARE(panel()->session().remote(), Remote::Same);
        closeEditor();
    }

    void unsavedEditsOutliveTheWindow()
    {
        edit("deployments", "web");
        replace("replicas: 1", "replicas: 6");
        // A kill leaves what is on the disk by then.
        QTRY_VERIFY(status().startsWith("Draft saved"));
        {
            const auto disk = session::Settings::open(m_console->home() + "/desktop.db");
            QCOMPARE((*disk)->names("draft/").size(), 1);
            QVERIFY((*disk)->value((*disk)->names("draft/").constFirst()).contains("replicas: 6"));
        }
        replace("replicas: 6", "replicas: 9"); // and what is typed in the last moment before a close
        m_console->restart();
        QVERIFY(m_console->connectToFirstContext());
        auto* notice = waitFor<widgets::Banner>("noticeStrip");
        QVERIFY(notice);
        QVERIFY(notice->text().contains("Unsaved edits: 1"));
        m_console->shootAll("editor-unsaved");
        notice->findChild<QPushButton*>("undo")->click();
        QTRY_VERIFY_WITH_TIMEOUT(editor() && editor()->text().contains("replicas: 9"), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Same, Patience);
        QVERIFY(banner("editorNotice")->text().contains("unsaved edits"));
        revert();
        QTRY_VERIFY(editor()->text().contains("replicas: 1"));
        closeEditor();
    }

    void secretsAreNoDrafts()
    {
        QVERIFY(kubectl({"create", "secret", "generic", "door", "--from-literal=key=hunter2"}));
        edit("secrets", "door");
        replace("type: Opaque", "stringData:\n  key: opensesame\ntype: Opaque");
        QTRY_VERIFY(status().contains("Not saved to the disk"));
        for (const char* name : {"/desktop.db", "/desktop.db-wal"}) {
            QFile file(m_console->home() + name);
            if (file.open(QIODevice::ReadOnly)) {
                const QByteArray bytes = file.readAll();
                QVERIFY(!bytes.contains("opensesame"));
                QVERIFY(!bytes.contains("aHVudGVyMg")); // hunter2
            }
        }
        dock()->closePanel(panel());
        QVERIFY(panel()); // asks first
        confirmBox();
        QTRY_VERIFY(!panel());
    }

    void aDryRunShowsWhatTheServerAdds()
    {
        newFrom("Service");
        QVERIFY(editor()->text().contains("kind: Service"));
        m_console->shootAll("editor-new");
        button("editorDryRun")->click();
        auto* diff = waitFor<widgets::DiffView>("editorDiffView");
        QVERIFY2(diff, qPrintable(banner("editorNotice")->text()));
        QCOMPARE(m_console->find<QLabel>("reviewTitle")->text(), QStringLiteral("The server would accept this"));
        m_console->shootAll("editor-dry-run");
        QVERIFY(!kubectl({"get", "service", "web"}));
        m_console->find<QPushButton>("reviewAccept")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied"), qPrintable(said()), Patience);
        QVERIFY(editor()->text().contains("clusterIP:")); // what the server has made of it
        QTRY_VERIFY(button("editorUndo")->isEnabled());
        button("editorUndo")->click();
        confirmBox();
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Deleted, Patience);
        QVERIFY(!kubectl({"get", "service", "web"}));
        closeEditor();
    }

    void aMegabyteIsEdited()
    {
        QString data;
        while (data.size() < 950'000)
            data += QStringLiteral("  key-%1: \"%2\"\n").arg(data.size()).arg(QString(60, u'x'));
        const QString text =
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\n  namespace: default\ndata:\n" + data;
        QVERIFY(kubectl({"create", "-f", "-"}, text.toUtf8()));
        edit("configmaps", "large");
        QVERIFY(editor()->lineCount() > 10'000);
        editor()->goTo(6);
        QElapsedTimer typing;
        typing.start();
        QTest::keyClicks(editor(), "# typed ");
        QVERIFY2(typing.elapsed() < 2000, qPrintable(QString::number(typing.elapsed())));
        QTRY_VERIFY(status().startsWith("Draft saved"));
        replace("# typed ", "");
        replace("key-0: ", "key-zero: ");
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            status().startsWith("Applied") || m_console->window().findChild<QMessageBox*>("messageBox"), Patience);
        if (m_console->window().findChild<QMessageBox*>("messageBox"))
            confirmBox(); // key-0 is kubectl's
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied"), qPrintable(said()), Patience);
        QCOMPARE(field("configmap/large", "{.data.key-zero}").size(), 60);
        closeEditor();
    }

    void aServerThatDiesTakesNothingWithIt()
    {
        edit("deployments", "web");
        const bool two = editor()->text().contains("replicas: 2");
        const QString wanted = two ? "replicas: 1" : "replicas: 2";
        replace(two ? "replicas: 2" : "replicas: 1", wanted);
        m_server.stop();
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Away, Patience);
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner("editorNotice")->text().contains("No answer"), Patience);
        QVERIFY(editor()->text().contains(wanted));
        m_console->shootAll("editor-away");
        QVERIFY(m_server.start());
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Same, Patience);
        button("editorApply")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied"), qPrintable(said()), Patience);
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), wanted.last(1).toUtf8());
        closeEditor();
    }

private:
    /// What kubectl writes; nothing when it fails.
    std::optional<QByteArray> kubectl(const QStringList& arguments, const QByteArray& input = {})
    {
        QProcess process;
        process.start("kubectl", QStringList{"--kubeconfig", m_server.kubeconfig()} + arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, Patience))
            process.kill();
        if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
            return process.readAllStandardOutput();
        qInfo("kubectl: %s", process.readAllStandardError().constData());
        return std::nullopt;
    }

    QByteArray field(const QString& object, const QString& path)
    {
        return kubectl({"get", object, "-o", "jsonpath=" + path}).value_or("?");
    }

    void openPage(const QString& id)
    {
        QListWidget* navigation = nullptr;
        QTRY_VERIFY((navigation = m_console->find<QListWidget>("navigation")));
        const auto select = [&] {
            for (int row = 0; row < navigation->count(); ++row)
                if (navigation->item(row)->data(Qt::UserRole) == id) {
                    navigation->setCurrentRow(row);
                    return true;
                }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(select(), Patience);
    }

    /// Opens the editor as a user does: a row, then E.
    void edit(const QString& id, const QString& name)
    {
        openPage(id);
        widgets::TableView* table = nullptr;
        QTRY_VERIFY((table = m_console->find<widgets::TableView>(id + "Table")));
        const auto row = [&] {
            for (int i = 0; i < table->model()->rowCount(); ++i)
                for (int column = 0; column < 3; ++column)
                    if (table->model()->index(i, column).data().toString() == name)
                        return i;
            return -1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(row() >= 0, Patience);
        choose(*table, row());
        table->setFocus();
        QTest::keyClick(table, Qt::Key_E);
        QTRY_VERIFY_WITH_TIMEOUT(editor() && !editor()->text().isEmpty(), Patience);
        QTRY_VERIFY(editor()->problems().empty());
    }

    void newFrom(const QString& kind)
    {
        QTest::keyClick(&m_console->window(), Qt::Key_K, Qt::ControlModifier);
        QLineEdit* search = nullptr;
        QTRY_VERIFY((search = m_console->window().findChild<QLineEdit*>("paletteSearch")));
        QTest::keyClicks(search, "New from template");
        QTest::keyClick(search, Qt::Key_Return);
        QLineEdit* words = nullptr;
        QTRY_VERIFY((words = m_console->window().findChild<QLineEdit*>("templateSearch")));
        QTest::keyClicks(words, kind);
        m_console->shootTop("editor-templates");
        QTest::keyClick(words, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(editor() && editor()->text().contains("kind: " + kind), Patience);
    }

    desktop::Dock* dock() { return m_console->window().findChild<desktop::Dock*>("dock"); }
    desktop::EditorPanel* panel() { return m_console->find<desktop::EditorPanel>("editorPanel"); }
    widgets::CodeEditor* editor() { return panel() ? panel()->findChild<widgets::CodeEditor*>("editor") : nullptr; }
    QToolButton* button(const QString& name) { return panel()->findChild<QToolButton*>(name); }
    widgets::Banner* banner(const QString& name) { return panel()->findChild<widgets::Banner*>(name); }
    QString status() { return panel()->findChild<QLabel*>("editorStatus")->text(); }

    /// Where the text is not what the server has.
    QString firstDifference()
    {
        const QStringList base = desktop::editedText(panel()->session().base()).split('\n');
        const QStringList text = editor()->text().split('\n');
        for (int i = 0; i < std::min(base.size(), text.size()); ++i)
            if (base[i] != text[i])
                return QStringLiteral(" server: '%1', text: '%2'").arg(base[i], text[i]);
        return QStringLiteral(" %1 lines, text %2").arg(base.size()).arg(text.size());
    }

    /// All that the editor says, for a test that fails.
    QString said()
    {
        const QWidget* focus = QApplication::focusWidget();
        return QStringList{status(), banner("editorNotice")->text(), banner("editorRemote")->text(),
                           focus ? focus->objectName() : QString()}
            .join(" | ");
    }

    template <typename Widget>
    Widget* waitFor(const QString& name)
    {
        Widget* found = nullptr;
        (void)QTest::qWaitFor([&] { return (found = m_console->find<Widget>(name)) != nullptr; }, Patience);
        return found;
    }

    int lineOf(const QString& text) { return int(editor()->text().left(editor()->text().indexOf(text)).count('\n')); }

    /// Types `to` over the first `from`, as a user who has selected it.
    void replace(const QString& from, const QString& to)
    {
        const qsizetype at = editor()->text().indexOf(from);
        if (at < 0)
            return;
        QTextCursor cursor(editor()->document());
        cursor.setPosition(int(at));
        cursor.setPosition(int(at + from.size()), QTextCursor::KeepAnchor);
        cursor.insertText(to);
    }

    bool problemWith(const QString& words)
    {
        for (const widgets::EditorProblem& problem : editor()->problems())
            if (problem.text.contains(words))
                return true;
        return false;
    }

    void confirmBox()
    {
        QMessageBox* box = nullptr;
        QTRY_VERIFY((box = m_console->window().findChild<QMessageBox*>("messageBox")));
        m_console->shootTop("editor-question");
        box->findChild<QPushButton*>("confirm")->click();
        QTRY_VERIFY(!m_console->window().findChild<QMessageBox*>("messageBox"));
        m_console->window().activateWindow(); // there is no window manager to do it
        (void)QTest::qWaitForWindowActive(&m_console->window());
    }

    void revert()
    {
        QTRY_VERIFY(button("editorRevert")->isEnabled());
        button("editorRevert")->click();
        confirmBox();
        QTRY_VERIFY(!panel()->modified());
    }

    void closeEditor()
    {
        QTRY_VERIFY(!panel()->modified());
        dock()->closePanel(panel());
        QTRY_VERIFY(!panel());
    }

    ApiServer m_server;
    std::unique_ptr<Console> m_console;
};

SKIFF_REGISTER_TEST(EditorTest);
#include "editor_test.moc"
