#include "tests/bench/desktop/watchdog.h"
#include "tests/gui/console.h"
#include "tests/gui/real_cluster.h"
#include "tests/support/register_test.h"

#include "app/desktop/apply/apply_sheet.h"
#include "app/desktop/apply/drop_overlay.h"
#include "widgets/editor/diff_view.h"
#include "widgets/table_view.h"
#include "widgets/yaml_view.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace skiff;
using namespace skiff::test;
using desktop::ApplySheet;
using session::ManifestRun;

namespace {

constexpr int Patience = 60'000;
constexpr int HugeFolder = 5000; ///< files
const QString folder = QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/drop");

QMimeData* filesIn(const QStringList& paths)
{
    auto* mime = new QMimeData;
    QList<QUrl> urls;
    for (const QString& path : paths)
        urls.append(QUrl::fromLocalFile(path));
    mime->setUrls(urls);
    return mime;
}

QMimeData* text(const QByteArray& yaml)
{
    auto* mime = new QMimeData;
    mime->setText(QString::fromUtf8(yaml));
    return mime;
}

constexpr const char* captain =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: captain\ndata:\n  name: Grace\n  ship: Pinta\n";

} // namespace

/// Manifests that are dropped on the real window, and a real cluster that takes them. Needs root.
class ApplyTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const auto why = RealCluster::missing())
            QSKIP(qPrintable(*why));
        m_cluster = std::make_unique<RealCluster>(QStringLiteral("gui-apply"));
        QVERIFY(m_cluster->start());
        // Not every server lets definitions be made.
        m_definitions =
            m_cluster->kubectl({"api-resources", "-o", "name"}).value_or("").contains("customresourcedefinitions");
        m_console = std::make_unique<Console>(m_cluster->kubeconfig());
        QVERIFY(m_console->connectToFirstContext());
    }

    void cleanupTestCase()
    {
        m_console.reset();
        m_cluster.reset();
    }

    void anOverlaySaysWhereADropGoes()
    {
        const std::unique_ptr<QMimeData> mime(filesIn({folder}));
        QTRY_VERIFY(m_console->find<widgets::TableView>("podsTable"));
        QWidget* anywhere = m_console->find<widgets::TableView>("podsTable")->viewport();
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(anywhere, &enter);
        QVERIFY(enter.isAccepted());
        auto* overlay = m_console->window().findChild<desktop::DropOverlay*>("dropOverlay");
        QVERIFY(overlay->isVisible());
        QVERIFY(overlay->title().startsWith("Drop to apply to"));
        QCOMPARE(overlay->size(), m_console->window().size());
        m_console->shootAll("apply-overlay");
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(anywhere, &leave);
        QTRY_VERIFY(!overlay->isVisible());
        // A picture dragged out of a browser is nobody's manifest.
        QMimeData other;
        other.setText("https://example.com/cat.png");
        QDragEnterEvent cat({10, 10}, Qt::CopyAction, &other, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(anywhere, &cat);
        QVERIFY(!overlay->isVisible());
    }

    void aFolderIsListedInOrderAndNothingIsChanged()
    {
        drop(filesIn({folder}));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QStringList objects;
        for (int row = 0; row < rows(); ++row)
            objects << cell(row, 0);
        QCOMPARE(objects, QStringList({"broken.yaml", "Namespace fleet", "CustomResourceDefinition boats.example.com",
                                       "ConfigMap captain", "Secret chart", "Service harbour", "Deployment harbour",
                                       "Boat pinta", "Submarine nautilus"}));
        QCOMPARE(cell(0, 3), "broken.yaml:7:8");
        QCOMPARE(action("Namespace fleet"), "create");
        QCOMPARE(action("CustomResourceDefinition boats.example.com"), m_definitions ? "create" : "cannot be applied");
        QCOMPARE(action("ConfigMap captain"), "create");
        QCOMPARE(action("Deployment harbour"), "create, after Namespace fleet");
        QCOMPARE(action("Boat pinta"), m_definitions ? "create, after CustomResourceDefinition boats.example.com"
                                                     : "not applied: needs CustomResourceDefinition boats.example.com");
        QCOMPARE(action("Submarine nautilus"), "cannot be applied");
        QVERIFY(sentence().contains("Nothing is applied yet"));
        // The broken lines.
        table()->selectRow(0);
        auto* excerpt = m_console->find<QPlainTextEdit>("applyExcerpt");
        QVERIFY(excerpt && excerpt->toPlainText().contains("6    list: [a, b"));
        QVERIFY(excerpt->toPlainText().trimmed().endsWith("^"));
        m_console->shootAll("apply-listed");
        // A Secret's values are not shown.
        select("Secret chart");
        auto* yaml = m_console->find<widgets::YamlView>("applyYaml");
        QVERIFY(yaml && yaml->toPlainText().contains("kind: Secret"));
        QVERIFY(!yaml->toPlainText().contains("palm"));
        // Nothing came to the server.
        for (const char* what : {"namespace/fleet", "crd/boats.example.com", "configmap/captain", "secret/chart"})
            QVERIFY2(!exists(what), what);
    }

    void theNamespaceCanBeChosen()
    {
        auto* chooser = m_console->find<QComboBox>("applyNamespace");
        QVERIFY(chooser);
        QCOMPARE(chooser->currentText(), "default");
        QTRY_VERIFY(chooser->findText("kube-public") >= 0 && chooser->findText("fleet") >= 0);
        chooser->setCurrentIndex(chooser->findText("kube-public"));
        emit chooser->activated(chooser->currentIndex());
        QTRY_COMPARE_WITH_TIMEOUT(cell(rowOf("ConfigMap captain"), 1), "kube-public", Patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        chooser->setEditText("default");
        QTest::keyClick(chooser->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(cell(rowOf("ConfigMap captain"), 1), "default");
        QCOMPARE(cell(rowOf("Deployment harbour"), 1), "fleet"); // as its file says
    }

    void whatNeedsOthersIsAppliedAfterThem()
    {
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Applying, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QStringList objects{"Namespace fleet", "ConfigMap captain", "Secret chart", "Service harbour",
                            "Deployment harbour"};
        if (m_definitions)
            objects << "CustomResourceDefinition boats.example.com"
                    << "Boat pinta";
        for (const QString& object : std::as_const(objects))
            QVERIFY2(action(object).startsWith("created"), qPrintable(object + ": " + action(object)));
        QTRY_VERIFY(
            sentence().startsWith(QStringLiteral("Applied %1 of 8; the rest is untouched").arg(objects.size())));
        for (const char* what : {"deployment/harbour", "service/harbour"})
            QVERIFY2(exists(what, "fleet"), what);
        QTRY_COMPARE_WITH_TIMEOUT(action("Deployment harbour"), "created · 2 of 2 ready", Patience);
        select("Deployment harbour");
        m_console->shootAll("apply-applied");
    }

    void anObjectCanBeOpened()
    {
        select("Service harbour");
        auto* open = m_console->find<QPushButton>("applyOpen");
        QVERIFY(open);
        open->click();
        QTRY_VERIFY(m_console->find<QWidget>("objectPage"));
        QVERIFY(m_sheet->isVisible()); // the results stay
    }

    void theSameAgainIsTheSame()
    {
        drop(filesIn({folder + "/00-app.yaml", folder + "/10-kinds.yaml"}));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        for (int row = 0; row < rows(); ++row)
            QVERIFY2(cell(row, 2) == "same" || (!m_definitions && cell(row, 0).contains("oat")),
                     qPrintable(cell(row, 0) + ": " + cell(row, 2)));
        QCOMPARE(rows(), 7);
        QTRY_VERIFY(!button("applyButton")->isEnabled());
    }

    void aChangeShowsItsDiff()
    {
        QApplication::clipboard()->setText(captain);
        m_console->find<widgets::TableView>("applyTable")->setFocus();
        const QPointer<ApplySheet> before = m_sheet;
        QTest::keyClick(m_console->find<widgets::TableView>("applyTable"), Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(findSheet() && findSheet() != before);
        m_sheet = findSheet();
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(action("ConfigMap captain"), "change");
        QTRY_VERIFY(m_console->find<widgets::DiffView>("applyDiff"));
        QCOMPARE(m_console->find<widgets::DiffView>("applyDiff")->changeCount(), 1);
        m_console->shootAll("apply-change");
        button("applyButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(action("ConfigMap captain"), "changed", Patience);
        QCOMPARE(m_cluster->kubectl({"get", "configmap", "captain", "-o", "jsonpath={.data.name}"}).value_or(""),
                 "Grace");
        // And back, by the key that takes back everything.
        QTRY_VERIFY(button("applyUndo")->isVisible());
        m_console->window().activateWindow();
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
        takeBack();
        QTRY_COMPARE_WITH_TIMEOUT(action("ConfigMap captain"), "taken back", Patience);
        QCOMPARE(m_cluster->kubectl({"get", "configmap", "captain", "-o", "jsonpath={.data.name}"}).value_or(""),
                 "Ada");
        QTRY_VERIFY(!button("applyUndo")->isVisible());
    }

    void whatWasCreatedIsDeletedAgain()
    {
        const QByteArray maps = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: buoy}\ndata: {a: b}\n---\n"
                                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: anchor}\ndata: {a: b}\n---\n"
                                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: tug}\n"
                                "spec:\n  selector: {matchLabels: {app: tug}}\n  template:\n"
                                "    metadata: {labels: {app: tug}}\n"
                                "    spec: {containers: [{name: app, image: skiff.local/web:1.0}]}\n";
        drop(text(maps));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        button("applyButton")->click();
        QTRY_VERIFY_WITH_TIMEOUT(action("Deployment tug").contains("1 of 1 ready"),
                                 Patience); // its controller has noted things
        QVERIFY(m_cluster->kubectl({"patch", "configmap", "anchor", "-p", R"({"data":{"a":"theirs"}})"}));
        button("applyUndo")->click();
        takeBack();
        QTRY_COMPARE_WITH_TIMEOUT(action("Deployment tug"), "taken back", Patience);
        QTRY_COMPARE_WITH_TIMEOUT(action("ConfigMap buoy"), "taken back", Patience);
        QCOMPARE(action("ConfigMap anchor"), "stays");
        QVERIFY(words("ConfigMap anchor").contains(".data.a"));
        select("ConfigMap anchor");
        m_console->shootAll("apply-undone");
        QVERIFY(!exists("configmap/buoy"));
        QVERIFY(exists("configmap/anchor"));
        QVERIFY(!exists("deployment/tug"));
    }

    void aHugeFolderStallsNothing()
    {
        QTemporaryDir home;
        const QDir folder(home.path());
        const auto write = [&folder](const QString& name, const QByteArray& bytes) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        for (int i = 0; i < HugeFolder; ++i) {
            const QString name = QStringLiteral("map-%1").arg(i, 4, 10, QLatin1Char('0'));
            QVERIFY(
                write(name + ".yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name.toUtf8() + "}\n"));
        }
        QVERIFY(write("a-picture.yaml", QByteArray("\x89PNG\r\n\x1a\n\0\0\0", 11)));
        QVERIFY(write("b-broken.yaml", "a: [b\n"));
        QVERIFY(folder.mkdir("circle"));
        QVERIFY(QFile::link(home.path(), folder.filePath("circle/again")));
        QVERIFY(QFile::link("/nowhere", folder.filePath("c-gone.yaml")));
        bench::Watchdog watchdog;
        watchdog.watch(m_console->window().centralWidget());
        drop(filesIn({home.path()}));
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 900, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, 2 * Patience);
        const bench::Stalls stalls = watchdog.take();
        qInfo("%d files: longest stall %.0f ms (%.0f ms of processor)", HugeFolder, stalls.longest, stalls.longestCpu);
        QVERIFY2(stalls.longestCpu < bench::Watchdog::Failure, qPrintable(QString::number(stalls.longestCpu)));
        QStringList problems;
        for (int row = 0; row < rows() && cell(row, 2) == "broken"; ++row)
            problems.append(cell(row, 0) + ": " + words(cell(row, 0)));
        const QString all = problems.join('\n');
        for (const char* file : {"a-picture.yaml", "b-broken.yaml", "c-gone.yaml"})
            QVERIFY2(all.contains(QLatin1String(file)), qPrintable(all));
        QVERIFY2(all.contains("1000") || all.contains("1,000"), qPrintable(all));
        m_console->shoot("apply-huge");
        QVERIFY(sentence().contains("to create"));
    }

    void aConflictSaysWhoseFieldsTheyAre()
    {
        QVERIFY(m_cluster->kubectl(
            {"apply", "--server-side", "--force-conflicts", "--field-manager=harbour-master", "-f", "-"},
            QByteArray(captain).replace("Grace", "Joan")));
        drop(text(captain));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(action("ConfigMap captain"), "conflict · with harbour-master");
        QTRY_VERIFY(m_console->find<QLabel>("applyDetailsWords")->text().contains(".data.name"));
        QTRY_VERIFY(!button("applyButton")->isEnabled());
        m_console->shootAll("apply-conflict");
        m_console->find<QPushButton>("applyTakeOver")->click();
        QTRY_COMPARE_WITH_TIMEOUT(action("ConfigMap captain"), "change, takes over fields", Patience);
        QTRY_VERIFY(button("applyButton")->isEnabled());
        button("applyButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(action("ConfigMap captain"), "changed", Patience);
    }

    void whatTheServerDoesNotTakeIsToldBefore()
    {
        drop(text("apiVersion: v1\nkind: Service\nmetadata: {name: raft}\nspec: {ports: [{port: 0}]}\n---\n"
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: lost, namespace: atlantis}\n---\n"
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo}\ndatta: {a: b}\n---\n"
                  "apiVersion: v1\nkind: Endpoints\nmetadata: {name: old}\n"));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(action("Service raft"), "cannot be applied");
        QVERIFY2(words("Service raft").contains("spec.ports[0].port"), qPrintable(words("Service raft")));
        QVERIFY2(words("ConfigMap lost").contains("\"atlantis\" not found"), qPrintable(words("ConfigMap lost")));
        QVERIFY2(words("ConfigMap typo").contains("datta"), qPrintable(words("ConfigMap typo")));
        select("Endpoints old");
        QVERIFY(m_console->find<QLabel>("applyDetailsWords")->text().contains("Warning: v1 Endpoints is deprecated"));
        QTRY_COMPARE(button("applyButton")->text(), "Apply 1 object");
        QTest::keyClick(table(), Qt::Key_Space); // left out
        QTRY_COMPARE(action("Endpoints old"), "left out (create)");
        QTRY_VERIFY(!button("applyButton")->isEnabled());
    }

    void stoppingLeavesTheRestUntouched()
    {
        QByteArray many;
        for (int i = 0; i < 60; ++i)
            many += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: many-" + QByteArray::number(i) + "}\n";
        drop(text(many));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        ManifestRun& run = m_sheet->run();
        connect(&run, &ManifestRun::changed, this, [&run](int row) {
            if (run.rows()[size_t(row)].state == ManifestRun::State::Created)
                run.stop();
        });
        button("applyButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(run.phase(), ManifestRun::Phase::Ready, Patience);
        run.disconnect(this);
        const int applied = run.counts().applied;
        QVERIFY(applied > 0 && applied < 30);
        QTRY_VERIFY(sentence().contains("the rest is untouched"));
        QCOMPARE(m_cluster->kubectl({"get", "configmaps", "-o", "name"}).value_or("").count("configmap/many-"),
                 applied);
    }

    void aLargeObjectIsComparedInTheBackground()
    {
        const auto large = [](const char* last) {
            QByteArray yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: large}\ndata:\n  text: |\n";
            for (int i = 0; i < 10'000; ++i)
                yaml += "    line " + QByteArray::number(i) + " of what somebody has put into a ConfigMap\n";
            return yaml + "    " + last + "\n";
        };
        QVERIFY(
            m_cluster->kubectl({"apply", "--server-side", "--field-manager=skiff-desktop", "-f", "-"}, large("old")));
        drop(text(large("new")));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(action("ConfigMap large"), "change");
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::DiffView>("applyDiff"), Patience);
        QCOMPARE(m_console->find<widgets::DiffView>("applyDiff")->changeCount(), 1);
    }

    void aForbiddenObjectIsRefusedAlone()
    {
        QVERIFY(m_cluster->kubectl({"create", "serviceaccount", "deckhand"}));
        QVERIFY(
            m_cluster->kubectl({"create", "role", "maps", "--verb=get,list,create,patch", "--resource=configmaps"}));
        QVERIFY(
            m_cluster->kubectl({"create", "rolebinding", "maps", "--role=maps", "--serviceaccount=default:deckhand"}));
        const QByteArray token = m_cluster->kubectl({"create", "token", "deckhand"}).value_or("").trimmed();
        QVERIFY(!token.isEmpty());
        QByteArray config = m_cluster->kubectl({"config", "view", "--raw", "--minify"}).value_or("");
        const qsizetype users = config.indexOf("users:");
        QVERIFY(users > 0);
        config = config.left(users) + "users:\n- name: deckhand\n  user:\n    token: " + token + "\n";
        config.replace(config.indexOf("    user: "),
                       config.indexOf('\n', config.indexOf("    user: ")) - config.indexOf("    user: "),
                       "    user: deckhand");
        QTemporaryDir home;
        QFile file(home.filePath("kubeconfig"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(config);
        file.close();
        m_console = std::make_unique<Console>(file.fileName());
        QVERIFY(m_console->connectToFirstContext());
        drop(filesIn({folder + "/00-app.yaml"}));
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(action("Secret chart"), "not allowed");
        QCOMPARE(action("Deployment harbour"), "not allowed");
        QCOMPARE(action("ConfigMap captain"), "change");
        QTRY_VERIFY(button("applyButton")->isEnabled());
        m_console->shoot("apply-forbidden");
        button("applyButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        QCOMPARE(m_sheet->run().counts().applied + m_sheet->run().counts().conflict, 1);
    }

private:
    /// Drops on whatever has the pointer, as a desktop does it.
    void drop(QMimeData* mime)
    {
        const std::unique_ptr<QMimeData> owned(mime);
        const QPointer<ApplySheet> before = findSheet();
        QWidget& anywhere = *m_console->window().centralWidget();
        QDragEnterEvent enter({40, 40}, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&anywhere, &enter);
        QDropEvent event(QPointF(40, 40), Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&anywhere, &event);
        QVERIFY(event.isAccepted());
        m_sheet = findSheet();
        QVERIFY(m_sheet && m_sheet != before);
        QVERIFY(!m_console->window().findChild<desktop::DropOverlay*>("dropOverlay")->isVisible());
    }

    /// Answers the question before.
    void takeBack()
    {
        QMessageBox* box = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((box = m_console->window().findChild<QMessageBox*>("messageBox")), Patience);
        box->findChild<QPushButton*>("confirm")->click();
    }

    ApplySheet* findSheet() { return m_console->find<ApplySheet>("applySheet"); }
    widgets::TableView* table() { return m_console->find<widgets::TableView>("applyTable"); }
    QPushButton* button(const char* name) { return m_sheet->findChild<QPushButton*>(name); }
    QString sentence() { return m_sheet->findChild<QLabel*>("applySentence")->text(); }
    int rows() { return table()->model()->rowCount(); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }

    int rowOf(const QString& object)
    {
        for (int row = 0; row < rows(); ++row)
            if (cell(row, 0) == object)
                return row;
        return -1;
    }

    /// What the server says of it.
    QString words(const QString& object)
    {
        return table()->model()->index(rowOf(object), 2).data(Qt::ToolTipRole).toString();
    }

    QString action(const QString& object) { return cell(rowOf(object), 2); }

    void select(const QString& object)
    {
        choose(*table(), rowOf(object)); // whatever key was pressed last
        QTRY_COMPARE(table()->currentIndex().row(), rowOf(object));
    }

    bool exists(const QString& object, const QString& nameSpace = QStringLiteral("default"))
    {
        return m_cluster->kubectl({"get", object, "-n", nameSpace, "--ignore-not-found", "-o", "name"})
            .value_or("")
            .contains('/');
    }

    bool m_definitions = false;
    std::unique_ptr<RealCluster> m_cluster;
    std::unique_ptr<Console> m_console;
    QPointer<ApplySheet> m_sheet;
};

SKIFF_REGISTER_TEST(ApplyTest);
#include "apply_test.moc"
