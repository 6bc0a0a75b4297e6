// skiff-bench-logs [LINES_PER_SECOND [SECONDS]]: four containers write into the log engine while a
// LogView shows the end. Says whether all lines arrived, the longest time the GUI thread was kept
// from its next event, the processor time of a million lines, and the memory.
#include "app/desktop/logs/log_rows.h"
#include "app/model/logs/log_engine.h"
#include "widgets/log_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <ctime>
#include <fmt/format.h>

using namespace skiff;

namespace {

constexpr int Sources = 4;
constexpr int TickMsecs = 10;

QByteArray linesFrom(qint64 first, int count, int source)
{
    QByteArray bytes;
    bytes.reserve(count * 150);
    for (qint64 i = first; i < first + count; ++i) {
        const auto time =
            WallTime(std::chrono::seconds(1'800'000'000) + std::chrono::microseconds(i * Sources + source));
        bytes += QByteArray::fromStdString(formatMicroTime(time));
        bytes += " \x1b[32mINFO\x1b[0m request handled path=/api/v1/orders status=200 duration=12ms user=4711 number=";
        bytes += QByteArray::number(i) + '\n';
    }
    return bytes;
}

long residentKilobytes()
{
    QFile status(QStringLiteral("/proc/self/statm"));
    return status.open(QIODevice::ReadOnly) ? status.readAll().split(' ').value(1).toLong() * 4 : 0;
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int rate = argc > 1 ? atoi(argv[1]) : 50'000;
    const int seconds = argc > 2 ? atoi(argv[2]) : 10;
    const SystemClock clock;
    model::logs::LogEngine engine(clock);
    model::logs::LogDocument document;
    desktop::DocumentRows rows(document);
    widgets::LogView view;
    view.setRows(&rows);
    view.resize(1200, 700);
    view.show();
    QObject::connect(&document, &model::logs::LogDocument::wasReset, &view, &widgets::LogView::rowsReset);
    QObject::connect(&document, &model::logs::LogDocument::dropped, &view, &widgets::LogView::rowsDropped);
    QObject::connect(&document, &model::logs::LogDocument::appended, &view, &widgets::LogView::rowsAppended);
    QObject::connect(&engine, &model::logs::LogEngine::updated, &application,
                     [&](const std::shared_ptr<const model::logs::LogUpdate>& update) { document.apply(*update); });
    for (int source = 0; source < Sources; ++source)
        engine.openSource(source);
    model::logs::LogView pattern;
    pattern.exclude = model::logs::LogPattern(QStringLiteral("healthz|readyz"));
    pattern.search = model::logs::LogPattern(QStringLiteral("number=\\d+000$"));
    engine.setView(pattern);

    // Made beforehand: making lines is not what is measured.
    const int perTick = rate * TickMsecs / 1000 / Sources;
    const qint64 ticks = qint64(seconds) * 1000 / TickMsecs;
    std::vector<QByteArray> prepared;
    for (qint64 tick = 0; tick < ticks; ++tick)
        for (int source = 0; source < Sources; ++source)
            prepared.push_back(linesFrom(tick * perTick, perTick, source));
    const qint64 all = ticks * perTick * Sources;

    const long before = residentKilobytes();
    const std::clock_t cpu = std::clock();
    QElapsedTimer run;
    run.start();
    QElapsedTimer gap;
    gap.start();
    qint64 longest = 0;
    qint64 tick = 0;
    QTimer beat;
    beat.setTimerType(Qt::PreciseTimer);
    QObject::connect(&beat, &QTimer::timeout, &application, [&] {
        longest = std::max(longest, gap.restart());
        for (; tick < ticks && tick * TickMsecs <= run.elapsed(); ++tick)
            for (int source = 0; source < Sources; ++source)
                engine.feed(source, prepared[size_t(tick * Sources + source)]);
        if (qint64(document.lineCount() + document.droppedCount()) >= all || run.elapsed() > (seconds + 20) * 1000)
            QApplication::quit();
    });
    beat.start(2);
    QApplication::exec();

    const double cpuSeconds = double(std::clock() - cpu) / CLOCKS_PER_SEC;
    const auto arrived = qint64(document.lineCount() + document.droppedCount());
    fmt::print("{} lines/s for {} s: {} of {} arrived, {} kept in {} MB, done after {} ms\n", rate, seconds, arrived,
               all, document.lineCount(), document.bytes() >> 20, run.elapsed());
    fmt::print("longest stall of the GUI thread {} ms, {:.2f} s of processor for a million lines, {} MB more memory\n",
               longest, cpuSeconds * 1e6 / double(all), (residentKilobytes() - before) >> 10);
    view.setRows(nullptr);
    return arrived == all ? 0 : 1;
}
