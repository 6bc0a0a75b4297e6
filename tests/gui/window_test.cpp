#include "tests/gui/api_server.h"
#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "app/desktop/details_view.h"
#include "app/desktop/dock.h"
#include "app/model/resource_table_model.h"
#include "widgets/banner.h"
#include "widgets/command_palette.h"
#include "widgets/table_view.h"
#include "widgets/yaml_view.h"

#include <QDateTime>
#include <QDialog>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace skiff;
using namespace skiff::test;

constexpr int Patience = 20'000; // milliseconds, on a busy machine

/// The window against a real control plane without a node.
class WindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        QVERIFY(m_server.createSamples());
        m_console = std::make_unique<Console>(m_server.kubeconfig());
        QVERIFY(m_console->connectToFirstContext());
    }

    void cleanupTestCase() { m_console.reset(); }

    void everyTableFills_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("cell");
        QTest::newRow("nodes") << "nodes" << "skiff-2";
        QTest::newRow("namespaces") << "namespaces" << "monitoring";
        QTest::newRow("services") << "services" << "storefront";
        QTest::newRow("deployments") << "deployments" << "payments";
        QTest::newRow("events") << "events" << "BackOff";
        QTest::newRow("pods") << "pods" << "prometheus-0";
    }

    void everyTableFills()
    {
        QFETCH(QString, id);
        QFETCH(QString, cell);
        openPage(id);
        QTRY_VERIFY(rowWith(id, cell) >= 0);
        QTRY_COMPARE(m_console->find<QLabel>("connectionStatus")->text().section(" · ", 1), QStringLiteral("Connected"));
        m_console->shootAll(id);
    }

    void filtersAndSorts()
    {
        openPage("pods");
        auto* filter = m_console->find<QLineEdit>("podsFilter");
        QTest::keyClick(&m_console->window(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, "shop -storefront");
        QTRY_COMPARE(table("pods")->model()->rowCount(), 5);
        m_console->shoot("pods-filter");
        QTest::keyClicks(filter, " nosuch");
        QTRY_COMPARE(table("pods")->model()->rowCount(), 0);
        QCOMPARE(table("pods")->emptyText(), QStringLiteral("Nothing matches the filter."));
        m_console->shootAll("pods-nothing");
        QTest::keyClick(filter, Qt::Key_Escape);
        QTRY_COMPARE(table("pods")->model()->rowCount(), 10);
        QTest::keyClick(filter, Qt::Key_Escape);
        QVERIFY(table("pods")->hasFocus());
        table("pods")->sortByColumn(1, Qt::DescendingOrder);
        QTRY_COMPARE(table("pods")->model()->index(0, 1).data().toString(), QStringLiteral("storefront-7c9d6b5f4-hm5tz"));
        table("pods")->sortByColumn(0, Qt::AscendingOrder);
        QTRY_COMPARE(table("pods")->model()->index(0, 1).data().toString(), QStringLiteral("node-exporter-4xq2v"));
    }

    void showsWhatIsKnownOfAnObject()
    {
        select("pods", "payments-6f7d8c9b5-x2lqp");
        auto* details = m_console->find<desktop::DetailsView>("detailsView");
        QVERIFY(details);
        QTRY_VERIFY(details->text().contains("Status: CrashLoopBackOff"));
        QVERIFY(details->text().contains("Image: registry.local/shop/payments:1.9.0"));
        QVERIFY(details->text().contains("Ready=False ContainersNotReady"));
        m_console->shootAll("details");
        auto* tabs = m_console->find<QTabWidget>("inspectorTabs");
        tabs->setCurrentIndex(1);
        auto* yaml = m_console->find<widgets::YamlView>("yamlView");
        QVERIFY(yaml->toPlainText().startsWith("apiVersion: v1\nkind: Pod\n"));
        m_console->shootAll("yaml");
        tabs->setCurrentIndex(2);
        auto* events = m_console->find<widgets::TableView>("inspectorEvents");
        QTRY_COMPARE(events->emptyText(), QStringLiteral("No events."));
        const QString uid = table("pods")->currentIndex().data(model::ResourceTableModel::UidRole).toString();
        for (const char* reason : {"Pulled", "BackOff"})
            QVERIFY(createEvent(uid, QLatin1String(reason)));
        QTRY_VERIFY(events->model()->rowCount() >= 2); // the node controller may add one of its own
        m_console->shootAll("inspector-events");
        tabs->setCurrentIndex(0);
    }

    void followsTheObjectInTheInspector()
    {
        select("pods", "mailer-84c6f9d7b-kk2vd");
        auto* details = m_console->find<desktop::DetailsView>("detailsView");
        QTRY_VERIFY(details->text().contains("Status: ContainerCreating"));
        QCOMPARE(m_server.send("PATCH", "/api/v1/namespaces/shop/pods/mailer-84c6f9d7b-kk2vd/status",
                               QJsonDocument::fromJson(R"({"status":{"phase":"Running","containerStatuses":[{"name":"app",
                                   "image":"registry.local/shop/mailer:0.8.0","imageID":"","ready":true,"started":true,"restartCount":0,
                                   "state":{"running":{"startedAt":"2026-11-21T00:10:00Z"}}}]}})").object(),
                               "application/merge-patch+json"), 200);
        QTRY_VERIFY(details->text().contains("Status: Running"));
    }

    void saysThatTheObjectWasDeleted()
    {
        select("pods", "catalog-migrate-28871");
        QTRY_VERIFY(m_console->find<desktop::DetailsView>("detailsView")->text().contains("Status: Completed"));
        QCOMPARE(m_server.send("DELETE", "/api/v1/namespaces/shop/pods/catalog-migrate-28871",
                               {{"kind", "DeleteOptions"}, {"apiVersion", "v1"}, {"gracePeriodSeconds", 0}}), 200);
        QTRY_VERIFY(m_console->find<widgets::Banner>("inspectorNotice"));
        QVERIFY(m_console->find<widgets::Banner>("inspectorNotice")->text().contains("catalog-migrate-28871"));
        m_console->shootAll("deleted");
        QTest::keyClick(table("pods"), Qt::Key_Escape);
        QTRY_VERIFY(!m_console->find<QTabWidget>("inspectorTabs"));
    }

    void theKeyboardReachesEverything()
    {
        QTest::keyClick(&m_console->window(), Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(table("nodes"));
        QTest::keyClick(&m_console->window(), Qt::Key_1, Qt::ControlModifier);
        QTRY_VERIFY(table("pods"));
        m_console->find<QListWidget>("navigation")->setFocus(Qt::TabFocusReason);
        for (int i = 0; i < 20 && !table("pods")->hasFocus(); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(table("pods")->hasFocus());
        QVERIFY(!table("pods")->currentIndex().isValid());
        m_console->shoot("focus-table");
        QTest::keyClick(table("pods"), Qt::Key_Down);
        QTRY_VERIFY(m_console->find<QTabWidget>("inspectorTabs"));
        m_console->shoot("focus-row");
        QTest::keyClick(table("pods"), Qt::Key_Escape);
        QTRY_VERIFY(!m_console->find<QTabWidget>("inspectorTabs"));
    }

    void enterOpensAPageAndBackLeavesIt()
    {
        select("pods", "payments-6f7d8c9b5-x2lqp");
        QTest::keyClick(table("pods"), Qt::Key_Return);
        QTRY_VERIFY(m_console->find<QWidget>("objectPage"));
        QCOMPARE(m_console->find<QLabel>("pageTitle")->text(), QStringLiteral("payments-6f7d8c9b5-x2lqp"));
        QTRY_VERIFY(m_console->find<desktop::DetailsView>("detailsView")->text().contains("Image: registry.local/shop/payments:1.9.0"));
        m_console->shootAll("object-page");
        QTest::keyClick(&m_console->window(), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY(table("pods"));
        QTest::keyClick(&m_console->window(), Qt::Key_Right, Qt::AltModifier);
        QTRY_VERIFY(m_console->find<QWidget>("objectPage"));
        QTest::keyClick(m_console->find<QWidget>("objectPage"), Qt::Key_Escape);
        QTRY_VERIFY(table("pods"));
        QTest::keyClick(table("pods"), Qt::Key_Escape);
    }

    void theNamespaceChooserNarrowsEveryTable()
    {
        openPage("pods");
        QTRY_VERIFY(rowWith("pods", "prometheus-0") >= 0);
        const int all = table("pods")->model()->rowCount();
        QTest::keyClick(&m_console->window(), Qt::Key_N);
        auto* search = m_console->window().findChild<QLineEdit*>("namespaceSearch");
        QVERIFY(search);
        auto* list = m_console->window().findChild<QListWidget*>("namespaceList");
        QTRY_VERIFY(list->count() > 2);
        m_console->shootTop("namespaces-popup");
        QTest::keyClicks(search, "monit");
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(rowWith("pods", "prometheus-0") >= 0 && rowWith("pods", "payments-6f7d8c9b5-x2lqp") < 0);
        // Two at once: a row of each, none of a third.
        QTest::keyClick(&m_console->window(), Qt::Key_N);
        search = m_console->window().findChild<QLineEdit*>("namespaceSearch");
        QTRY_VERIFY((search = m_console->window().findChild<QLineEdit*>("namespaceSearch")));
        QTest::keyClicks(search, "shop");
        QTest::keyClick(search, Qt::Key_Space);
        QTest::keyClick(search, Qt::Key_Escape);
        QTRY_VERIFY(rowWith("pods", "prometheus-0") >= 0 && rowWith("pods", "payments-6f7d8c9b5-x2lqp") >= 0);
        m_console->shootAll("two-namespaces");
        QTest::keyClick(&m_console->window(), Qt::Key_0);
        QTRY_COMPARE(table("pods")->model()->rowCount(), all);
    }

    void everyKindOfTheServerHasAPage()
    {
        auto* search = m_console->find<QLineEdit>("navigationSearch");
        QTest::keyClick(&m_console->window(), Qt::Key_G, Qt::ControlModifier);
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, "configm");
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(table("configmaps"));
        QTRY_VERIFY(rowWith("configmaps", "kube-root-ca.crt") >= 0);
        m_console->shootAll("configmaps");
    }

    void aWorkloadIsScaledAndTheUndoScalesItBack()
    {
        const QString path = "/apis/apps/v1/namespaces/shop/deployments/payments";
        const int before = m_server.read(path)["spec"]["replicas"].toInt();
        select("deployments", "payments");
        QTest::keyClick(table("deployments"), Qt::Key_S, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        QCOMPARE(dialog()->findChild<QSpinBox*>("replicas")->value(), before);
        dialog()->findChild<QSpinBox*>("replicas")->setValue(before + 2);
        m_console->shootTop("scale-dialog");
        dialog()->findChild<QPushButton*>("confirm")->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::Banner>("noticeStrip"), Patience);
        QCOMPARE(m_server.read(path)["spec"]["replicas"].toInt(), before + 2);
        m_console->shootAll("scaled-notice");
        m_console->find<QPushButton>("undo")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_server.read(path)["spec"]["replicas"].toInt(), before, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::Banner>("noticeStrip"), Patience); // "scaled back"
        m_console->find<widgets::Banner>("noticeStrip")->hide();
    }

    void aNodeIsCordonedAndADrainSaysWhatWouldHappen()
    {
        select("nodes", "skiff-2");
        QTest::keyClick(table("nodes"), Qt::Key_C, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::Banner>("noticeStrip"), Patience);
        QVERIFY2(m_console->find<widgets::Banner>("noticeStrip")->text().contains("is cordoned"), qPrintable(m_console->find<widgets::Banner>("noticeStrip")->text()));
        QTRY_VERIFY_WITH_TIMEOUT(m_server.read("/api/v1/nodes/skiff-2")["spec"]["unschedulable"].toBool(), Patience);
        QTest::keyClick(table("nodes"), Qt::Key_U);
        QTRY_VERIFY_WITH_TIMEOUT(!m_server.read("/api/v1/nodes/skiff-2")["spec"]["unschedulable"].toBool(), Patience);
        QTest::keyClick(table("nodes"), Qt::Key_D, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<QWidget>("drainPanel"), Patience);
        auto* list = m_console->find<QTreeWidget>("drainList");
        QTRY_VERIFY_WITH_TIMEOUT(list->topLevelItemCount() > 0, Patience);
        m_console->shootAll("drain");
        auto* dock = m_console->find<desktop::Dock>("dock");
        dock->closePanel(dock->panel("drain skiff-2"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_console->find<QWidget>("drainPanel"), Patience);
    }

    void severalObjectsAreDeletedAfterAQuestion()
    {
        for (const char* name : {"scrap-1", "scrap-2"})
            QVERIFY(m_server.create("/api/v1/namespaces/shop/configmaps", {{"metadata", QJsonObject{{"name", name}}}}));
        openPage("configmaps");
        QTRY_VERIFY_WITH_TIMEOUT(rowWith("configmaps", "scrap-1") >= 0 && rowWith("configmaps", "scrap-2") >= 0, Patience);
        choose(*table("configmaps"), rowWith("configmaps", "scrap-1"));
        table("configmaps")->selectionModel()->select(table("configmaps")->model()->index(rowWith("configmaps", "scrap-2"), 0),
                                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QTest::keyClick(table("configmaps"), Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        m_console->shootTop("delete-dialog");
        dialog()->findChild<QPushButton*>("confirm")->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::Banner>("noticeStrip"), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_console->find<widgets::Banner>("noticeStrip")->text(), QStringLiteral("2 objects are being deleted."), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(rowWith("configmaps", "scrap-1") < 0 && rowWith("configmaps", "scrap-2") < 0, Patience);
        QTest::keyClick(table("configmaps"), Qt::Key_Escape);
    }

    void theOverviewSaysWhatIsWrongAndLeadsThere()
    {
        openPage("overview");
        QTRY_VERIFY(m_console->find<QWidget>("overviewPage"));
        const auto rowAbout = [this](const QString& words) -> QAbstractButton* {
            for (auto* row : m_console->window().findChildren<QAbstractButton*>("overviewRow"))
                if (row->isVisible() && row->text().contains(words))
                    return row;
            return nullptr;
        };
        QTRY_VERIFY(rowAbout("payments-6f7d8c9b5-x2lqp"));
        QVERIFY(rowAbout("payments-6f7d8c9b5-x2lqp")->text().contains("keeps crashing"));
        QVERIFY(rowAbout("cannot be pulled"));
        m_console->shootAll("overview");
        rowAbout("payments-6f7d8c9b5-x2lqp")->click();
        QTRY_VERIFY(m_console->find<QWidget>("objectPage"));
        QTest::keyClick(m_console->find<QWidget>("objectPage"), Qt::Key_Escape);
        QTRY_VERIFY(m_console->find<QWidget>("overviewPage"));
        openPage("configmaps");
        QTRY_VERIFY(table("configmaps"));
    }

    void theSheetShowsTheKeys()
    {
        m_console->window().activateWindow(); // there is no window manager to do it
        QTRY_VERIFY(m_console->window().isActiveWindow());
        table("configmaps")->setFocus();
        QTest::keyClick(table("configmaps"), Qt::Key_Question, Qt::ShiftModifier);
        auto* sheet = m_console->window().findChild<QDialog*>("shortcutSheet");
        QVERIFY(sheet);
        m_console->shootTop("shortcuts");
        sheet->reject();
        m_console->window().activateWindow(); // there is no window manager to do it
        QTRY_VERIFY(m_console->window().isActiveWindow());
    }

    void thePaletteRunsACommand()
    {
        m_console->window().activateWindow();
        QTRY_VERIFY(m_console->window().isActiveWindow());
        QTest::keyClick(&m_console->window(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = m_console->window().findChild<widgets::CommandPalette*>();
        QVERIFY(palette);
        auto* search = palette->findChild<QLineEdit*>("paletteSearch");
        m_console->shootTop("palette");
        QTest::keyClicks(search, "go nod");
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(table("nodes"));
    }

    void aKubeconfigRunsNothingUnasked()
    {
        // The same server by a context whose credentials a program gives, as a stranger's kubeconfig could.
        QTemporaryDir folder;
        const session::Identity known = m_server.identity();
        const QJsonObject status{{"clientCertificateData", QString::fromUtf8(known.certificate)}, {"clientKeyData", QString::fromUtf8(known.key)},
                                 {"token", QString::fromUtf8(known.token)}};
        const auto write = [&folder](const QString& name, const QByteArray& text) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        QVERIFY(write("ca", known.authority));
        QVERIFY(write("credentials", QJsonDocument(QJsonObject{{"apiVersion", "client.authentication.k8s.io/v1"}, {"kind", "ExecCredential"}, {"status", status}}).toJson()));
        QVERIFY(write("config", QStringLiteral("clusters:\n- name: c\n  cluster: {server: '%1', certificate-authority: ca}\n"
                                               "users:\n- name: u\n  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, "
                                               "args: [-c, 'touch %2/ran; cat %2/credentials']}}\n"
                                               "contexts:\n- name: stranger\n  context: {cluster: c, user: u}\n")
                                    .arg(known.server.toString(), folder.path()).toUtf8()));
        const QByteArray before = qgetenv("KUBECONFIG");
        qputenv("KUBECONFIG", folder.filePath("config").toUtf8());
        const auto connectToIt = [this] {
            m_console->find<QToolButton>("addCluster")->click();
            QMenu* menu = nullptr;
            QTRY_VERIFY((menu = m_console->find<QMenu>("contextMenu")));
            menu->actions().constFirst()->trigger();
            menu->close();
        };
        connectToIt();
        QTRY_VERIFY(dialog());
        QVERIFY(dialog()->findChild<QPlainTextEdit*>("contextDetails")->toPlainText().contains("touch " + folder.path() + "/ran"));
        m_console->shootTop("plugin-question");
        dialog()->reject();
        QTRY_VERIFY(!dialog());
        QVERIFY(!QFile::exists(folder.filePath("ran")));
        connectToIt();
        QTRY_VERIFY(dialog());
        dialog()->findChild<QPushButton*>("confirm")->click();
        QTRY_VERIFY(m_console->window().windowTitle().startsWith("stranger"));
        QVERIFY(QFile::exists(folder.filePath("ran")));
        QTRY_COMPARE(m_console->find<QLabel>("connectionStatus")->text(), QStringLiteral("stranger · Connected"));
        // Both stay connected; the keyboard goes from one to the other.
        m_console->window().activateWindow();
        QTRY_VERIFY(m_console->window().isActiveWindow());
        m_console->shootAll("two-clusters");
        QTest::keyClick(&m_console->window(), Qt::Key_PageDown, Qt::ControlModifier);
        QTRY_VERIFY(!m_console->window().windowTitle().startsWith("stranger"));
        qputenv("KUBECONFIG", before);
    }

    void aLostConnectionIsSaidAndComesBackByItself()
    {
        openPage("namespaces");
        QTRY_VERIFY(rowWith("namespaces", "shop") >= 0);
        m_server.stop();
        QTRY_VERIFY(m_console->find<widgets::Banner>("connectionBanner"));
        QVERIFY(m_console->find<QLabel>("connectionStatus")->text().contains("Reconnecting"));
        m_console->shootAll("connection-lost");
        QVERIFY(m_server.start());
        QVERIFY(m_server.create("/api/v1/namespaces", {{"metadata", QJsonObject{{"name", "after"}}}}));
        QTRY_VERIFY_WITH_TIMEOUT(rowWith("namespaces", "after") >= 0, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_console->find<widgets::Banner>("connectionBanner"), Patience);
    }

    void aNetworkThatSwallowsEverythingIsNoticed()
    {
        openPage("namespaces");
        m_server.freeze(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<widgets::Banner>("connectionBanner"), 60'000);
        QVERIFY(rowWith("namespaces", "shop") >= 0); // what was known stays in sight
        m_server.freeze(false);
        QTRY_VERIFY_WITH_TIMEOUT(!m_console->find<widgets::Banner>("connectionBanner"), 60'000);
        QVERIFY(m_server.create("/api/v1/namespaces", {{"metadata", QJsonObject{{"name", "thawed"}}}}));
        QTRY_VERIFY_WITH_TIMEOUT(rowWith("namespaces", "thawed") >= 0, 30'000);
    }

private:
    /// Events of the pod that the tests look at; the later reason is the newer.
    bool createEvent(const QString& uid, const QString& reason)
    {
        const bool warning = reason == "BackOff";
        const QJsonObject pod{{"apiVersion", "v1"}, {"kind", "Pod"}, {"namespace", "shop"}, {"name", "payments-6f7d8c9b5-x2lqp"}, {"uid", uid}};
        const QString at = QDateTime::currentDateTimeUtc().addSecs(warning ? -20 : -95).toString(Qt::ISODate);
        return m_server.create("/api/v1/namespaces/shop/events",
                               {{"metadata", QJsonObject{{"name", "payments." + reason.toLower()}}},
                                {"involvedObject", pod},
                                {"type", warning ? "Warning" : "Normal"},
                                {"reason", reason},
                                {"message", warning ? "Back-off restarting failed container app"
                                                    : "Container image already present on machine"},
                                {"firstTimestamp", at},
                                {"lastTimestamp", at}});
    }

    QDialog* dialog() { return m_console->window().findChild<QDialog*>("actionDialog"); }

    widgets::TableView* table(const QString& id) { return m_console->find<widgets::TableView>(id + "Table"); }

    void openPage(const QString& id)
    {
        auto* navigation = m_console->find<QListWidget>("navigation");
        for (int row = 0; row < navigation->count(); ++row)
            if (navigation->item(row)->data(Qt::UserRole) == id)
                navigation->setCurrentRow(row);
    }

    /// The row that has such a cell, or -1.
    int rowWith(const QString& id, const QString& text)
    {
        const QAbstractItemModel* model = table(id) ? table(id)->model() : nullptr;
        for (int row = 0; model && row < model->rowCount(); ++row)
            for (int column = 0; column < model->columnCount(); ++column)
                if (model->index(row, column).data().toString() == text)
                    return row;
        return -1;
    }

    void select(const QString& id, const QString& name)
    {
        openPage(id);
        QTRY_VERIFY(rowWith(id, name) >= 0);
        choose(*table(id), rowWith(id, name));
        QTRY_VERIFY(m_console->find<QTabWidget>("inspectorTabs"));
    }

    ApiServer m_server;
    std::unique_ptr<Console> m_console;
};

SKIFF_REGISTER_TEST(WindowTest);
#include "window_test.moc"
