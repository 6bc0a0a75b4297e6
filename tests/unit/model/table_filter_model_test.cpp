#include "app/model/table_filter_model.h"

#include "app/model/natural_order.h"
#include "app/model/resource_table_model.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/sample_table.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace skiff;
using namespace skiff::model;
using namespace skiff::test;

class TableFilterModelTest final : public QObject
{
    Q_OBJECT

    FakeClock m_clock;
    ResourceTableModel m_table{QStringLiteral("Pod"), true, m_clock};
    TableFilterModel m_filter;

    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < m_filter.rowCount(); ++row)
            names << m_filter.index(row, 1).data().toString();
        return names;
    }

private slots:
    void initTestCase()
    {
        m_filter.setTable(m_table);
        m_table.load(podTable({podRow("1", "web-10", "Running", "shop"), podRow("2", "web-9", "Failed", "shop"),
                               podRow("3", "Db-1", "Running", "shop"), podRow("4", "web-1", "Running", "lab")}));
    }

    void init()
    {
        m_filter.setFilterText({});
        m_filter.sort(0, Qt::AscendingOrder);
    }

    void findsEveryWordInAnyColumn()
    {
        m_filter.setFilterText("SHOP run");
        QCOMPARE(names(), (QStringList{"Db-1", "web-10"}));
    }

    void leavesOutWordsWithAMinus()
    {
        m_filter.setFilterText("web -failed -lab");
        QCOMPARE(names(), QStringList{"web-10"});
        m_filter.setFilterText("-");
        QCOMPARE(names().size(), 4);
    }

    void sortsNumbersInNamesByValue()
    {
        m_filter.sort(1, Qt::AscendingOrder);
        QCOMPARE(names(), (QStringList{"Db-1", "web-1", "web-9", "web-10"}));
    }

    void rowsThatAreAlikeAreInTheOrderOfTheirNames()
    {
        QCOMPARE(names(), (QStringList{"web-1", "Db-1", "web-9", "web-10"}));
    }

    void keepsTheRulesWhileTheTableChanges()
    {
        const QAbstractItemModelTester tester(&m_filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_filter.setFilterText("running");
        m_table.apply({{podRow("2", "web-9", "Running", "shop"), podRow("5", "new", "Running")}, {"3"}});
        QCOMPARE(names(), (QStringList{"new", "web-1", "web-9", "web-10"}));
    }

    void comparesAsPeopleDo_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<int>("order");
        QTest::newRow("numbers") << "node-9"
                                 << "node-10" << -1;
        QTest::newRow("zeros") << "a007"
                               << "a7" << 0;
        QTest::newRow("case") << "Web"
                              << "web" << 0;
        QTest::newRow("prefix") << "web"
                                << "web-1" << -1;
        QTest::newRow("letters") << "b1"
                                 << "a2" << 1;
        QTest::newRow("long numbers") << "x99999999999999999999"
                                      << "x100000000000000000000" << -1;
        QTest::newRow("empty") << ""
                               << "" << 0;
    }

    void comparesAsPeopleDo()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(int, order);
        QCOMPARE(naturalCompare(a, b), order);
        QCOMPARE(naturalCompare(b, a), -order);
    }
};

SKIFF_REGISTER_TEST(TableFilterModelTest);
#include "table_filter_model_test.moc"
