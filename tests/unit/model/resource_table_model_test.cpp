#include "app/model/resource_table_model.h"

#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/sample_table.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace skiff;
using namespace skiff::model;
using namespace skiff::test;
using namespace std::chrono_literals;

class ResourceTableModelTest final : public QObject
{
    Q_OBJECT

    FakeClock m_clock;

    qint64 nowMsecs() const { return m_clock.now().time_since_epoch() / 1ms; }
    static QString text(const ResourceTableModel& model, int row, int column) { return model.index(row, column).data().toString(); }

private slots:
    void decodesATable()
    {
        const auto table = decodeTable(R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"42"},
            "columnDefinitions":[{"name":"Name","type":"string","format":"name","priority":0},{"name":"IP","type":"string","priority":1}],
            "rows":[{"cells":["web",null],"object":{"metadata":{"name":"web","namespace":"shop","uid":"u1","creationTimestamp":"2023-11-14T22:13:20Z"}}},
                    {"cells":["n",3]}]})");
        QVERIFY(table.ok());
        QCOMPARE(table->resourceVersion, QStringLiteral("42"));
        QCOMPARE(table->columns[1].priority, 1);
        QCOMPARE(table->rows[0].createdMsecs, 1'700'000'000'000);
        QCOMPARE(table->rows[0].nameSpace, QStringLiteral("shop"));
        QCOMPARE(table->rows[1].cells[1].toLongLong(), 3);
        QVERIFY(!decodeTable(R"({"kind":"Status","message":"no"})").ok());
        QVERIFY(!decodeTable("nothing").ok());
    }

    void keepsTheRulesOfItemModels()
    {
        ResourceTableModel model(QStringLiteral("Pod"), true, m_clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.load(podTable({podRow("a", "a", "Running"), podRow("b", "b", "Running"), podRow("c", "c", "Running")}));
        model.apply({{podRow("d", "d", "Pending"), podRow("b", "b", "Failed")}, {"a", "c"}});
        model.load(podTable({podRow("e", "e", "Running"), podRow("b", "b", "Running")}));
        QCOMPARE(model.rowCount(), 2);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void rowsThatStayKeepTheirPlaceInANewList()
    {
        ResourceTableModel model(QStringLiteral("Pod"), true, m_clock);
        model.load(podTable({podRow("a", "a", "Running"), podRow("b", "b", "Running")}));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.load(podTable({podRow("b", "b", "Failed"), podRow("c", "c", "Running")}));
        QCOMPARE(resets.size(), 0);
        QCOMPARE(model.rowOf("b"), 0);
        QCOMPARE(model.rowOf("a"), -1);
        QCOMPARE(text(model, 0, 3), QStringLiteral("Failed"));
    }

    void aChangeTellsOnlyTheCellsThatChanged()
    {
        ResourceTableModel model(QStringLiteral("Pod"), true, m_clock);
        model.load(podTable({podRow("a", "a", "Pending")}));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.apply({{podRow("a", "a", "Pending")}, {}});
        QCOMPARE(changes.size(), 0);
        model.apply({{podRow("a", "a", "Running")}, {}});
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][0].toModelIndex().column(), 3);
        QCOMPARE(changes[0][1].toModelIndex().column(), 3);
        QCOMPARE(model.index(0, 3).data(ResourceTableModel::ChangedRole).toLongLong(), 0);
        QCOMPARE(model.index(0, 1).data(ResourceTableModel::ChangedRole).toLongLong(), -1);
        m_clock.advance(400ms);
        QCOMPARE(model.index(0, 3).data(ResourceTableModel::ChangedRole).toLongLong(), 400);
    }

    void agesGrowWithTheClock()
    {
        ResourceTableModel model(QStringLiteral("Pod"), true, m_clock);
        model.load(podTable({podRow("a", "a", "Running", "default", nowMsecs() - 5'000)}));
        QCOMPARE(text(model, 0, 5), QStringLiteral("5s"));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        m_clock.advance(60s);
        model.tick();
        QCOMPARE(text(model, 0, 5), QStringLiteral("65s"));
        QCOMPARE(changes[0][2].value<QList<int>>(), QList<int>{Qt::DisplayRole});
    }

    void agesThatAServerPrintsTickAndSortToo()
    {
        ResourceTableModel model(QStringLiteral("Event"), false, m_clock);
        Table table;
        table.columns = {{"Last Seen", "string", 0}, {"Reason", "string", 0}};
        table.rows = {{.uid = "1", .name = "old", .cells = {QStringLiteral("5m10s"), QStringLiteral("Pulled")}},
                      {.uid = "2", .name = "new", .cells = {QStringLiteral("9s"), QStringLiteral("Failed")}}};
        model.load(table);
        QVERIFY(model.index(0, 0).data(ResourceTableModel::SortRole).toLongLong() >
                model.index(1, 0).data(ResourceTableModel::SortRole).toLongLong());
        m_clock.advance(50s);
        QCOMPARE(text(model, 0, 0), QStringLiteral("6m"));
        QCOMPARE(text(model, 1, 0), QStringLiteral("59s"));
        // The server's word for the same time is no change; another time is.
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        table.rows[1].cells[0] = QStringLiteral("59s");
        model.apply({{table.rows[1]}, {}});
        QCOMPARE(changes.size(), 0);
        table.rows[1].cells[0] = QStringLiteral("1s");
        model.apply({{table.rows[1]}, {}});
        QCOMPARE(changes.size(), 1);
        QCOMPARE(text(model, 1, 0), QStringLiteral("1s"));
    }

    void theLastStateOfAnObjectInABatchWins()
    {
        ResourceTableModel model(QStringLiteral("Pod"), true, m_clock);
        model.load(podTable({}));
        model.apply({{podRow("a", "a", "Pending"), podRow("a", "a", "Running")}, {}});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(text(model, 0, 3), QStringLiteral("Running"));
    }

    void saysWhereTheNameIsAndWhichWayNumbersLean()
    {
        ResourceTableModel model(QStringLiteral("Pod"), true, m_clock);
        model.load(podTable({podRow("a", "a", "Running")}));
        QCOMPARE(model.columnName(0), QStringLiteral("Namespace"));
        QCOMPARE(model.columnNamed("Name"), 1);
        QVERIFY(model.index(0, 1).data(ResourceTableModel::StrongRole).toBool());
        QVERIFY(!model.index(0, 0).data(ResourceTableModel::StrongRole).toBool());
        QVERIFY(model.headerData(4, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
        QCOMPARE(model.index(0, 4).data(Qt::TextAlignmentRole), model.headerData(4, Qt::Horizontal, Qt::TextAlignmentRole));
    }
};

SKIFF_REGISTER_TEST(ResourceTableModelTest);
#include "resource_table_model_test.moc"
