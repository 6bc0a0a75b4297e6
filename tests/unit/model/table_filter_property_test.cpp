#include "app/model/natural_order.h"
#include "app/model/table_filter_model.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/sample_table.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace skiff::model;
using namespace skiff::test;

/// Whatever changes come in whatever order, a model that was kept up to date is the one made anew from the same rows.
class TableFilterPropertyTest final : public QObject
{
    Q_OBJECT

    static constexpr int Names = 60;

    QRandomGenerator m_random{4711};
    FakeClock m_clock;

    TableRow randomRow()
    {
        const int number = m_random.bounded(Names);
        const QStringList states{"Running", "Pending", "Failed", "CrashLoopBackOff"};
        TableRow row = podRow(QStringLiteral("uid-%1").arg(number), QStringLiteral("Web-%1").arg(number),
                              states[m_random.bounded(4)], QStringLiteral("team-%1").arg(number % 12));
        row.cells[3] = qlonglong(m_random.bounded(5));
        if (m_random.bounded(10) == 0)
            row.cells[3] = QStringLiteral("3 (5m ago)");
        return row;
    }

    TableChanges randomChanges()
    {
        TableChanges changes;
        for (int i = m_random.bounded(8); i > 0; --i)
            changes.removedUids.append(QStringLiteral("uid-%1").arg(m_random.bounded(Names)));
        for (int i = m_random.bounded(15); i > 0; --i)
            changes.upserted.push_back(randomRow());
        return changes;
    }

    static QStringList rows(const QAbstractItemModel& model)
    {
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            QString line = model.index(row, 0).data(ResourceTableModel::UidRole).toString();
            for (int column = 0; column < model.columnCount(); ++column)
                line += QLatin1Char('|') + model.index(row, column).data().toString();
            rows.append(line);
        }
        return rows;
    }

private slots:
    void aModelKeptUpToDateIsTheOneMadeAnew()
    {
        for (int run = 0; run < 20; ++run) {
            ResourceTableModel table(QStringLiteral("Pod"), true, m_clock);
            TableFilterModel filter;
            filter.setTable(table);
            const QAbstractItemModelTester tableRules(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
            const QAbstractItemModelTester filterRules(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
            table.load(podTable({}));
            int column = -1;
            auto order = Qt::AscendingOrder;
            for (int step = 0; step < 60; ++step) {
                if (m_random.bounded(6) == 0)
                    filter.sort(column = m_random.bounded(6),
                                order = m_random.bounded(2) ? Qt::AscendingOrder : Qt::DescendingOrder);
                if (m_random.bounded(6) == 0)
                    filter.setFilterText(QStringList{"", "running", "team-1 -failed", "-web-2"}[m_random.bounded(4)]);
                if (m_random.bounded(9) == 0)
                    filter.setNamespaces(QList<QStringList>{{}, {"team-1", "team-2", "team-3"}}[m_random.bounded(2)]);
                if (m_random.bounded(12) == 0) {
                    Table list = podTable({});
                    for (int i = 0; i < 20; ++i)
                        list.rows.push_back(randomRow());
                    table.load(std::move(list));
                } else {
                    table.apply(randomChanges());
                }
                Table now = podTable({});
                for (int row = 0; row < table.rowCount(); ++row) {
                    now.rows.push_back(table.item(row).content);
                    QCOMPARE(table.rowOf(table.item(row).content.uid), row);
                }
                ResourceTableModel freshTable(QStringLiteral("Pod"), true, m_clock);
                freshTable.load(std::move(now));
                TableFilterModel fresh;
                fresh.sort(column, order);
                fresh.setTable(freshTable);
                fresh.setFilterText(filter.filterText());
                fresh.setNamespaces(filter.namespaces());
                QCOMPARE(rows(filter), rows(fresh));
            }
        }
    }

    void whatIsHeldFollowsItsRow()
    {
        ResourceTableModel table(QStringLiteral("Pod"), true, m_clock);
        TableFilterModel filter;
        filter.setTable(table);
        Table list = podTable({});
        for (int i = 0; i < Names; ++i)
            list.rows.push_back(podRow(QStringLiteral("uid-%1").arg(i), QStringLiteral("Web-%1").arg(i), "Running"));
        table.load(std::move(list));
        filter.sort(3, Qt::AscendingOrder);
        QHash<QString, QPersistentModelIndex> held;
        QItemSelectionModel selection(&filter);
        for (int row = 0; row < filter.rowCount(); ++row) {
            held.insert(filter.index(row, 0).data(ResourceTableModel::UidRole).toString(), filter.index(row, 1));
            if (row % 3 == 0)
                selection.select(filter.index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        for (int step = 0; step < 50; ++step) {
            table.apply(randomChanges());
            for (auto it = held.begin(); it != held.end(); ++it)
                if (it.value().isValid())
                    QCOMPARE(it.value().data(ResourceTableModel::UidRole).toString(), it.key());
            for (const QModelIndex& row : selection.selectedRows())
                QVERIFY(held.value(row.data(ResourceTableModel::UidRole).toString()).isValid());
        }
    }

    void manyChangesAreFewSignals()
    {
        ResourceTableModel table(QStringLiteral("Pod"), true, m_clock);
        TableFilterModel filter;
        filter.setTable(table);
        Table list = podTable({});
        for (int i = 0; i < 3000; ++i)
            list.rows.push_back(podRow(QString::number(i), QStringLiteral("web-%1").arg(i), "Running"));
        table.load(std::move(list));
        filter.sort(1, Qt::AscendingOrder);
        int signalCount = 0;
        const auto count = [&signalCount] {
            ++signalCount;
        };
        connect(&filter, &QAbstractItemModel::rowsInserted, this, count);
        connect(&filter, &QAbstractItemModel::rowsRemoved, this, count);
        connect(&filter, &QAbstractItemModel::layoutChanged, this, count);
        connect(&filter, &QAbstractItemModel::dataChanged, this, count);
        TableChanges changes;
        for (int i = 0; i < 3000; i += 2) {
            changes.removedUids.append(QString::number(i));
            changes.upserted.push_back(
                podRow(QStringLiteral("new-%1").arg(i), QStringLiteral("web-%1-b").arg(i), "Pending"));
            changes.upserted.push_back(podRow(QString::number(i + 1), QStringLiteral("web-%1").arg(i + 1), "Failed"));
        }
        table.apply(std::move(changes));
        QVERIFY2(signalCount <= 5, qPrintable(QString::number(signalCount)));
        QCOMPARE(filter.rowCount(), 3000);
    }

    void keysCompareAsTheTextsDo()
    {
        const QString letters = QStringLiteral("aBc019-./zé");
        const auto text = [&] {
            QString text;
            for (int i = m_random.bounded(7); i > 0; --i)
                text.append(letters[m_random.bounded(int(letters.size()))]);
            return text;
        };
        for (int i = 0; i < 20'000; ++i) {
            const QString a = text();
            const QString b = text();
            const int wanted = naturalCompare(a, b);
            const int order = naturalKey(a).compare(naturalKey(b));
            QVERIFY2((order < 0) == (wanted < 0) && (order > 0) == (wanted > 0),
                     qPrintable(a + QStringLiteral(" and ") + b));
        }
    }

    void gatheredChangesAreTheLastOfEach()
    {
        for (int run = 0; run < 200; ++run) {
            ResourceTableModel one(QStringLiteral("Pod"), true, m_clock);
            ResourceTableModel two(QStringLiteral("Pod"), true, m_clock);
            one.load(podTable({podRow("uid-1", "Web-1", "Running"), podRow("uid-2", "Web-2", "Running")}));
            two.load(podTable({podRow("uid-1", "Web-1", "Running"), podRow("uid-2", "Web-2", "Running")}));
            ChangeCollector gathered;
            for (int i = 0; i < 40; ++i) {
                if (m_random.bounded(3) == 0) {
                    const QString uid = QStringLiteral("uid-%1").arg(m_random.bounded(8));
                    gathered.remove(uid);
                    one.apply({{}, {uid}});
                } else {
                    TableRow row = podRow(QStringLiteral("uid-%1").arg(m_random.bounded(8)), "Web", QString::number(i));
                    gathered.upsert(row);
                    one.apply({{row}, {}});
                }
                if (m_random.bounded(15) == 0)
                    two.apply(gathered.take(2));
            }
            while (!gathered.empty())
                two.apply(gathered.take(3));
            QStringList first = rows(one);
            QStringList second = rows(two);
            first.sort();
            second.sort();
            QCOMPARE(second, first);
        }
    }
};

SKIFF_REGISTER_TEST(TableFilterPropertyTest);
#include "table_filter_property_test.moc"
