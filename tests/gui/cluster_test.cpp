#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "app/desktop/details_view.h"
#include "app/desktop/logs/log_panel.h"
#include "widgets/banner.h"
#include "widgets/log_view.h"
#include "widgets/table_view.h"
#include "widgets/terminal/terminal_view.h"
#include "widgets/timeline.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QTcpSocket>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

#include <unistd.h>

using namespace skiff;
using namespace skiff::test;
using State = session::ClusterControl::State;

namespace {

const QString profile = QStringLiteral("gui-e2e");
const QString images = QStringLiteral(SKIFF_BINARY_DIR "/images");

/// Runs a program to its end while the window goes on; its output, or nothing when it failed.
std::optional<QByteArray> run(const QString& program, const QStringList& arguments, int limitMsecs = 60'000)
{
    QProcess process;
    process.start(program, arguments);
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, limitMsecs))
        process.kill();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return process.readAllStandardOutput();
    qWarning("%s: %s", qPrintable(program), process.readAllStandardError().constData());
    return std::nullopt;
}

std::optional<QByteArray> skiffRuns(QStringList arguments)
{
    arguments.insert(1, QStringLiteral("-p"));
    arguments.insert(2, profile);
    return run(QStringLiteral(SKIFF_BINARY_DIR "/bin/skiff"), arguments);
}

} // namespace

/// The main job from the first click to the last, on a real cluster of this machine. Needs root.
class ClusterTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (geteuid() != 0)
            QSKIP("the local driver needs root");
        if (!QFile::exists(images + QStringLiteral("/web.tar")))
            QVERIFY(run(QStringLiteral(SKIFF_SOURCE_DIR "/tests/e2e/images/build"), {images}, 120'000));
        // Overlay's upper folders need a real disk, which /tmp is not everywhere.
        qputenv("TMPDIR", qgetenv("SKIFF_E2E_FOLDER").isEmpty() ? "/var/tmp" : qgetenv("SKIFF_E2E_FOLDER"));
        m_kubeconfig = m_folder.filePath(QStringLiteral("kubeconfig"));
        m_console = std::make_unique<Console>(m_kubeconfig, QString(), profile);
    }

    void cleanupTestCase()
    {
        if (!m_console)
            return;
        skiffRuns({QStringLiteral("delete")});
        m_console.reset();
    }

    void theButtonStartsTheCluster()
    {
        QTRY_COMPARE(m_console->control().state(), State::Absent);
        QTRY_VERIFY(!m_console->control().busy());
        m_console->find<QPushButton>("startCluster")->click();
        QTRY_COMPARE(m_console->control().state(), State::Starting);
        auto* timeline = m_console->window().findChild<widgets::Timeline*>("startTimeline");
        QTRY_COMPARE(timeline->rows().size(), size_t(6));
        m_console->shoot("cluster-starting");
        QTRY_COMPARE_WITH_TIMEOUT(m_console->control().state(), State::Running, 120'000);
        for (const widgets::TimelineRow& row : timeline->rows())
            QCOMPARE(row.state, widgets::TimelineRow::State::Done);
        QTRY_VERIFY(table("pods"));
    }

    void podsOfARealClusterAppear()
    {
        QVERIFY(skiffRuns({"image", "load", images + "/web.tar"}));
        QVERIFY(skiffRuns({"kubectl", "--", "apply", "-f", SKIFF_SOURCE_DIR "/resources/samples/web.yaml"}));
        QTRY_COMPARE_WITH_TIMEOUT(running(), 3, 60'000);
        m_console->shootAll("cluster-pods");
    }

    void theFilterFindsAPod()
    {
        const QString name = table("pods")->model()->index(0, 1).data().toString();
        auto* filter = m_console->find<QLineEdit>("podsFilter");
        QTest::keyClicks(filter, name);
        QTRY_COMPARE(table("pods")->model()->rowCount(), 1);
        choose(*table("pods"), 0);
        auto* details = m_console->find<desktop::DetailsView>("detailsView");
        QVERIFY(details);
        QTRY_VERIFY(details->text().contains("Image: skiff.local/web:1.0"));
        QVERIFY(details->text().contains("Ready=True"));
        QVERIFY(details->text().contains("State: Running since"));
        filter->clear();
        m_console->shootAll("cluster-details");
    }

    void logsFollow()
    {
        QTest::keyClick(table("pods"), Qt::Key_L);
        auto* log = m_console->window().findChild<widgets::LogView*>("logView");
        QVERIFY(log);
        // Readiness is asked over HTTP each second, and the server writes a line for each request.
        QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() > 0, 20'000);
        const int before = log->lineCount();
        QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() > before, 20'000);
        QVERIFY(log->following());
        m_console->shootAll("cluster-logs");
    }

    void aShellRunsInAContainer()
    {
        QTest::keyClick(table("pods"), Qt::Key_S);
        using widgets::terminal::TerminalView;
        auto* terminal = m_console->window().findChild<TerminalView*>("terminalView");
        QVERIFY(terminal);
        const auto shown = [terminal] { return terminal->screen().screenText().join('\n'); };
        auto* banner = m_console->window().findChild<widgets::Banner*>("terminalBanner");
        (void)QTest::qWaitFor([&] { return shown().contains('$') || banner->isVisible(); }, 20'000);
        QVERIFY2(shown().contains('$'), qPrintable(shown().trimmed() + banner->text())); // the shell's prompt
        QTest::keyClicks(terminal, "echo answer $((6 * 7)); stty size");
        QTest::keyClick(terminal, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("answer 42"), 20'000);
        const QString size = QStringLiteral("%1 %2").arg(terminal->screen().rows()).arg(terminal->screen().columns());
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains(size), 20'000);
        QTest::keyClicks(terminal, "ls --color=always -l /");
        QTest::keyClick(terminal, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("etc"), 20'000);
        m_console->shootAll("cluster-terminal");
        QTest::keyClicks(terminal, "exit 3");
        QTest::keyClick(terminal, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 20'000);
        QVERIFY(banner->text().contains("exit code 3"));
        QVERIFY(shown().contains("answer 42"));
        m_console->shoot("cluster-terminal-ended");
        m_console->find<QPushButton>("terminalAgain")->click();
        QTRY_VERIFY_WITH_TIMEOUT(shown().trimmed().endsWith('$'), 20'000);
        table("pods")->setFocus();
    }

    void aPortIsForwarded()
    {
        table("pods")->setFocus();
        QTest::keyClick(table("pods"), Qt::Key_P);
        QTRY_VERIFY(m_console->window().findChild<QSpinBox*>("forwardLocal"));
        auto* remote = m_console->window().findChild<QComboBox*>("forwardRemote");
        QTRY_VERIFY(remote->currentText().startsWith("8080"));
        m_console->shootTop("cluster-forward-dialog");
        const int port = m_console->window().findChild<QSpinBox*>("forwardLocal")->value();
        m_console->window().findChild<QPushButton*>("forwardOk")->click();
        QTRY_VERIFY(m_console->find<widgets::TableView>("forwardsTable"));
        auto* forwards = m_console->find<widgets::TableView>("forwardsTable")->model();
        const auto cells = [forwards] {
            QStringList texts;
            for (int column = 0; column < forwards->columnCount(); ++column)
                texts << forwards->index(0, column).data().toString();
            return texts.join(' ');
        };
        QTRY_VERIFY_WITH_TIMEOUT(cells().contains("Ready"), 20'000);
        QTcpSocket browser;
        browser.connectToHost(QHostAddress::LocalHost, quint16(port));
        browser.write("GET / HTTP/1.0\r\n\r\n");
        QByteArray answer;
        (void)QTest::qWaitFor([&] { return (answer += browser.readAll()).contains("HTTP/1"); }, 20'000);
        QVERIFY2(answer.contains("HTTP/1"), qPrintable(cells()));
        QTRY_VERIFY(cells().contains("↓"));
        m_console->shootAll("cluster-forwards");
        table("pods")->setFocus();
    }

    void aDeletedPodIsReplacedInTheTable()
    {
        const QString name = table("pods")->model()->index(0, 1).data().toString();
        QVERIFY(skiffRuns({"kubectl", "--", "delete", "pod", name, "--wait=false"}));
        QTRY_VERIFY_WITH_TIMEOUT(!names().contains(name) && running() == 3, 60'000);
    }

    void stopEndsIt()
    {
        m_console->find<QToolButton>("stopCluster")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_console->control().state(), State::Stopped, 60'000);
        QTRY_VERIFY(m_console->find<QPushButton>("startCluster"));
        QTRY_VERIFY(m_console->find<QPushButton>("startCluster")->isEnabled());
        m_console->shootAll("cluster-stopped");
    }

    void startBringsEverythingBack()
    {
        QTRY_VERIFY(!m_console->control().busy());
        m_console->find<QPushButton>("startCluster")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_console->control().state(), State::Running, 120'000);
        QTRY_VERIFY(table("pods"));
        QTRY_COMPARE_WITH_TIMEOUT(running(), 3, 60'000);
    }

private:
    widgets::TableView* table(const QString& id) { return m_console->find<widgets::TableView>(id + "Table"); }

    QStringList names()
    {
        QStringList names;
        for (int row = 0; table("pods") && row < table("pods")->model()->rowCount(); ++row)
            names << table("pods")->model()->index(row, 1).data().toString();
        return names;
    }

    /// How many pods the table says to be running and ready.
    int running()
    {
        int count = 0;
        const QAbstractItemModel* model = table("pods") ? table("pods")->model() : nullptr;
        for (int row = 0; model && row < model->rowCount(); ++row)
            count +=
                model->index(row, 2).data().toString() == "1/1" && model->index(row, 3).data().toString() == "Running";
        return count;
    }

    QTemporaryDir m_folder;
    QString m_kubeconfig;
    std::unique_ptr<Console> m_console;
};

SKIFF_REGISTER_TEST(ClusterTest);
#include "cluster_test.moc"
