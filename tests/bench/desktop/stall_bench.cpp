// skiff-bench-stall [PODS [CHANGES_PER_SECOND [SECONDS]]]: how long the console's window stands still while it shows
// 10,000 pods of which 500 change in a second, and its user scrolls, sorts, filters and selects. The API server is
// another process. Says whether the table has come to exactly the server's state; fails when it has not, or when a bar
// is missed in processor time. Times as they passed are printed as well: on a shared machine others have a part in
// them.
#include "app/model/resource_table_model.h"
#include "tests/bench/desktop/watchdog.h"
#include "tests/gui/console.h"
#include "tests/support/many_pods/pod_server_process.h"
#include "widgets/table_view.h"

#include <QApplication>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QSet>
#include <QTest>

#include <cstdio>

using namespace skiff;
using namespace skiff::test;

namespace {

constexpr double MemoryBar = 150;  // megabytes
constexpr int FirstTableBar = 500; // milliseconds
constexpr int Patience = 60'000;

bool g_missed = false;

void bar(const char* what, double value, double most)
{
    if (value <= most)
        return;
    std::printf("  missed: %s %.1f, at most %.0f\n", what, value, most);
    g_missed = true;
}

/// Not QTest::qWait(): that sleeps, which looks like a stall.
void wait(int msecs)
{
    QEventLoop loop;
    QTimer::singleShot(msecs, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

template <typename Condition>
void waitFor(Condition condition, int msecs)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < msecs)
        wait(5);
}

double megabytes(const char* name)
{
    QFile file(QStringLiteral("/proc/self/smaps_rollup"));
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith(name))
                return line.mid(int(qstrlen(name))).simplified().split(' ').front().toDouble() / 1024;
    return 0;
}

class Run
{
public:
    Run(int pods, int rate, int seconds) : m_pods(pods), m_rate(rate), m_seconds(seconds) {}

    bool start()
    {
        if (!m_server.start(m_pods))
            return false;
        m_console = std::make_unique<Console>(m_server.kubeconfig());
        m_console->window().resize(1280, 800);
        return true;
    }

    void all()
    {
        wait(500);
        m_watchdog.take();
        firstTable();
        storm();
        scroll();
        sort();
        filter();
        select();
        switchPages();
        finish();
    }

private:
    void report(const char* what)
    {
        const Stalls s = m_watchdog.take();
        std::printf("%-26s longest stall %5.1f ms CPU, %6.1f ms passed (p99 %5.1f), repaint within %6.1f ms; over 50 "
                    "ms: %d CPU, %d passed; "
                    "%2.0f %% of a core\n",
                    what, s.longestCpu, s.longest, s.p99, s.longestPaint, s.overCpu, s.overPassed, s.load * 100);
        bar("stall (CPU)", s.longestCpu, Watchdog::Bar);
        std::fflush(stdout);
    }
    static void open(Console& console, const QString& id)
    {
        auto* navigation = console.find<QListWidget>(QStringLiteral("navigation"));
        for (int row = 0; row < navigation->count(); ++row)
            if (navigation->item(row)->data(Qt::UserRole) == id)
                navigation->setCurrentRow(row);
    }
    widgets::TableView& table() { return *m_console->find<widgets::TableView>(QStringLiteral("podsTable")); }
    int rows() { return table().model()->rowCount(); }

    void firstTable()
    {
        QElapsedTimer timer;
        timer.start();
        if (!m_console->connectToFirstContext()) {
            bar("connect", 1, 0);
            return;
        }
        open(*m_console, QStringLiteral("pods"));
        m_watchdog.watch(table().viewport());
        waitFor([this] { return rows() > 0; }, Patience);
        table().viewport()->repaint();
        const double first = double(timer.nsecsElapsed()) / 1e6;
        waitFor([this] { return rows() == m_pods; }, Patience);
        std::printf("first rows painted %.0f ms after the click on the cluster, all %d after %lld ms\n", first, rows(),
                    static_cast<long long>(timer.elapsed()));
        bar("first table", first, FirstTableBar);
        report("loading");
    }

    void storm()
    {
        (void)m_server.get(QStringLiteral("/test/storm?rate=%1").arg(m_rate));
        m_watchdog.take();
        wait(m_seconds * 1000);
        report("storm, watching");
    }

    void scroll()
    {
        QScrollBar& slider = *table().verticalScrollBar();
        for (int i = 0; i <= 100; ++i) {
            slider.setValue(slider.maximum() * i / 100);
            wait(20);
        }
        for (int i = 0; i < 50; ++i) {
            slider.setValue(slider.value() - 90);
            wait(16);
        }
        report("storm, scrolling");
    }

    void sort()
    {
        for (const char* name : {"Status", "Restarts", "Name", "Age", "Namespace"}) {
            const QHeaderView& header = *table().horizontalHeader();
            for (int column = 0; column < header.count(); ++column)
                if (table().model()->headerData(column, Qt::Horizontal).toString() == QLatin1String(name))
                    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                        table().sortByColumn(column, order);
                        wait(300);
                    }
        }
        report("storm, sorting");
        table().sortByColumn(3, Qt::DescendingOrder);
        m_watchdog.take();
        wait(m_seconds * 500);
        report("storm, sorted by status");
    }

    void filter()
    {
        auto* edit = m_console->find<QLineEdit>(QStringLiteral("podsFilter"));
        edit->setFocus();
        for (const char* text : {"crash", "web-7 running", "-running team-1"}) {
            for (size_t i = 0; i < qstrlen(text); ++i) {
                QTest::keyClick(edit, text[i]);
                wait(60);
            }
            wait(300);
            for (size_t i = 0; i < qstrlen(text); ++i) {
                QTest::keyClick(edit, Qt::Key_Backspace);
                wait(30);
            }
        }
        report("storm, typing a filter");
    }

    void select()
    {
        table().sortByColumn(0, Qt::AscendingOrder);
        table().setFocus();
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(&table(), Qt::Key_Down);
            wait(40);
        }
        report("storm, choosing rows");
        QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
        wait(m_seconds * 500);
        report("storm, all chosen");
        table().clearSelection();
    }

    void switchPages()
    {
        double worst = 0;
        for (int i = 0; i < 5; ++i) {
            open(*m_console, QStringLiteral("nodes"));
            wait(200);
            QElapsedTimer timer;
            timer.start();
            open(*m_console, QStringLiteral("pods"));
            table().viewport()->repaint();
            worst = std::max(worst, double(timer.nsecsElapsed()) / 1e6);
            wait(100);
        }
        std::printf("the table again, from another page: painted within %.1f ms\n", worst);
        bar("table again", worst, FirstTableBar);
        report("storm, switching pages");
    }

    QSet<QByteArray> shown()
    {
        QSet<QByteArray> rows;
        const QAbstractItemModel& model = *table().model();
        for (int row = 0; row < model.rowCount(); ++row) {
            QByteArray line;
            for (const int column : {0, 1, 3, 4, 7})
                line += model.index(row, column).data().toString().toUtf8() + (column == 7 ? "" : " ");
            rows.insert(line);
        }
        return rows;
    }

    void finish()
    {
        std::printf("memory %.0f MB resident, %.0f MB proportional\n", megabytes("Rss:"), megabytes("Pss:"));
        bar("memory", megabytes("Rss:"), MemoryBar);
        (void)m_server.get(QStringLiteral("/test/storm?rate=0"));
        const QList<QByteArray> lines = m_server.get(QStringLiteral("/test/state")).trimmed().split('\n');
        const QSet<QByteArray> wanted(lines.begin(), lines.end());
        waitFor([&] { return shown() == wanted; }, 10'000);
        const auto differ = (shown() - wanted).size();
        std::printf("%lld of %d rows are not as the server has them\n", static_cast<long long>(differ), rows());
        bar("wrong rows", double(differ + std::abs(rows() - wanted.size())), 0);
    }

    const int m_pods;
    const int m_rate;
    const int m_seconds;
    PodServerProcess m_server;
    std::unique_ptr<Console> m_console;
    using Stalls = bench::Stalls;
    using Watchdog = bench::Watchdog;
    Watchdog m_watchdog;
};

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int pods = argc > 1 ? std::atoi(argv[1]) : 10'000;
    const int rate = argc > 2 ? std::atoi(argv[2]) : 500;
    const int seconds = argc > 3 ? std::atoi(argv[3]) : 10;
    std::printf("%d pods, %d changes a second, on %s\n", pods, rate, qPrintable(QGuiApplication::platformName()));
    Run run(pods, rate, seconds);
    if (!run.start()) {
        std::printf("the console did not connect\n");
        return 2;
    }
    run.all();
    return g_missed ? 1 : 0;
}
