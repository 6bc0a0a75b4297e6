#include "tests/gui/panel_driver.h"
#include "tests/support/register_test.h"

#include "app/model/resource_table_model.h"
#include "widgets/banner.h"
#include "widgets/command_palette.h"
#include "widgets/table_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeWidget>

using namespace skiff;
using namespace skiff::test;

constexpr int Patience = 30'000; // milliseconds, on a busy machine

/// What is done with objects in the real window, on a real cluster with real containers; by the keyboard alone.
/// Needs root.
class ActionsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const auto why = RealCluster::missing())
            QSKIP(qPrintable(*why));
        m_driver = std::make_unique<PanelDriver>(QStringLiteral("gui-actions"));
        QVERIFY(m_driver->begin());
        QFile objects(QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/actions.yaml"));
        QVERIFY(objects.open(QIODevice::ReadOnly));
        QVERIFY(cluster().apply(objects.readAll()));
        for (const char* deployment : {"deployment/web", "deployment/guarded"})
            QVERIFY(cluster().waitFor(QLatin1String(deployment)));
    }

    void cleanupTestCase() { m_driver.reset(); }

    /// What a test that failed has left open does not stand in the next one's way.
    void cleanup()
    {
        if (QWidget* popup = QApplication::activePopupWidget())
            popup->close();
        if (m_driver && dialog())
            dialog()->reject();
    }

    void aWorkloadIsScaledAndBack()
    {
        goTo("deployments", "web");
        shootDialog("actions-scale", Qt::Key_S);
        key(Qt::Key_S, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        activate();
        keys("3"); // the number is selected already
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->notice().contains("from 2 to 3"), Patience);
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(becomes([&] { return field("deployment/web", "{.spec.replicas}") == QStringLiteral("2"); }));
        QTRY_COMPARE_WITH_TIMEOUT(cell("deployments", "web", 2), QStringLiteral("2/2"), Patience);
    }

    void aNewImageIsRolledBackWithItsDifference()
    {
        goTo("deployments", "web");
        key(Qt::Key_I);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        activate();
        auto* image = dialog()->findChild<QLineEdit*>("image");
        QCOMPARE(image->text(), QStringLiteral("skiff.local/web:1.0"));
        image->selectAll();
        keys("127.0.0.1:9/shop/web:2.0");
        key(Qt::Key_Return);
        QVERIFY(becomes([&] {
            return field("deployment/web", "{.spec.template.spec.containers[0].image}") ==
                   QStringLiteral("127.0.0.1:9/shop/web:2.0");
        }));
        // The new revision exists when its ReplicaSet does.
        QVERIFY(becomes([&] { return field("replicasets -l app=web", "{.items[*].metadata.name}").contains(' '); }));
        goTo("deployments", "web");
        shootDialog("actions-rollback", Qt::Key_R);
        key(Qt::Key_R, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        activate();
        const QString difference = dialog()->findChild<QPlainTextEdit*>("revisionDifference")->toPlainText();
        QVERIFY2(difference.contains("-     image: 127.0.0.1:9/shop/web:2.0") ||
                     difference.contains("image: 127.0.0.1:9/shop/web:2.0"),
                 qPrintable(difference));
        key(Qt::Key_Return);
        QVERIFY(becomes([&] {
            return field("deployment/web", "{.spec.template.spec.containers[0].image}") ==
                   QStringLiteral("skiff.local/web:1.0");
        }));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->notice().contains("goes back to revision 1"), Patience);
        QVERIFY(cluster().waitFor("deployment/web"));
    }

    void aRestartAsksAndReplacesThePods()
    {
        const QString before = field("pods -l app=web", "{.items[*].metadata.uid}");
        goTo("deployments", "web");
        key(Qt::Key_R);
        QTRY_VERIFY_WITH_TIMEOUT(box(), Patience);
        QVERIFY(box()->text().contains("Restart Deployment default/web?"));
        console().shootTop("actions-restart");
        box()->findChild<QPushButton*>("confirm")->setFocus();
        activate();
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->notice().contains("restarts"), Patience);
        QVERIFY(becomes([&] {
            const QStringList now = field("pods -l app=web", "{.items[*].metadata.uid}").split(' ');
            return now.size() == 2 &&
                   std::none_of(now.begin(), now.end(), [&](const QString& uid) { return before.contains(uid); });
        }));
    }

    void theOverviewSaysWhatIsWrongAndWhy()
    {
        paletteRuns("overview");
        QTRY_VERIFY_WITH_TIMEOUT(console().find<QWidget>("overviewPage"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(overviewLine("no-image").contains("cannot be pulled"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(overviewLine("crashing").contains("container app ended with code 3"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(overviewLine("greedy").contains("No node takes it"), Patience);
        QVERIFY2(overviewLine("greedy").contains("cpu"), qPrintable(overviewLine("greedy")));
        console().shootAll("actions-overview");
        // By the keyboard from line to line, into one and back.
        QTRY_VERIFY(qobject_cast<QAbstractButton*>(QApplication::focusWidget()));
        for (int i = 0; i < 30 && !QApplication::focusWidget()->accessibleName().startsWith("Pod default/crashing:");
             ++i)
            key(Qt::Key_Down);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(console().find<QWidget>("objectPage"), Patience);
        QCOMPARE(console().find<QLabel>("pageTitle")->text(), QStringLiteral("crashing"));
        key(Qt::Key_Escape);
        QTRY_VERIFY(console().find<QWidget>("overviewPage"));
    }

    void aNodeIsCordonedAndTheUndoTakesItBack()
    {
        goTo("nodes", node());
        key(Qt::Key_C, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->notice().contains("is cordoned"), Patience);
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!cell("nodes", node(), 1).contains("SchedulingDisabled"), Patience);
    }

    void thePaletteFindsEverything()
    {
        goTo("deployments", "web");
        for (const auto& [typed, found] :
             {std::pair("configmaps", "Go to ConfigMaps"), std::pair("kube-system", "Show only namespace kube-system"),
              std::pair("scale", "Scale… · web"), std::pair("crashing", "crashing"),
              std::pair("kube-root-ca", "kube-root-ca.crt"), std::pair("switch", "Switch to gui-actions"),
              std::pair("dark", "Switch between light and dark")}) {
            key(Qt::Key_K, Qt::ControlModifier);
            auto* palette = console().window().findChild<widgets::CommandPalette*>();
            QVERIFY(palette);
            auto* list = palette->findChild<QListWidget*>("paletteList");
            QTest::keyClicks(palette->findChild<QLineEdit*>("paletteSearch"), typed);
            QTRY_VERIFY2_WITH_TIMEOUT(!list->findItems(QString::fromUtf8(found), Qt::MatchStartsWith).isEmpty(), found,
                                      Patience);
            QTest::keyClick(palette->findChild<QLineEdit*>("paletteSearch"), Qt::Key_Escape);
            QTRY_VERIFY(!console().window().findChild<widgets::CommandPalette*>());
        }
        console().shootAllTop("actions-palette", [this]() -> QWidget* {
            key(Qt::Key_K, Qt::ControlModifier);
            auto* palette = console().window().findChild<widgets::CommandPalette*>();
            QTest::keyClicks(palette->findChild<QLineEdit*>("paletteSearch"), "we");
            auto* list = palette->findChild<QListWidget*>("paletteList");
            (void)QTest::qWaitFor([list] { return !list->findItems("web", Qt::MatchExactly).isEmpty(); }, Patience);
            return palette;
        });
        paletteRuns("crashing"); // an object: its page
        QTRY_VERIFY_WITH_TIMEOUT(console().find<QWidget>("objectPage"), Patience);
        QCOMPARE(console().find<QLabel>("pageTitle")->text(), QStringLiteral("crashing"));
        key(Qt::Key_Escape);
        QTRY_VERIFY(table("deployments"));
    }

    void aDrainWaitsForTheBudgetAndSaysSo()
    {
        goTo("nodes", node());
        key(Qt::Key_D, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(console().find<QTreeWidget>("drainList"), Patience);
        auto* list = console().find<QTreeWidget>("drainList");
        QTRY_VERIFY_WITH_TIMEOUT(list->topLevelItemCount() >= 5, Patience);
        console().shootAll("actions-drain-plan");
        QVERIFY(field("node/" + node(), "{.spec.unschedulable}").isEmpty()); // nothing happens before the button
        console().find<QPushButton>("drainButton")->setFocus();
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(drainState("guarded").contains("refused for now"), Patience);
        QVERIFY(becomes([&] { return field("pods -l app=web", "{.items[*].spec.nodeName}").isEmpty(); }));
        console().shootAll("actions-drain");
        QVERIFY(cluster().kubectl({"delete", "pdb", "guarded"}));
        QTRY_VERIFY_WITH_TIMEOUT(console().find<QLabel>("drainWords")->text().contains("is drained"), Patience);
        QCOMPARE(field("node/" + node(), "{.spec.unschedulable}"), QStringLiteral("true"));
        QTRY_VERIFY_WITH_TIMEOUT(cell("nodes", node(), 1).contains("SchedulingDisabled"), Patience);
        m_driver->closePanels();
        goTo("nodes", node());
        key(Qt::Key_U);
        QVERIFY(cluster().waitFor("deployment/web"));
    }

    void aDeletionLeavesWhatItIsToldTo()
    {
        const QString replicaSet = field("replicasets -l app=guarded", "{.items[0].metadata.name}");
        goTo("deployments", "guarded");
        QCOMPARE(current("deployments"), QStringLiteral("guarded"));
        shootDialog("actions-delete", Qt::Key_D, Qt::ControlModifier);
        key(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        activate();
        dialog()->findChild<QComboBox*>("propagation")->setFocus();
        key(Qt::Key_End); // orphan
        dialog()->findChild<QPushButton*>("confirm")->setFocus();
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(rowOf("deployments", "guarded") < 0, Patience);
        QVERIFY(becomes([&] { return field("replicaset/" + replicaSet, "{.metadata.ownerReferences}").isEmpty(); }));
        QCOMPARE(field("replicaset/" + replicaSet, "{.metadata.name}"), replicaSet);
        // Enter alone deletes nothing; in the foreground the pods go first.
        goTo("replicasets", replicaSet);
        key(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        key(Qt::Key_Return);
        QTRY_VERIFY(!dialog());
        QCOMPARE(field("replicaset/" + replicaSet, "{.metadata.name}"), replicaSet);
        goTo("replicasets", replicaSet);
        key(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        activate();
        dialog()->findChild<QComboBox*>("propagation")->setFocus();
        key(Qt::Key_Home);
        key(Qt::Key_Down); // foreground
        dialog()->findChild<QPushButton*>("confirm")->setFocus();
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(rowOf("replicasets", replicaSet) < 0, Patience);
        QVERIFY(field("pods -l app=guarded", "{.items[*].metadata.name}").isEmpty());
    }

    void aCrashOfTheServerIsGotOver()
    {
        goTo("deployments", "web");
        QVERIFY(cluster().kill("skiffd server"));
        QVERIFY(becomes([&] { return cluster().kubectl({"scale", "deployment/web", "--replicas=1"}).has_value(); }));
        QTRY_COMPARE_WITH_TIMEOUT(cell("deployments", "web", 2), QStringLiteral("1/1"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!console().find<widgets::Banner>("connectionBanner"), Patience);
        goTo("deployments", "web");
        key(Qt::Key_S, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
        activate();
        key(Qt::Key_Escape);
        QTRY_VERIFY(!dialog());
    }

    void whatIsForbiddenIsNotOffered()
    {
        const auto token = cluster().kubectl({"create", "token", "visitor"});
        QVERIFY(token);
        QVERIFY(cluster().kubectl({"config", "set-credentials", "visitor", "--token=" + token->trimmed()}));
        QVERIFY(cluster().kubectl({"config", "set-context", "visitor", "--cluster=gui-actions", "--user=visitor"}));
        paletteRuns("switch to visitor");
        QTRY_VERIFY_WITH_TIMEOUT(console().window().windowTitle().startsWith("visitor"), Patience);
        goTo("deployments", "web");
        QTRY_VERIFY_WITH_TIMEOUT(refused(Qt::Key_S, Qt::ShiftModifier), Patience);
        QVERIFY(!dialog());
        console().shootAll("actions-forbidden");
        QTRY_VERIFY_WITH_TIMEOUT(refused(Qt::Key_D, Qt::ControlModifier), Patience);
        console().find<widgets::TableView>("deploymentsTable")->customContextMenuRequested({30, 10});
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = console().window().findChild<QMenu*>("actionMenu")));
        for (const char* action : {"scale", "restart", "rollback", "setImage", "delete"}) {
            QVERIFY2(!menu->findChild<QAction*>(action)->isEnabled(), action);
            QVERIFY2(menu->findChild<QAction*>(action)->toolTip().contains("does not allow"), action);
        }
        QVERIFY(menu->findChild<QAction*>("describe")->isEnabled());
        console().shootTop("actions-forbidden-menu");
        menu->close();
        QTRY_VERIFY(!console().window().findChild<QMenu*>("actionMenu"));
        // Nodes: seen, but neither cordoned nor drained nor deleted.
        goTo("nodes", node());
        for (const auto& [pressed, modifiers] :
             {std::pair(Qt::Key_C, Qt::ShiftModifier), std::pair(Qt::Key_U, Qt::KeyboardModifier(Qt::NoModifier)),
              std::pair(Qt::Key_D, Qt::ShiftModifier), std::pair(Qt::Key_D, Qt::ControlModifier)})
            QTRY_VERIFY_WITH_TIMEOUT(refused(pressed, modifiers), Patience);
        QVERIFY(!console().find<QWidget>("drainPanel"));
        QVERIFY(field("nodes", "{.items[0].spec.unschedulable}").isEmpty());
        table("nodes")->customContextMenuRequested({30, 10});
        QTRY_VERIFY((menu = console().window().findChild<QMenu*>("actionMenu")));
        for (const char* action : {"cordon", "drain", "delete"})
            if (const QAction* item = menu->findChild<QAction*>(action))
                QVERIFY2(!item->isEnabled(), action);
        QVERIFY(menu->findChild<QAction*>("drain"));
        menu->close();
        // Nor by the palette.
        key(Qt::Key_K, Qt::ControlModifier);
        auto* palette = console().window().findChild<widgets::CommandPalette*>();
        QVERIFY(palette);
        QTest::keyClicks(palette->findChild<QLineEdit*>("paletteSearch"), "drain");
        for (int row = 0; row < palette->findChild<QListWidget*>("paletteList")->count(); ++row)
            QVERIFY(!palette->findChild<QListWidget*>("paletteList")->item(row)->text().startsWith("Drain"));
        QTest::keyClick(palette->findChild<QLineEdit*>("paletteSearch"), Qt::Key_Escape);
    }

private:
    RealCluster& cluster() { return m_driver->cluster(); }
    Console& console() { return m_driver->console(); }
    QDialog* dialog() { return console().window().findChild<QDialog*>("actionDialog"); }
    QMessageBox* box() { return console().window().findChild<QMessageBox*>("messageBox"); }
    widgets::TableView* table(const QString& id) { return console().find<widgets::TableView>(id + "Table"); }

    /// What a window manager would do: the dialog that is open has the keyboard, else the window.
    void activate()
    {
        QWidget* top = QApplication::activeModalWidget() ? QApplication::activeModalWidget() : &console().window();
        top->activateWindow();
        (void)QTest::qWaitForWindowActive(top);
    }

    /// What has the keyboard in the dialog that is open, or else in the window.
    QWidget* focused()
    {
        activate();
        QWidget* top = QApplication::activeModalWidget() ? QApplication::activeModalWidget() : &console().window();
        return top->focusWidget() ? top->focusWidget() : top;
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(focused(), key, modifiers); }

    /// By the clock, since kubectl takes its time.
    bool becomes(const std::function<bool()>& state) { return QTest::qWaitFor(state, 2 * Patience); }

    /// The dialog that a key opens, in every language and theme.
    void shootDialog(const QString& name, Qt::Key pressed, Qt::KeyboardModifiers modifiers = Qt::ShiftModifier)
    {
        console().shootAllTop(name, [this, pressed, modifiers]() -> QWidget* {
            key(pressed, modifiers);
            (void)QTest::qWaitFor([this] { return dialog(); }, Patience);
            return dialog();
        });
    }

    void keys(const QString& text) { QTest::keyClicks(focused(), text); }

    /// Ctrl+K, some words, Enter.
    void paletteRuns(const QString& words)
    {
        key(Qt::Key_K, Qt::ControlModifier);
        auto* palette = console().window().findChild<widgets::CommandPalette*>();
        QVERIFY(palette);
        auto* search = palette->findChild<QLineEdit*>("paletteSearch");
        auto* list = palette->findChild<QListWidget*>("paletteList");
        QTest::keyClicks(search, words);
        const QString last = words.section(' ', -1);
        QTRY_VERIFY_WITH_TIMEOUT(list->currentItem() && list->currentItem()->text().contains(last, Qt::CaseInsensitive),
                                 Patience);
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(!console().window().findChild<widgets::CommandPalette*>());
    }

    /// To an object's row: to the kind by the palette, down until it is there.
    void goTo(const QString& page, const QString& name)
    {
        if (!table(page) || !table(page)->hasFocus())
            paletteRuns("go to " + page);
        QTRY_VERIFY_WITH_TIMEOUT(table(page) && rowOf(page, name) >= 0, Patience);
        activate();
        QVERIFY(table(page)->hasFocus());
        key(Qt::Key_G); // to the first
        for (int i = 0; i < 50 && current(page) != name; ++i)
            key(Qt::Key_Down);
        QCOMPARE(current(page), name);
    }

    QString current(const QString& page)
    {
        return table(page)->currentIndex().data(model::ResourceTableModel::NameRole).toString();
    }

    int rowOf(const QString& page, const QString& name)
    {
        const QAbstractItemModel* model = table(page) ? table(page)->model() : nullptr;
        for (int row = 0; model && row < model->rowCount(); ++row)
            if (model->index(row, 0).data(model::ResourceTableModel::NameRole).toString() == name)
                return row;
        return -1;
    }

    QString cell(const QString& page, const QString& name, int column)
    {
        const int row = rowOf(page, name);
        return row < 0 ? QString() : table(page)->model()->index(row, column).data().toString();
    }

    /// A field of an object as kubectl prints it: "deployment/web", "pods -l app=web".
    QString field(const QString& object, const QString& path)
    {
        const auto out =
            cluster().kubectl(QStringList{"get"} + object.split(' ') + QStringList{"-o", "jsonpath=" + path});
        return out ? QString::fromUtf8(*out).trimmed() : QStringLiteral("(kubectl failed)");
    }

    QString node()
    {
        if (m_node.isEmpty())
            m_node = field("nodes", "{.items[0].metadata.name}");
        return m_node;
    }

    QString overviewLine(const QString& name)
    {
        for (auto* row : console().window().findChildren<QAbstractButton*>("overviewRow"))
            if (row->isVisible() && row->text().startsWith("Pod default/" + name + ":"))
                return row->text();
        return {};
    }

    QString drainState(const QString& pod)
    {
        auto* list = console().find<QTreeWidget>("drainList");
        for (int i = 0; list && i < list->topLevelItemCount(); ++i)
            if (list->topLevelItem(i)->text(0).startsWith("default/" + pod))
                return list->topLevelItem(i)->text(1);
        return {};
    }

    /// Whether a key says that its action is not allowed. The first may come before the server has said so.
    bool refused(Qt::Key pressed, Qt::KeyboardModifiers modifiers)
    {
        if (dialog()) {
            dialog()->reject();
            return false;
        }
        key(pressed, modifiers);
        return m_driver->notice().contains("does not allow");
    }

    std::unique_ptr<PanelDriver> m_driver;
    QString m_node;
};

SKIFF_REGISTER_TEST(ActionsTest);
#include "actions_test.moc"
