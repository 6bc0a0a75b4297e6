// How a table of many pods loads, changes and scrolls: prints figures, judges nothing.
#include "app/desktop/appearance.h"
#include "app/desktop/resource_table_view.h"
#include "app/model/resource_table_model.h"
#include "app/model/table_filter_model.h"
#include "cluster/base/clock.h"
#include "widgets/table_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace skiff;

namespace {

constexpr int Rows = 10'000;
constexpr int ChangesPerSecond = 500;
constexpr int Batches = 30; // of a tenth of a second each

std::string rowJson(int i, int generation)
{
    const std::string number = std::to_string(i);
    return R"({"cells":["web-)" + number + R"(","1/1",")" + (generation % 2 ? "Running" : "Pending") + R"(",)" +
           std::to_string(generation) + R"(,"5s"],"object":{"metadata":{"name":"web-)" + number +
           R"(","namespace":"team-)" + std::to_string(i % 50) + R"(","uid":"u)" + number +
           R"(","creationTimestamp":"2026-01-01T00:00:00Z"}}})";
}

std::string tableJson(int rows)
{
    std::string json = R"({"kind":"Table","metadata":{"resourceVersion":"1"},"columnDefinitions":[)";
    for (const char* name : {"Name", "Ready", "Status", "Restarts", "Age"})
        json +=
            std::string(json.back() == '[' ? "" : ",") + R"({"name":")" + name + R"(","type":"string","priority":0})";
    json += R"(],"rows":[)";
    for (int i = 0; i < rows; ++i)
        json += (i ? "," : "") + rowJson(i, 1);
    return json + "]}";
}

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith("VmRSS:"))
                return line.mid(6).trimmed().split(' ').front().toDouble() / 1024;
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    desktop::Appearance appearance(application);
    const SystemClock clock;
    model::ResourceTableModel model(QStringLiteral("Pod"), true, clock);
    model::TableFilterModel filter;
    filter.setTable(model);
    widgets::TableView view;
    desktop::showResourceTable(view, filter);
    view.sortByColumn(0, Qt::AscendingOrder);
    view.resize(1280, 800);
    view.show();
    QApplication::processEvents();
    const double before = residentMegabytes();
    const std::string json = tableJson(Rows);

    QElapsedTimer timer;
    timer.start();
    const auto table = model::decodeTable(json);
    const double decoded = double(timer.nsecsElapsed()) / 1e6;
    model.load(*table);
    view.repaint();
    std::printf("table of %d pods: decode %.1f ms, first paint after %.1f ms, %.0f MB more (all %.0f MB)\n", Rows,
                decoded, double(timer.nsecsElapsed()) / 1e6, residentMegabytes() - before, residentMegabytes());

    timer.restart();
    filter.setFilterText(QStringLiteral("team-7 web-1"));
    view.repaint();
    std::printf("filter: %.1f ms for %d rows\n", double(timer.nsecsElapsed()) / 1e6, filter.rowCount());
    filter.setFilterText({});
    timer.restart();
    view.sortByColumn(1, Qt::DescendingOrder);
    view.repaint();
    std::printf("sort by name: %.1f ms\n", double(timer.nsecsElapsed()) / 1e6);

    double worst = 0;
    double sum = 0;
    for (int batch = 0; batch < Batches; ++batch) {
        std::string changed = R"({"kind":"Table","metadata":{},"rows":[)";
        for (int i = 0; i < ChangesPerSecond / 10; ++i)
            changed += (i ? "," : "") + rowJson((batch * 337 + i * 71) % Rows, batch);
        timer.restart();
        const auto rows = model::decodeTable(changed + "]}");
        model.apply({rows->rows, {}});
        view.repaint();
        const double took = double(timer.nsecsElapsed()) / 1e6;
        worst = std::max(worst, took);
        sum += took;
    }
    std::printf("%d changes/s in tenths of a second: %.1f ms each, worst %.1f ms without repaint\n", ChangesPerSecond,
                sum / Batches, worst);

    timer.restart();
    for (int step = 0; step < 100; ++step) {
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() * step / 100);
        view.repaint();
    }
    std::printf("scroll: %.2f ms a frame\n", double(timer.nsecsElapsed()) / 1e8);
    return 0;
}
