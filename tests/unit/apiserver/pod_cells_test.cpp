#include "cluster/apiserver/tables/cell_writers.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::apiserver;

class PodCellsTest : public QObject
{
    Q_OBJECT

private slots:
    void writesTheStatusWord_data();
    void writesTheStatusWord();
    void agesGrowInCellsThatAreKept();
};

void PodCellsTest::writesTheStatusWord_data()
{
    QTest::addColumn<QString>("pod");
    QTest::addColumn<QString>("cells"); // ready, status, restarts
    const auto row = [](const char* name, const char* pod, const char* cells) { QTest::newRow(name) << pod << cells; };
    row("pending", R"({"spec":{"containers":[{}]},"status":{"phase":"Pending"}})", R"("0/1","Pending","0")");
    row("running", R"({"spec":{"containers":[{}]},"status":{"phase":"Running","containerStatuses":[{"ready":true,"state":{"running":{}}}]}})",
        R"("1/1","Running","0")");
    row("crash loop",
        R"({"spec":{"containers":[{}]},"status":{"phase":"Running","containerStatuses":[{"restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},)"
        R"("lastState":{"terminated":{"finishedAt":"2023-11-14T22:12:20Z"}}}]}})",
        R"x("0/1","CrashLoopBackOff","3 (60s ago)")x");
    row("init",
        R"({"spec":{"containers":[{}],"initContainers":[{"name":"i"},{"name":"j"}]},"status":{"phase":"Pending","initContainerStatuses":[)"
        R"({"name":"i","state":{"terminated":{"exitCode":0}}},{"name":"j","state":{"running":{}}}]}})",
        R"("0/1","Init:1/2","0")");
    row("completed", R"({"spec":{"containers":[{}]},"status":{"phase":"Succeeded","containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}}]}})",
        R"("0/1","Completed","0")");
    row("terminating", R"({"metadata":{"deletionTimestamp":"2023-11-14T22:12:20Z"},"spec":{"containers":[{}]},"status":{"phase":"Running"}})",
        R"("0/1","Terminating","0")");
}

void PodCellsTest::writesTheStatusWord()
{
    QFETCH(QString, pod);
    QFETCH(QString, cells);
    const auto document = data::Document::parse(pod.toStdString());
    RowCells row;
    Cells writer(row);
    writePodCells(document.value()->root(), writer);
    std::string out;
    row.appendTo(out, WallTime(std::chrono::seconds(1'700'000'000)));
    QVERIFY2(out.find(cells.toStdString()) != std::string::npos, out.c_str());
}

void PodCellsTest::agesGrowInCellsThatAreKept()
{
    RowCells row;
    Cells writer(row);
    const WallTime then(std::chrono::seconds(1'700'000'000));
    writer.text("a");
    writer.textWithAge("2 (", then, " \"ago\")");
    writer.number(3);
    std::string soon;
    row.appendTo(soon, then + std::chrono::seconds(5));
    QCOMPARE(soon, std::string("[\"a\",\"2 (5s \\\"ago\\\")\",3]"));
    std::string later;
    row.appendTo(later, then + std::chrono::hours(3));
    QCOMPARE(later, std::string("[\"a\",\"2 (3h \\\"ago\\\")\",3]"));
}

SKIFF_REGISTER_TEST(PodCellsTest);

#include "pod_cells_test.moc"
