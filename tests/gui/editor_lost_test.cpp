#include "tests/gui/editor_driver.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>

using namespace skiff;
using namespace skiff::test;

/// Whatever goes away while one edits - the object, the server, the window, the process - the text does not.
class EditorLostTest final : public QObject, private EditorDriver
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(begin()); }
    void cleanupTestCase() { closeConsole(); }

    void anObjectDeletedUnderTheEditorIsMadeAgain()
    {
        QVERIFY(edit("deployments", "web"));
        replace("replicas: 2", "replicas: 1");
        QTRY_VERIFY(panel()->modified());
        QVERIFY(kubectl({"delete", "deployment", "web", "--cascade=orphan"}));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Deleted, EditorPatience);
        QVERIFY(editor()->text().contains("replicas: 1"));
        QVERIFY(!button("editorApply")->isEnabled());
        console().shootAll("editor-deleted");
        console().find<QPushButton>("editorAnew")->click();
        QVERIFY2(waitApplied(), qPrintable(said()));
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), QByteArray("1"));
        QCOMPARE(panel()->session().remote(), Remote::Same);
        QVERIFY2(closeEditor(), qPrintable(said()));
    }

    void unsavedEditsOutliveTheWindow()
    {
        QVERIFY(edit("deployments", "web"));
        replace("replicas: 1", "replicas: 6");
        // A kill leaves what is on the disk by then.
        QTRY_VERIFY(status().startsWith("Draft saved"));
        {
            const auto disk = session::Settings::open(console().home() + "/desktop.db");
            QCOMPARE((*disk)->names("draft/").size(), 1);
            QVERIFY((*disk)->value((*disk)->names("draft/").constFirst()).contains("replicas: 6"));
        }
        replace("replicas: 6", "replicas: 9"); // and what is typed in the last moment before a close
        console().restart();
        QVERIFY(console().connectToFirstContext());
        auto* notice = waitFor<widgets::Banner>("noticeStrip");
        QVERIFY(notice);
        QVERIFY(notice->text().contains("Unsaved edits: 1"));
        console().shootAll("editor-unsaved");
        notice->findChild<QPushButton*>("undo")->click();
        QTRY_VERIFY_WITH_TIMEOUT(editor() && editor()->text().contains("replicas: 9"), EditorPatience);
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Same, EditorPatience);
        QVERIFY(banner("editorNotice")->text().contains("unsaved edits"));
        QVERIFY2(revert(), qPrintable(said()));
        QTRY_VERIFY(editor()->text().contains("replicas: 1"));
        QVERIFY2(closeEditor(), qPrintable(said()));
    }

    void aKilledConsoleLeavesItsDraft()
    {
        QTemporaryDir home;
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(SKIFF_EDITING_CONSOLE, {server().kubeconfig(), home.path(), "image: registry.local/web:1",
                                            "image: registry.local/web:survivor # why"});
        QTRY_VERIFY_WITH_TIMEOUT(child.canReadLine() || child.state() == QProcess::NotRunning, EditorPatience);
        QCOMPARE(child.readLine(), QByteArray("saved\n"));
        child.kill(); // SIGKILL: nothing of it can still write
        QVERIFY(child.waitForFinished(EditorPatience));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        for (const QFileInfo& file : QDir(home.path()).entryInfoList({"desktop.db*"}, QDir::Files))
            QVERIFY2(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)), qPrintable(file.filePath()));

        QVERIFY(openConsole(server().kubeconfig(), home.path()));
        auto* notice = waitFor<widgets::Banner>("noticeStrip");
        QVERIFY(notice);
        QTRY_VERIFY_WITH_TIMEOUT(notice->text().contains("Deployment default/web"), EditorPatience);
        notice->findChild<QPushButton*>("undo")->click();
        QTRY_VERIFY_WITH_TIMEOUT(editor() && editor()->text().contains("web:survivor # why"), EditorPatience);
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QVERIFY2(waitApplied(), qPrintable(said()));
        QVERIFY(field("deployment/web", "{.spec.template.spec.containers[0].image}").endsWith("web:survivor"));
        QVERIFY2(closeEditor(), qPrintable(said()));
        QVERIFY(openConsole(server().kubeconfig()));
    }

    void secretsAreNoDrafts()
    {
        QVERIFY(kubectl({"create", "secret", "generic", "door", "--from-literal=key=hunter2"}));
        QVERIFY(edit("secrets", "door"));
        replace("type: Opaque", "stringData:\n  key: opensesame\ntype: Opaque");
        QTRY_VERIFY(status().contains("Not saved to the disk"));
        for (const char* name : {"/desktop.db", "/desktop.db-wal"}) {
            QFile file(console().home() + name);
            if (file.open(QIODevice::ReadOnly)) {
                const QByteArray bytes = file.readAll();
                QVERIFY(!bytes.contains("opensesame"));
                QVERIFY(!bytes.contains("aHVudGVyMg")); // hunter2
            }
        }
        dock()->closePanel(panel());
        QVERIFY(panel()); // asks first
        QVERIFY2(confirmBox(), qPrintable(said()));
        QTRY_VERIFY(!panel());
    }

    /// Disconnected, there is no tab to ask by any more: then the window asks, and connecting again has the edits.
    void aSecretIsNotLostByDisconnecting()
    {
        QVERIFY(edit("secrets", "door"));
        replace("type: Opaque", "stringData:\n  key: opensesame\ntype: Opaque");
        QTRY_VERIFY(status().contains("Not saved to the disk"));
        QVERIFY(disconnectCluster());
        QTRY_VERIFY(!console().find<QWidget>("clusterView"));
        console().window().close();
        QTRY_VERIFY(console().window().findChild<QMessageBox*>("messageBox"));
        auto* box = console().window().findChild<QMessageBox*>("messageBox");
        QVERIFY(console().window().isVisible());
        QVERIFY(box->text().contains("Secret default/door") || box->informativeText().contains("Secret default/door"));
        console().shootTop("editor-secret-close");
        box->reject();
        QTRY_VERIFY(!console().window().findChild<QMessageBox*>("messageBox"));
        QVERIFY(console().connectToFirstContext());
        auto* notice = waitFor<widgets::Banner>("noticeStrip");
        QVERIFY(notice && notice->text().contains("Secret default/door"));
        notice->findChild<QPushButton*>("undo")->click();
        QTRY_VERIFY_WITH_TIMEOUT(editor() && editor()->text().contains("opensesame"), EditorPatience);
        QVERIFY2(revert(), qPrintable(said()));
        QVERIFY2(closeEditor(), qPrintable(said()));
    }

    void aServerThatDiesTakesNothingWithIt()
    {
        QVERIFY(edit("deployments", "web"));
        const bool two = editor()->text().contains("replicas: 2");
        const QString wanted = two ? "replicas: 1" : "replicas: 2";
        replace(two ? "replicas: 2" : "replicas: 1", wanted);
        server().stop();
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Away, EditorPatience);
        QTRY_VERIFY(button("editorApply")->isEnabled());
        button("editorApply")->click();
        QTRY_VERIFY_WITH_TIMEOUT(banner("editorNotice")->text().contains("No answer"), EditorPatience);
        QVERIFY(editor()->text().contains(wanted));
        console().shootAll("editor-away");
        QVERIFY(server().start());
        QTRY_COMPARE_WITH_TIMEOUT(panel()->session().remote(), Remote::Same, EditorPatience);
        button("editorApply")->click();
        QVERIFY2(waitApplied(), qPrintable(said()));
        QCOMPARE(field("deployment/web", "{.spec.replicas}"), wanted.last(1).toUtf8());
        QVERIFY2(closeEditor(), qPrintable(said()));
    }

private:
    /// By the menu of the cluster's button in the rail.
    bool disconnectCluster()
    {
        for (auto* button : console().find<QWidget>("rail")->findChildren<QToolButton*>())
            if (button->contextMenuPolicy() == Qt::CustomContextMenu)
                emit button->customContextMenuRequested({});
        QAction* leave = nullptr;
        (void)QTest::qWaitFor([&] {
            for (auto* menu : console().find<QWidget>("rail")->findChildren<QMenu*>())
                for (QAction* action : menu->actions())
                    if (action->text() == "Disconnect" && action->isEnabled())
                        leave = action;
            return leave != nullptr;
        });
        if (!leave)
            return false;
        leave->trigger();
        qobject_cast<QMenu*>(leave->parent())->close();
        return true;
    }
};

SKIFF_REGISTER_TEST(EditorLostTest);
#include "editor_lost_test.moc"
