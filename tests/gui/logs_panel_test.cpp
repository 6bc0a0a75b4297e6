#include "tests/bench/desktop/watchdog.h"
#include "tests/gui/panel_driver.h"
#include "tests/support/register_test.h"

#include "app/desktop/logs/log_panel.h"
#include "app/model/logs/log_reader.h"
#include "widgets/log_view.h"
#include "widgets/table_view.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTime>
#include <QToolButton>

using namespace skiff;
using namespace skiff::test;

namespace {

constexpr double MostStall = 500; ///< ms of processor time; a slow machine under load still stays below

} // namespace

/// The log panel of the real window, with containers that really write. Needs root.
class LogsPanelTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const auto why = RealCluster::missing())
            QSKIP(qPrintable(*why));
        m_driver = std::make_unique<PanelDriver>(QStringLiteral("gui-logs"));
        QVERIFY(m_driver->begin());
        QFile pods(QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/logs.yaml"));
        QVERIFY(pods.open(QIODevice::ReadOnly));
        QVERIFY(m_driver->cluster().apply(pods.readAll()));
        for (const char* pod : {"pod/counter", "pod/structured", "pod/hostile", "pod/endless", "pod/restarts", "deployment/shop"})
            QVERIFY(m_driver->cluster().waitFor(QLatin1String(pod)));
    }

    void cleanupTestCase() { m_driver.reset(); }

    void cleanup()
    {
        if (m_driver)
            m_driver->closePanels();
    }

    void containersOfAPodAreMergedByTime()
    {
        open("pods", "structured");
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("card was refused") && text().contains("502"), PanelPatience);
        QTRY_VERIFY(text().contains(QRegularExpression("^api +\\{", QRegularExpression::MultilineOption)));
        option("logTimes")->trigger();
        QCOMPARE(m_view->lineCount(), 18);
        QStringList times;
        for (int i = 0; i < m_view->lineCount(); ++i)
            times << m_view->line(i).left(12);
        QVERIFY(QRegularExpression("^\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d$").match(times[0]).hasMatch());
        QVERIFY(std::is_sorted(times.begin(), times.end()) || times.first() > times.last()); // midnight
        QVERIFY(!text().contains(QChar(0x1B)));
        m_driver->console().shootAll("panel-logs");
        hideContainer("api");
        QTRY_COMPARE(m_view->lineCount(), 9);
        QVERIFY(text().contains("502") && !text().contains("refused"));
    }

    void linesAreKeptLeftOutFoundAndHighlighted()
    {
        open("pods", "structured");
        QTRY_COMPARE_WITH_TIMEOUT(m_view->lineCount(), 18, PanelPatience);
        field("logInclude", "GET|card");
        QTRY_COMPARE(m_view->lineCount(), 10);
        field("logExclude", "orders/[1-4] ");
        QTRY_COMPARE(m_view->lineCount(), 6);
        QVERIFY2(panel().statusText().contains("6 of 18 lines"), qPrintable(panel().statusText()));
        field("logHighlight", "\\d+ms");
        field("logSearch", "upstream");
        QTest::keyClick(edit("logSearch"), Qt::Key_Return);
        QTRY_VERIFY(m_view->selectedText().contains("upstream failed"));
        option("logWrap")->trigger();
        m_driver->console().shootAll("panel-logs-filtered");
        option("logWrap")->trigger();
        field("logInclude", "(unclosed");
        QTRY_VERIFY(!edit("logInclude")->toolTip().startsWith("Regular"));
        QTRY_COMPARE(m_view->lineCount(), 14); // a pattern that is none keeps all
    }

    void jsonIsATable()
    {
        open("pods", "structured");
        QTRY_COMPARE_WITH_TIMEOUT(m_view->lineCount(), 18, PanelPatience);
        option("logTable")->trigger();
        auto* table = m_driver->console().find<widgets::TableView>("logTableView");
        QVERIFY(table);
        QStringList headers;
        for (int column = 0; column < table->model()->columnCount(); ++column)
            headers << table->model()->headerData(column, Qt::Horizontal).toString();
        QVERIFY2(headers.contains("level") && headers.contains("msg") && headers.contains("took"),
                 qPrintable(headers.join(' ')));
        const int message = int(headers.indexOf("msg"));
        QStringList messages;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            messages << table->model()->index(row, message).data().toString();
        QVERIFY(messages.contains("the card was refused"));
        m_driver->console().shootAll("panel-logs-table");
        field("logInclude", "refused");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        option("logTable")->trigger();
        QCOMPARE(m_view->lineCount(), 1);
    }

    void whatIsShownIsSavedForTheUserAlone()
    {
        open("pods", "structured");
        QTRY_COMPARE_WITH_TIMEOUT(m_view->lineCount(), 18, PanelPatience);
        field("logInclude", "502");
        QTRY_COMPARE(m_view->lineCount(), 1);
        QTemporaryDir folder;
        QVERIFY(save(folder.filePath("a.log")));
        QTRY_COMPARE(m_driver->notice(), QStringLiteral("The log was saved."));
        QFile file(folder.filePath("a.log"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("proxy GET /orders/9 502 upstream failed\n"));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        QVERIFY(save(folder.filePath("no/such/folder")));
        QTRY_VERIFY2(m_driver->notice().contains("could not be written"), qPrintable(m_driver->notice()));
    }

    void hostileBytesDoNoHarm()
    {
        QGuiApplication::clipboard()->setText("mine");
        open("pods", "hostile");
        QTRY_VERIFY_WITH_TIMEOUT(text().endsWith("last\n"), PanelPatience);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
        QVERIFY(m_driver->dock().tabText(m_driver->dock().currentIndex()).startsWith("hostile"));
        const QString all = text();
        for (const char* part :
             {"title  clipboard  link x", "cleared  up ", "hunter2", "\\u202e", "binary", "of no sense", "half"})
            QVERIFY2(all.contains(QLatin1String(part)), part);
        // A line of a megabyte is shown by its begin; how much follows is said.
        static const QRegularExpression longLine("x{7000,8000} … \\+\\d+\n");
        QVERIFY(longLine.match(all).hasMatch());
        for (const QChar c : all)
            QVERIFY2(c == '\n' || c.category() != QChar::Other_Control, qPrintable(QString::number(c.unicode(), 16)));
        option("logWrap")->trigger();
        m_driver->console().shootAll("panel-logs-hostile");
        // A pattern that would take for ever is given up for those lines, and the window lives.
        field("logInclude", "(a+)+$|(x+x+)+y");
        QTRY_VERIFY_WITH_TIMEOUT(panel().statusText().contains("too costly"), PanelPatience);
        field("logInclude", "");
        field("logHighlight", "(x+x+)+y");
        field("logSearch", "last");
        QTest::keyClick(edit("logSearch"), Qt::Key_Return);
        QTRY_COMPARE(m_view->selectedText().trimmed(), QStringLiteral("last"));
    }

    /// It comes in pieces, each shown by its begin with how much was cut off: neither memory nor window feel the rest.
    void aLineThatNeverEndsIsCut()
    {
        bench::Watchdog watchdog;
        watchdog.watch(m_driver->console().window().centralWidget());
        open("pods", "endless");
        // How many pieces it is depends on how it came.
        static const QRegularExpression piece("^(x{1,8000})(?: … \\+(\\d+))?$");
        const auto lengthOf = [](const QString& line) {
            const auto cut = piece.match(line.trimmed());
            return cut.hasMatch() ? int(cut.capturedLength(1)) + cut.captured(2).toInt() : 0;
        };
        const auto length = [this, &lengthOf] {
            int sum = 0;
            for (int i = 1; i < m_view->lineCount(); ++i)
                sum += lengthOf(m_view->line(i));
            return sum;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(length() > 1'000'000, qPrintable(QString::number(length())), PanelPatience);
        QCOMPARE(m_view->line(0).trimmed(), QStringLiteral("first"));
        for (int i = 1; i < m_view->lineCount(); ++i) {
            QVERIFY2(lengthOf(m_view->line(i)) > 0, qPrintable(m_view->line(i).right(40)));
            QVERIFY(lengthOf(m_view->line(i)) <= model::logs::LogReader::LongestLine);
        }
        QVERIFY(text().size() < 300'000);
        option("logWrap")->trigger();
        field("logSearch", "first");
        QTest::keyClick(edit("logSearch"), Qt::Key_Return);
        QTRY_COMPARE(m_view->selectedText().trimmed(), QStringLiteral("first"));
        const bench::Stalls stalls = watchdog.take();
        QVERIFY2(stalls.longestCpu < MostStall, qPrintable(QString::number(stalls.longestCpu)));
        m_driver->console().shootAll("panel-logs-endless");
    }

    void podsThatComeAreFollowedAndThoseThatGoAreKept()
    {
        open("deployments", "shop");
        QTRY_VERIFY_WITH_TIMEOUT(writers().size() == 4, PanelPatience); // two pods, two containers
        QVERIFY(m_driver->cluster().kubectl({"scale", "deployment/shop", "--replicas=3"}));
        QTRY_VERIFY_WITH_TIMEOUT(writers().size() == 6, PanelPatience);
        const QString victim = podsOf("app=shop").constFirst();
        QVERIFY(m_driver->cluster().kubectl({"delete", "pod", victim, "--now", "--wait=false"}));
        QTRY_VERIFY_WITH_TIMEOUT(writers().size() == 8, PanelPatience); // its replacement's, too
        QVERIFY(text().contains("front " + victim + " 1\n"));
        for (const QString& pod : podsOf("app=shop")) {
            QTRY_VERIFY_WITH_TIMEOUT(text().contains("front " + pod + " 3\n"), PanelPatience);
            numbersAreWhole("front " + pod + " (\\d+)\n");
        }
        linesAreInTheOrderOfTime();
        m_driver->console().shootAll("panel-logs-workload");
    }

    void aRestartedContainerIsFollowedAndItsLastLifeRead()
    {
        open("pods", "restarts");
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("life 1 begins"), PanelPatience);
        QVERIFY(m_driver->cluster().kubectl({"exec", "restarts", "--", "touch", "/state/end"}));
        QTRY_COMPARE_WITH_TIMEOUT(text(), QStringLiteral("life 1 begins\nlife 1 ends\nlife 2 begins\n"), PanelPatience);
        option("logPrevious")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(text(), QStringLiteral("life 1 begins\nlife 1 ends\n"), PanelPatience);
        option("logPrevious")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(text(), QStringLiteral("life 2 begins\n"), PanelPatience);
    }

    void nothingIsLostOrRepeatedWhenServerAndKubeletDie()
    {
        open("pods", "counter");
        auto* range = m_driver->console().find<QComboBox>("logRange");
        range->setCurrentIndex(range->findText("Everything"));
        for (const char* part : {"skiffd server", "skiffd agent"}) {
            QTRY_VERIFY_WITH_TIMEOUT(m_view->lineCount() > 500, PanelPatience);
            QVERIFY(m_driver->cluster().kill(QLatin1String(part)));
            const int before = m_view->lineCount();
            QTRY_VERIFY2_WITH_TIMEOUT(m_view->lineCount() > before + 800, qPrintable(panel().statusText()),
                                      PanelPatience);
        }
        numbersAreWhole("^number (\\d+)$");
        range->setCurrentIndex(range->findText("Last 100 lines"));
        QTRY_VERIFY_WITH_TIMEOUT(m_view->lineCount() > 0 && !m_view->line(0).endsWith(" 1"), PanelPatience);
        range->setCurrentIndex(range->findText("Last 5 minutes"));
        QTRY_VERIFY_WITH_TIMEOUT(m_view->lineCount() > 1000, PanelPatience);
    }

    void aDeletedPodsLogStays()
    {
        open("pods", "counter");
        QTRY_VERIFY_WITH_TIMEOUT(m_view->lineCount() > 100, PanelPatience);
        QVERIFY(m_driver->cluster().kubectl({"delete", "pod", "counter", "--now"}));
        QTRY_VERIFY2_WITH_TIMEOUT(panel().statusText().contains("The log has ended."), qPrintable(panel().statusText()),
                                  PanelPatience);
        QVERIFY(m_view->lineCount() > 100);
    }

private:
    void open(const QString& page, const QString& object)
    {
        QVERIFY(m_driver->press(page, object, Qt::Key_L));
        QVERIFY(m_driver->panel<desktop::LogPanel>());
        m_view = panel().findChild<widgets::LogView*>("logView");
    }
    desktop::LogPanel& panel() { return *m_driver->panel<desktop::LogPanel>(); }
    QString text() const { return m_view->text(); }
    QAction* option(const char* name) { return panel().findChild<QAction*>(QLatin1String(name)); }
    QLineEdit* edit(const char* name) { return panel().findChild<QLineEdit*>(QLatin1String(name)); }

    void field(const char* name, const QString& words)
    {
        edit(name)->clear();
        QTest::keyClicks(edit(name), words);
    }

    void hideContainer(const QString& name)
    {
        auto* menu = panel().findChild<QToolButton*>("logContainers")->menu();
        emit menu->aboutToShow();
        for (QAction* container : menu->actions())
            if (container->text() == name)
                container->trigger();
    }

    bool save(const QString& path)
    {
        panel().findChild<QToolButton*>("logSave")->click();
        auto* dialog = panel().findChild<QFileDialog*>();
        if (!dialog)
            return false;
        emit dialog->fileSelected(path);
        dialog->close();
        return true;
    }

    /// "front POD", "back POD" as far as they have written.
    QSet<QString> writers() const
    {
        QSet<QString> found;
        static const QRegularExpression writer("((front|back) \\S+) \\d+\n");
        for (auto it = writer.globalMatch(text()); it.hasNext();)
            found.insert(it.next().captured(1));
        return found;
    }

    QStringList podsOf(const QString& selector)
    {
        const auto names =
            m_driver->cluster().kubectl({"get", "pods", "-l", selector, "--field-selector=status.phase=Running", "-o",
                                         "jsonpath={.items[*].metadata.name}"});
        return QString::fromUtf8(names.value_or("none")).split(' ');
    }

    /// What the pattern captures is 1, 2, 3, …
    void numbersAreWhole(const QString& pattern) const
    {
        const QRegularExpression number(pattern, QRegularExpression::MultilineOption);
        int last = 0;
        for (auto it = number.globalMatch(text()); it.hasNext(); ++last) {
            const int next = it.next().captured(1).toInt();
            if (next != last + 1)
                QFAIL(qPrintable(QStringLiteral("%1 after %2").arg(next).arg(last)));
        }
        QVERIFY(last > 1);
    }

    /// But for the first lines of a container, which we hear of when others have written on.
    void linesAreInTheOrderOfTime()
    {
        option("logTimes")->trigger();
        QTime latest;
        for (int i = 0; i < m_view->lineCount(); ++i) {
            const QTime time = QTime::fromString(m_view->line(i).left(12), "HH:mm:ss.zzz");
            QVERIFY2(time.isValid(), qPrintable(m_view->line(i)));
            const int back = latest.isValid() ? time.msecsTo(latest) : 0;
            QVERIFY2(back < 5000 || back > 80'000'000 /* midnight */, qPrintable(m_view->line(i)));
            static const QRegularExpression first(" [1-9]$| 1\\d$");
            QVERIFY2(back <= 0 || back > 80'000'000 || first.match(m_view->line(i)).hasMatch(),
                     qPrintable(m_view->line(i)));
            if (back <= 0 || back > 80'000'000)
                latest = time;
        }
        option("logTimes")->trigger();
    }

    std::unique_ptr<PanelDriver> m_driver;
    widgets::LogView* m_view = nullptr;
};

SKIFF_REGISTER_TEST(LogsPanelTest);
#include "logs_panel_test.moc"
