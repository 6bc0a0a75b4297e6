#include "tests/gui/console.h"
#include "tests/support/many_pods/pod_server_process.h"
#include "tests/support/register_test.h"

#include "app/model/natural_order.h"
#include "app/model/resource_table_model.h"
#include "widgets/table_view.h"

#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScrollBar>
#include <QSet>
#include <QTest>

using namespace skiff;
using namespace skiff::test;

constexpr int Patience = 60'000; // milliseconds, on a busy machine
constexpr int Pods = 10'000;

/// The window with many pods and a storm of changes: whatever its user does and however watches end, the table comes to
/// exactly what the server has. And the columns a user chooses. The server is one of ours that has nothing but pods.
class ManyPodsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.start(Pods));
        m_console = std::make_unique<Console>(m_server.kubeconfig());
        QVERIFY(m_console->connectToFirstContext());
        open("pods");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), Pods, Patience);
    }

    void cleanupTestCase() { m_console.reset(); }

    void aStormEndsAsTheServerSays()
    {
        (void)m_server.get("/test/storm?rate=500");
        const QSet<QByteArray> before = shown();
        QTRY_VERIFY_WITH_TIMEOUT(shown() != before, Patience);
        use();
        (void)m_server.get("/test/storm?rate=0");
        QTRY_COMPARE_WITH_TIMEOUT(difference(), QByteArray(), Patience);
        QVERIFY(inOrder());
    }

    void watchesThatBreakOffMissNothing()
    {
        (void)m_server.get("/test/storm?rate=2000");
        use();
        (void)m_server.get("/test/drop");
        use();
        // More than the model takes in one turn has gathered, and then what the table knows is too old.
        (void)m_server.get("/test/drop");
        (void)m_server.get("/test/forget");
        use();
        (void)m_server.get("/test/storm?rate=0");
        QTRY_COMPARE_WITH_TIMEOUT(difference(), QByteArray(), Patience);
        QVERIFY(inOrder());
        QCOMPARE(rows(), Pods);
    }

    void theChosenRowsStayChosen()
    {
        const QModelIndex row = table().model()->index(70, 1);
        const QString uid = row.data(model::ResourceTableModel::UidRole).toString();
        choose(table(), 70);
        (void)m_server.get("/test/storm?rate=500");
        table().sortByColumn(column("Restarts"), Qt::DescendingOrder);
        (void)m_server.get("/test/storm?rate=0");
        QTRY_COMPARE_WITH_TIMEOUT(difference(), QByteArray(), Patience);
        // Unless its pod has gone meanwhile: then nothing is.
        const QModelIndex current = table().currentIndex();
        QVERIFY(!current.isValid() || current.data(model::ResourceTableModel::UidRole).toString() == uid);
        table().sortByColumn(0, Qt::AscendingOrder);
        m_console->shootAll("many-pods");
    }

    void columnsAreTheUsers()
    {
        QVERIFY(table().isColumnHidden(column("Node"))); // only wide tables have it unasked
        toggle("Node");
        toggle("Ready");
        QVERIFY(!table().isColumnHidden(column("Node")));
        QVERIFY(table().isColumnHidden(column("Ready")));
        drag(column("Status"), 60);
        const int wide = table().columnWidth(column("Status"));
        QHeaderView& header = *table().horizontalHeader();
        press(header, QEvent::MouseButtonPress);
        header.moveSection(header.visualIndex(column("Node")), 0);
        press(header, QEvent::MouseButtonRelease);
        m_console->shoot("columns-chosen");
        reconnectAnew();
        QVERIFY(!table().isColumnHidden(column("Node")));
        QVERIFY(table().isColumnHidden(column("Ready")));
        QCOMPARE(table().horizontalHeader()->visualIndex(column("Node")), 0);
        QCOMPARE(table().columnWidth(column("Status")), wide);
        trigger("Reset columns");
        QVERIFY(table().isColumnHidden(column("Node")));
        QVERIFY(!table().isColumnHidden(column("Ready")));
        QCOMPARE(table().horizontalHeader()->visualIndex(column("Node")), column("Node"));
    }

    void labelsBecomeColumns()
    {
        trigger("Add a column from a label…");
        auto* dialog = m_console->window().findChild<QInputDialog*>("labelColumnDialog");
        QVERIFY(dialog);
        dialog->setTextValue("app");
        dialog->accept();
        QTRY_VERIFY_WITH_TIMEOUT(column("app") >= 0 && rows() == Pods, Patience);
        QVERIFY(!table().isColumnHidden(column("app")));
        QCOMPARE(table().model()->index(0, column("app")).data().toString(), QStringLiteral("web"));
        toggle("app");
        reconnectAnew();
        QTRY_VERIFY(column("app") >= 0);
        QVERIFY(table().isColumnHidden(column("app")));
    }

private:
    widgets::TableView& table() { return *m_console->find<widgets::TableView>("podsTable"); }
    int rows() { return table().model()->rowCount(); }

    void open(const QString& id)
    {
        auto* navigation = m_console->find<QListWidget>("navigation");
        for (int row = 0; row < navigation->count(); ++row)
            if (navigation->item(row)->data(Qt::UserRole) == id)
                navigation->setCurrentRow(row);
    }

    /// What a user does meanwhile.
    void use()
    {
        auto* filter = m_console->find<QLineEdit>("podsFilter");
        for (const char* name : {"Status", "Name", "Restarts", "Namespace"}) {
            table().sortByColumn(column(name), Qt::DescendingOrder);
            table().verticalScrollBar()->setValue(table().verticalScrollBar()->maximum() / 2);
            filter->setText("web-7 running");
            QTest::qWait(120);
            filter->clear();
            table().sortByColumn(column(name), Qt::AscendingOrder);
            QTest::qWait(120);
        }
    }

    int column(const QString& title)
    {
        const QAbstractItemModel& model = *table().model();
        for (int column = 0; column < model.columnCount(); ++column)
            if (model.headerData(column, Qt::Horizontal).toString() == title)
                return column;
        return -1;
    }

    QSet<QByteArray> shown()
    {
        QSet<QByteArray> rows;
        const QAbstractItemModel& model = *table().model();
        const QList<int> columns{0, column("Name"), column("Status"), column("Restarts"), column("Node")};
        for (int row = 0; row < model.rowCount(); ++row) {
            QByteArrayList cells;
            for (const int column : columns)
                cells.append(model.index(row, column).data().toString().toUtf8());
            rows.insert(cells.join(' '));
        }
        return rows;
    }

    /// A row that only one side has; empty when both are alike.
    QByteArray difference()
    {
        const QByteArrayList lines = m_server.get("/test/state").trimmed().split('\n');
        const QSet<QByteArray> wanted(lines.begin(), lines.end());
        const QSet<QByteArray> here = shown();
        for (const QByteArray& row : here)
            if (!wanted.contains(row))
                return "too much: " + row;
        for (const QByteArray& row : wanted)
            if (!here.contains(row))
                return "missing: " + row;
        return rows() == int(wanted.size()) ? QByteArray() : QByteArray("a row twice");
    }

    /// By namespace, as the last use() has left it.
    bool inOrder()
    {
        const QAbstractItemModel& model = *table().model();
        for (int row = 1; row < model.rowCount(); ++row)
            for (const int column : {0, 1}) {
                const int order = model::naturalCompare(model.index(row - 1, column).data().toString(),
                                                        model.index(row, column).data().toString());
                if (order > 0)
                    return false;
                if (order < 0)
                    break;
            }
        return true;
    }

    QMenu* columnMenu()
    {
        QHeaderView* header = table().horizontalHeader();
        emit header->customContextMenuRequested(QPoint(10, 10));
        for (QMenu* menu : table().findChildren<QMenu*>("columnMenu"))
            if (menu->isVisible())
                return menu;
        return nullptr;
    }

    void trigger(const QString& words)
    {
        QMenu* menu = columnMenu();
        QVERIFY(menu);
        for (QAction* action : menu->actions())
            if (action->text() == words)
                action->trigger();
        menu->close();
    }
    void toggle(const QString& title) { trigger(title); }

    static void press(QHeaderView& header, QEvent::Type type)
    {
        if (type == QEvent::MouseButtonPress)
            QTest::mousePress(header.viewport(), Qt::LeftButton, {}, QPoint(20, 5));
        else
            QTest::mouseRelease(header.viewport(), Qt::LeftButton, {}, QPoint(20, 5));
        QCoreApplication::processEvents();
    }

    /// The right edge of a column, as with the mouse.
    void drag(int column, int by)
    {
        QHeaderView& header = *table().horizontalHeader();
        const int before = header.sectionSize(column);
        const QPoint edge(header.sectionViewportPosition(column) + before - 1, 5);
        QTest::mousePress(header.viewport(), Qt::LeftButton, {}, edge);
        QTest::mouseMove(header.viewport(), edge + QPoint(by, 0));
        QTest::mouseRelease(header.viewport(), Qt::LeftButton, {}, edge + QPoint(by, 0));
        QCoreApplication::processEvents();
        if (header.sectionSize(column) == before) { // a screen without a mouse: the section's size is what counts
            press(header, QEvent::MouseButtonPress);
            header.resizeSection(column, before + by);
            press(header, QEvent::MouseButtonRelease);
        }
        QCOMPARE(header.sectionSize(column), before + by);
    }

    /// Another console with the same settings, as the next day.
    void reconnectAnew()
    {
        m_console->restart();
        QVERIFY(m_console->connectToFirstContext());
        open("pods");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), Pods, Patience);
    }

    PodServerProcess m_server;
    std::unique_ptr<Console> m_console;
};

SKIFF_REGISTER_TEST(ManyPodsTest);
#include "many_pods_test.moc"
