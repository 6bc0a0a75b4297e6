// How long the window of a connected cluster stands still with 10,000 pods and 500 changes a second: prints
// figures, judges nothing. A stall is the time between two looks at the event queue, as processor time of the window's
// thread (what counts on a shared machine) and as it passed.
#include "app/desktop/appearance.h"
#include "app/desktop/cluster_view.h"
#include "cluster/base/clock.h"
#include "tests/bench/desktop/many_pods_server.h"
#include "widgets/table_view.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QScrollBar>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace skiff;

namespace {

constexpr int Rows = 10'000;
constexpr int ChangesPerSecond = 500;
constexpr int Seconds = 10;
constexpr double Bar = 50; // milliseconds

double threadMsecs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// Measures what happens between waking and waiting again.
class Watchdog
{
public:
    Watchdog()
    {
        auto* dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, dispatcher, [this] { begin(); });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, dispatcher, [this] { end(); });
        begin();
    }

    void report(const char* what)
    {
        std::printf("%-22s worst %6.1f ms CPU, %6.1f ms passed; %d over %.0f ms\n", what, m_worst, m_worstPassed,
                    m_over, Bar);
        m_worst = m_worstPassed = 0;
        m_over = 0;
    }

private:
    void begin()
    {
        m_cpu = threadMsecs();
        m_passed.start();
    }
    void end()
    {
        const double took = threadMsecs() - m_cpu;
        m_worst = std::max(m_worst, took);
        m_worstPassed = std::max(m_worstPassed, double(m_passed.nsecsElapsed()) / 1e6);
        m_over += took > Bar;
        begin();
    }

    double m_cpu = 0;
    QElapsedTimer m_passed;
    double m_worst = 0;
    double m_worstPassed = 0;
    int m_over = 0;
};

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith("VmRSS:"))
                return line.mid(6).trimmed().split(' ').front().toDouble() / 1024;
    return 0;
}

void runFor(int msecs)
{
    QEventLoop loop;
    QTimer::singleShot(msecs, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    desktop::Appearance appearance(application);
    QThread thread;
    bench::ManyPodsServer server(Rows, ChangesPerSecond);
    server.moveToThread(&thread);
    QEventLoop waiting;
    QObject::connect(&server, &bench::ManyPodsServer::started, &waiting, &QEventLoop::quit);
    QObject::connect(&thread, &QThread::started, &server, &bench::ManyPodsServer::start);
    thread.start();
    waiting.exec();

    const SystemClock clock;
    session::Identity identity;
    identity.context = QStringLiteral("bench");
    identity.server = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    desktop::ClusterView view(identity, nullptr, clock);
    view.resize(1280, 800);
    view.show();
    runFor(300);
    Watchdog watchdog;
    QElapsedTimer passed;
    passed.start();
    view.openPage(QStringLiteral("pods"));
    auto* table = view.findChild<widgets::TableView*>(QStringLiteral("podsTable"));
    while (table->model()->rowCount() == 0 && passed.elapsed() < 30'000)
        runFor(5);
    std::printf("first rows after %lld ms\n", static_cast<long long>(passed.elapsed()));
    while (table->model()->rowCount() < Rows && passed.elapsed() < 60'000)
        runFor(20);
    std::printf("all %d rows after %lld ms\n", table->model()->rowCount(), static_cast<long long>(passed.elapsed()));
    watchdog.report("loading");
    runFor(Seconds * 1000);
    watchdog.report("watching");
    for (int i = 0; i < 50; ++i) {
        table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() * i / 50);
        runFor(20);
    }
    watchdog.report("scrolling");
    auto* filter = view.findChild<QLineEdit*>(QStringLiteral("podsFilter"));
    for (const char* text : {"c", "cr", "cra", "crash", "", "web-77", ""}) {
        filter->setText(QLatin1String(text));
        runFor(150);
    }
    watchdog.report("filtering");
    table->sortByColumn(2, Qt::AscendingOrder);
    runFor(2000);
    watchdog.report("sorted by status");
    std::printf("memory %.0f MB\n", residentMegabytes());
    view.hide();
    thread.quit();
    thread.wait();
    return 0;
}
