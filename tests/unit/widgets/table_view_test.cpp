#include "widgets/table_view.h"

#include "tests/support/register_test.h"

#include <QHeaderView>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace skiff::widgets;

class TableViewTest final : public QObject
{
    Q_OBJECT

    static void fill(QStandardItemModel& model, int rows)
    {
        model.setHorizontalHeaderLabels({"Name", "Status", "Message"});
        for (int row = 0; row < rows; ++row)
            model.appendRow({new QStandardItem(QStringLiteral("pod-%1").arg(row)), new QStandardItem("Running"),
                             new QStandardItem(QString(300, QLatin1Char('m')))});
    }

private slots:
    void columnsShareTheWidthThereIs()
    {
        QStandardItemModel model;
        fill(model, 3);
        TableView view;
        view.setModel(&model);
        view.resize(900, 300);
        view.show();
        view.fitColumns();
        QVERIFY(view.horizontalHeader()->length() <= view.viewport()->width());
        QVERIFY(view.columnWidth(2) > view.columnWidth(0));
        view.resize(500, 300);
        QVERIFY(view.horizontalHeader()->length() <= view.viewport()->width());
    }

    void sentencesAreCutLast()
    {
        QStandardItemModel model;
        model.appendRow({new QStandardItem(QString(30, QLatin1Char('n'))),
                         new QStandardItem(QString(30, QLatin1Char('t'))),
                         new QStandardItem("Port 8080 is used by another program; port 8081 is free.")});
        TableView view;
        view.setSentences(2);
        view.setModel(&model);
        view.resize(640, 300);
        view.show();
        view.fitColumns();
        QVERIFY(view.columnWidth(2) >= view.sizeHintForIndex(model.index(0, 2)).width());
        QVERIFY(view.columnWidth(0) < view.sizeHintForIndex(model.index(0, 0)).width());
        QVERIFY(view.horizontalHeader()->length() <= view.viewport()->width());
    }

    void whatBecomesLongerGetsRoom()
    {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({"Name", "Status", "Roles"});
        model.appendRow({new QStandardItem("node"), new QStandardItem("Ready"), new QStandardItem("-")});
        TableView view;
        view.setModel(&model);
        view.resize(900, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.fitColumns();
        const int before = view.columnWidth(1);
        const auto say = [&model](const char* status) {
            {
                const QSignalBlocker quiet(&model);
                model.item(0, 1)->setText(QString::fromLatin1(status));
            }
            emit model.dataChanged(model.index(0, 1), model.index(0, 1)); // as a live table does: no roles
        };
        say("Ready,SchedulingDisabled,AndMoreWordsThanTheColumnHadRoomFor");
        QTRY_VERIFY(view.columnWidth(1) >= view.sizeHintForIndex(model.index(0, 1)).width());
        const int wide = view.columnWidth(1);
        QVERIFY(wide > before);
        say("Ready"); // and nothing becomes narrower
        say("Ready,SchedulingDisabled,AndMoreWordsThanTheColumnHadRoomForOnceMore");
        QTRY_VERIFY(view.columnWidth(1) > wide);
    }

    void theKeyboardsArrivalChoosesNothing()
    {
        QStandardItemModel model;
        fill(model, 3);
        TableView view;
        view.setModel(&model);
        view.show();
        QSignalSpy selected(&view, &TableView::rowSelected);
        view.setFocus(Qt::TabFocusReason);
        QVERIFY(!view.currentIndex().isValid());
        QCOMPARE(selected.size(), 0);
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(selected.size(), 1);
    }

    void aRowThatGoesDoesNotChooseItsNeighbour()
    {
        QStandardItemModel model;
        fill(model, 3);
        TableView view;
        view.setModel(&model);
        view.selectRow(1);
        QSignalSpy selected(&view, &TableView::rowSelected);
        model.removeRow(1);
        QCOMPARE(selected.size(), 0);
        QVERIFY(!view.currentIndex().isValid());
        view.selectRow(0);
        model.removeRow(1);
        QCOMPARE(view.currentIndex().row(), 0);
    }

    void enterOpensTheRow()
    {
        QStandardItemModel model;
        fill(model, 2);
        TableView view;
        view.setModel(&model);
        view.selectRow(1);
        QSignalSpy activated(&view, &TableView::rowActivated);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
    }
};

SKIFF_REGISTER_TEST(TableViewTest);
#include "table_view_test.moc"
