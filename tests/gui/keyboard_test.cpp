#include "tests/gui/api_server.h"
#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "app/desktop/dock.h"
#include "app/model/resource_table_model.h"
#include "widgets/table_view.h"

#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

using namespace skiff;
using namespace skiff::test;

constexpr int Patience = 20'000; // milliseconds, on a busy machine
constexpr int MostSteps = 80;    // of Tab, around the window

/// Everything in the window is reached, named and left by the keyboard.
class KeyboardTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        QVERIFY(m_server.createSamples());
        m_console = std::make_unique<Console>(m_server.kubeconfig());
        QVERIFY(m_console->connectToFirstContext());
        QTRY_VERIFY_WITH_TIMEOUT(table() && table()->model()->rowCount() == 10, Patience);
    }

    void cleanupTestCase() { m_console.reset(); }

    void init() { activate(); }

    void tabGoesAroundTheWholeWindow()
    {
        table()->setFocus(Qt::TabFocusReason);
        const QStringList forth = walk(Qt::Key_Tab);
        for (const char* name : {"ownCluster", "contextCluster", "addCluster", "theme", "menu", "navigationSearch", "navigation",
                                 "podsFilter", "chooseColumns", "namespaceChooser", "openPalette", "podsTable"})
            QVERIFY2(forth.contains(QLatin1String(name)), qPrintable(QLatin1String(name) + " not in " + forth.join(' ')));
        QStringList back = walk(Qt::Key_Backtab);
        std::sort(back.begin(), back.end());
        QStringList sorted = forth;
        std::sort(sorted.begin(), sorted.end());
        QCOMPARE(back, sorted);
        // The head of a page is left to right, then the table.
        const auto at = [&forth](const char* name) { return forth.indexOf(QLatin1String(name)); };
        QVERIFY(at("podsFilter") < at("chooseColumns"));
        QVERIFY(at("chooseColumns") < at("namespaceChooser"));
    }

    void everythingHasAName_data()
    {
        QTest::addColumn<QString>("page");
        for (const char* page : {"overview", "pods", "nodes", "events"})
            QTest::newRow(page) << page;
    }

    void everythingHasAName()
    {
        QFETCH(QString, page);
        goTo(page);
        if (page == QLatin1String("pods"))
            select(QStringLiteral("prometheus-0"));
        QStringList nameless;
        for (QWidget* widget : m_console->window().findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy())
                continue;
            QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
            if (!accessible || accessible->text(QAccessible::Name).isEmpty())
                nameless.append(QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
    }

    void columnsAreChosenMovedAndSorted()
    {
        goTo("pods");
        key(Qt::Key_V);
        QTRY_VERIFY(columns());
        m_console->shootTop(QStringLiteral("columns-popup"));
        QCOMPARE(columns()->currentItem()->text(), QStringLiteral("Namespace  ↑"));
        const int wide = columnNamed(QStringLiteral("Node"));
        QVERIFY(wide >= 0 && table()->isColumnHidden(wide));
        goToColumn(QStringLiteral("Node"));
        QTest::keyClick(columns(), Qt::Key_Space);
        QVERIFY(!table()->isColumnHidden(wide));
        const int before = table()->horizontalHeader()->visualIndex(wide);
        QTest::keyClick(columns(), Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(columns(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(table()->horizontalHeader()->visualIndex(wide), before - 2);
        QTest::keyClick(columns(), Qt::Key_Return);
        QCOMPARE(table()->horizontalHeader()->sortIndicatorSection(), wide);
        QTest::keyClick(columns(), Qt::Key_Return);
        QCOMPARE(table()->horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
        QTest::keyClick(columns(), Qt::Key_Escape);
        QTRY_VERIFY(!columns());
        m_console->shootAllTop(QStringLiteral("columns"), [this]() -> QWidget* {
            activate();
            key(Qt::Key_V);
            (void)QTest::qWaitFor([this] { return columns() != nullptr; });
            return m_console->window().findChild<QWidget*>(QStringLiteral("columnPopup"));
        });
        // All but one can go; then a button puts back what the server would show.
        activate();
        key(Qt::Key_V);
        QTRY_VERIFY(columns());
        for (int row = 0; row < columns()->count(); ++row) {
            columns()->setCurrentRow(row);
            if (columns()->currentItem()->checkState() == Qt::Checked)
                QTest::keyClick(columns(), Qt::Key_Space);
        }
        QVERIFY(table()->firstColumn() >= 0);
        QCOMPARE(table()->firstColumn(), table()->lastColumn());
        for (int i = 0; i < 3 && QApplication::focusWidget()->objectName() != QLatin1String("resetColumns"); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTRY_VERIFY(!columns());
        QVERIFY(table()->isColumnHidden(wide));
        QVERIFY(!table()->isColumnHidden(columnNamed(QStringLiteral("Ready"))));
        table()->sortByColumn(0, Qt::AscendingOrder);
    }

    void theMenuOfARowOpensAndGoesByKeys()
    {
        goTo("pods");
        select(QStringLiteral("prometheus-0"));
        activate();
        const QPoint at = table()->visualRect(table()->currentIndex()).center();
        QContextMenuEvent event(QContextMenuEvent::Keyboard, at, table()->viewport()->mapToGlobal(at)); // Shift+F10
        QApplication::sendEvent(table()->viewport(), &event);
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = m_console->find<QMenu>(QStringLiteral("actionMenu"))));
        m_console->shootTop(QStringLiteral("menu-actions"));
        QTest::keyClick(menu, Qt::Key_Escape);
        QTRY_VERIFY(!m_console->find<QMenu>(QStringLiteral("actionMenu")));
        QVERIFY(table()->hasFocus());
    }

    void theMenuOfTheWindowOpensByKeys()
    {
        activate();
        auto* button = m_console->find<QWidget>(QStringLiteral("menu"));
        button->setFocus(Qt::TabFocusReason);
        QTest::keyClick(button, Qt::Key_Space);
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = m_console->find<QMenu>(QStringLiteral("windowMenu"))));
        m_console->shootTop(QStringLiteral("menu-window"));
        QTest::keyClick(menu, Qt::Key_Escape);
        QTRY_VERIFY(!m_console->find<QMenu>(QStringLiteral("windowMenu")));
    }

    void groupsOfTheNavigationFoldByKeys()
    {
        activate();
        auto* navigation = m_console->find<QListWidget>(QStringLiteral("navigation"));
        navigation->setFocus(Qt::TabFocusReason);
        goTo("pods");
        const auto shown = [navigation](const QString& page) {
            for (int row = 0; row < navigation->count(); ++row)
                if (navigation->item(row)->data(Qt::UserRole) == page)
                    return !navigation->item(row)->isHidden();
            return false;
        };
        navigation->setFocus(Qt::TabFocusReason);
        QVERIFY(shown("replicasets"));
        QTest::keyClick(navigation, Qt::Key_Left);
        QVERIFY(!shown("replicasets"));
        QVERIFY(shown("pods")); // the page that is open stays in sight
        QTest::keyClick(navigation, Qt::Key_Right);
        QVERIFY(shown("replicasets"));
        // A favourite by the menu's key.
        const QPoint at = navigation->visualItemRect(navigation->currentItem()).center();
        QContextMenuEvent event(QContextMenuEvent::Keyboard, at, navigation->viewport()->mapToGlobal(at));
        QApplication::sendEvent(navigation->viewport(), &event);
        QTRY_VERIFY(QApplication::activePopupWidget());
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Down);
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Return);
        QTRY_VERIFY(!navigation->findItems(QStringLiteral("Favourites"), Qt::MatchExactly).isEmpty());
    }

    void aPanelIsReachedAndLeft()
    {
        goTo("nodes");
        auto* nodes = m_console->find<widgets::TableView>(QStringLiteral("nodesTable"));
        choose(*nodes, 0);
        activate();
        QTest::keyClick(nodes, Qt::Key_D, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<QPushButton>(QStringLiteral("drainButton")), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->find<QPushButton>(QStringLiteral("drainButton"))->isEnabled(), Patience);
        activate();
        nodes->setFocus(Qt::TabFocusReason);
        const QStringList names = walk(Qt::Key_Tab);
        for (const char* name : {"drainButton", "drainList", "inspectorActions", "inspectorClose"})
            QVERIFY2(names.contains(QLatin1String(name)), qPrintable(QLatin1String(name) + " not in " + names.join(' ')));
        key(Qt::Key_QuoteLeft, Qt::ControlModifier);
        QVERIFY(m_console->find<QWidget>(QStringLiteral("drainPanel"))->isAncestorOf(m_console->window().focusWidget()));
        key(Qt::Key_QuoteLeft, Qt::ControlModifier);
        QVERIFY(nodes->hasFocus());
        auto* dock = m_console->find<desktop::Dock>(QStringLiteral("dock"));
        dock->closePanel(dock->currentWidget() ? qobject_cast<desktop::DockPanel*>(dock->currentWidget()) : nullptr);
        QTRY_VERIFY(!m_console->find<QWidget>(QStringLiteral("drainPanel")));
        key(Qt::Key_Escape);
    }

    void escapeGoesBackOneStepAtATime()
    {
        goTo("pods");
        select(QStringLiteral("prometheus-0"));
        QTest::keyClick(table(), Qt::Key_Return);
        QTRY_VERIFY(m_console->find<QWidget>(QStringLiteral("objectPage")));
        activate();
        key(Qt::Key_Escape);
        QTRY_VERIFY(table());
        QTRY_VERIFY(table()->hasFocus());
        QVERIFY(m_console->find<QTabWidget>(QStringLiteral("inspectorTabs")));
        key(Qt::Key_Escape);
        QTRY_VERIFY(!m_console->find<QTabWidget>(QStringLiteral("inspectorTabs")));
        QVERIFY(table()->hasFocus());
    }

private:
    widgets::TableView* table() { return m_console->find<widgets::TableView>(QStringLiteral("podsTable")); }
    QListWidget* columns() { return m_console->find<QListWidget>(QStringLiteral("columnList")); }

    /// What a window manager would do.
    void activate()
    {
        m_console->window().activateWindow();
        (void)QTest::qWaitForWindowActive(&m_console->window());
    }

    void key(Qt::Key pressed, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget* focused = m_console->window().focusWidget();
        QTest::keyClick(focused ? focused : &m_console->window(), pressed, modifiers);
    }

    /// To a page by the navigation, with the keyboard in its table where it has one.
    void goTo(const QString& page)
    {
        auto* navigation = m_console->find<QListWidget>(QStringLiteral("navigation"));
        for (int row = 0; row < navigation->count(); ++row)
            if (navigation->item(row)->data(Qt::UserRole) == page)
                navigation->setCurrentRow(row);
        if (auto* shown = m_console->find<widgets::TableView>(page + QStringLiteral("Table"))) {
            QTRY_VERIFY_WITH_TIMEOUT(shown->model()->rowCount() > 0, Patience);
            activate();
            shown->setFocus(Qt::ShortcutFocusReason);
        }
    }

    void select(const QString& name)
    {
        int row = -1;
        for (int i = 0; i < table()->model()->rowCount(); ++i)
            if (table()->model()->index(i, 0).data(model::ResourceTableModel::NameRole) == name)
                row = i;
        QVERIFY(row >= 0);
        choose(*table(), row);
        QTRY_VERIFY(m_console->find<QTabWidget>(QStringLiteral("inspectorTabs")));
    }

    /// Where Tab leads until it is where it began: names of widgets, or their classes.
    QStringList walk(Qt::Key pressed)
    {
        QStringList names;
        const QWidget* first = QApplication::focusWidget();
        for (int i = 0; i < MostSteps; ++i) {
            QWidget* now = QApplication::focusWidget();
            if (!now || !now->isVisible())
                return {};
            names.append(now->objectName().isEmpty() ? QLatin1String(now->metaObject()->className()) : now->objectName());
            QTest::keyClick(now, pressed);
            if (QApplication::focusWidget() == first)
                return names;
        }
        return {}; // trapped
    }

    int columnNamed(const QString& title)
    {
        for (int column = 0; column < table()->model()->columnCount(); ++column)
            if (table()->model()->headerData(column, Qt::Horizontal).toString() == title)
                return column;
        return -1;
    }

    void goToColumn(const QString& title)
    {
        QTest::keyClick(columns(), Qt::Key_Home);
        for (int i = 0; i < columns()->count() && columns()->currentItem()->text() != title; ++i)
            QTest::keyClick(columns(), Qt::Key_Down);
        QCOMPARE(columns()->currentItem()->text(), title);
    }

    ApiServer m_server;
    std::unique_ptr<Console> m_console;
};

SKIFF_REGISTER_TEST(KeyboardTest);
#include "keyboard_test.moc"
