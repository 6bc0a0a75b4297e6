#include "tests/gui/panel_driver.h"
#include "tests/support/register_test.h"

#include "app/desktop/terminal/terminal_panel.h"
#include "widgets/banner.h"
#include "widgets/terminal/terminal_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>

using namespace skiff;
using namespace skiff::test;
using widgets::terminal::TerminalView;

/// Terminals of the real window, in containers and on a node. Needs root.
class TerminalPanelTest final : public QObject
{
    Q_OBJECT

public:
    Q_INVOKABLE void takeLink(const QUrl& url) { m_opened << url.toString(); }

private slots:
    void initTestCase()
    {
        if (const auto why = RealCluster::missing())
            QSKIP(qPrintable(*why));
        m_driver = std::make_unique<PanelDriver>(QStringLiteral("gui-terminal"));
        QVERIFY(m_driver->begin());
        QVERIFY(m_driver->cluster().apply(pods()));
        for (const char* pod : {"pod/tools", "pod/bare", "pod/talker", "pod/piped"})
            QVERIFY(m_driver->cluster().waitFor(QLatin1String(pod)));
    }

    void cleanupTestCase() { m_driver.reset(); }

    void cleanup()
    {
        if (m_driver)
            m_driver->closePanels();
    }

    void aShellIsFoundAndSeveralStandBesideEachOther()
    {
        shell("tools");
        type("echo $HOSTNAME-$((40 + 2))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("tools-42"), PanelPatience);
        type("touch /in-the-second");
        TerminalView* before = m_view;
        shell("tools");
        QVERIFY(m_view != before);
        QCOMPARE(m_driver->dock().count(), 2);
        type("ls /in-the-second");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("\n/in-the-second"), PanelPatience);
        auto* containers = panel().findChild<QComboBox*>("terminalContainer");
        QCOMPARE(containers->currentText(), QStringLiteral("second")); // as the pod's annotation wishes
        containers->setCurrentIndex(containers->findText("first"));
        emit containers->activated(containers->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(shown().section("Container first:", 1).trimmed().endsWith('#'), PanelPatience);
        type("ls /in-the-second");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("No such file"), PanelPatience);
    }

    void aProgramOfTheWholeScreenFollowsTheSize()
    {
        shell("tools");
        type("seq 1 300 > /numbers; vi /numbers");
        QTRY_VERIFY_WITH_TIMEOUT(m_view->screen().alternate(), PanelPatience);
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("1/300"), PanelPatience);
        m_driver->console().window().resize(1500, 1000);
        QTest::keyClicks(m_view, ":200");
        QTest::keyClick(m_view, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("\n200"), PanelPatience);
        QTest::keyClicks(m_view, ":q!");
        QTest::keyClick(m_view, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->screen().alternate(), PanelPatience);
        sizeIsTold();
    }

    void coloursWideCharactersAndTheScrollbackAreShown()
    {
        shell("tools");
        type("for i in $(seq 0 7); do printf \"\\033[3${i}m colour $i \\033[0m\\033[48;5;$((16+i*30))m 256 \\033[0m"
             "\\033[38;2;$((i*30));120;200m true \\033[0m\\n\"; done");
        type("printf '\\344\\270\\255\\346\\226\\207 \\346\\227\\245\\346\\234\\254\\350\\252\\236 | "
             "\\033[1mbold\\033[0m \\033[3mitalic\\033[0m "
             "\\033[4munder\\033[0m \\033[9mstruck\\033[0m \\033[7mturned\\033[0m\\n'");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("中文 日本語 | bold italic under struck turned"), PanelPatience);
        m_driver->console().shootAll("panel-terminal");
        type("seq 1 500");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("\n500\n"), PanelPatience);
        QVERIFY(m_view->screen().scrollbackCount() > 450);
        QTest::keyClick(m_view, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        auto* search = m_driver->console().find<QLineEdit>("terminalSearch");
        QVERIFY(search);
        search->setText("日本");
        QTRY_COMPARE(panel().findChild<QLabel*>("terminalFound")->text(), QStringLiteral("1 line"));
        QTest::keyClick(search, Qt::Key_Escape);
        const int columns = m_view->screen().columns();
        QTest::keyClick(m_view, Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(m_view, Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(m_view->screen().columns() < columns);
        sizeIsTold();
        QTest::keyClick(m_view, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(m_view->screen().columns(), columns);
    }

    void hostileSequencesDoNoHarm()
    {
        QGuiApplication::clipboard()->setText("mine");
        shell("tools");
        type("printf '\\033]52;c;c2VjcmV0\\007\\033]52;c;?\\007\\033]0;'; head -c 100000 /dev/zero | tr '\\0' T; "
             "printf '\\007\\033P+q544e\\033\\\\\\033[21t\\033[8;900;900t\\033]10;?\\007\\033[>c\\005\\033[c\\033[6n'; "
             "awk 'BEGIN { srand(42); for (i = 0; i < 200000; ++i) printf \"%c\", int(rand() * 256) }'; "
             "printf '\\033c\\033[!p'; stty sane; echo; echo alive-$((6*7))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("alive-42"), PanelPatience);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
        QVERIFY(m_driver->dock().tabText(m_driver->dock().currentIndex()).size() < 300);
        QVERIFY(m_view->screen().columns() < 400);
        // What the terminal is and where its cursor stands was asked: the answers wait at the prompt, as in any
        // terminal.
        QTest::keyClick(m_view, Qt::Key_C, Qt::ControlModifier);
        type("echo still-$((6*7))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("still-42"), PanelPatience);
    }

    /// Whatever a program asks, no answer is text that a shell would take for a command.
    void nothingIsTypedUnasked()
    {
        shell("tools");
        const QByteArray titled = "\\033]0;rm -rf x\\007\\033[21t\\033[20t"; // the title, as text
        const QByteArray settings =
            "\\033P$qm\\033\\\\\\033P+q544e\\033\\\\\\033P$q\\012ls\\012\\033\\\\"; // DECRQSS, termcap
        const QByteArray colours = "\\033]10;?\\007\\033]11;?\\007\\033]4;1;?\\007\\033]52;c;?\\007";
        const QByteArray answerback = "\\005";
        const QByteArray screen = "\\033[18t\\033[14t\\033[13t\\033[1;1;1;1;1;1*y"; // sizes, checksum of what is shown
        const QByteArray keys = "\\033P1;1|17/0a6c730a\\033\\\\"; // a function key that would type "ls"
        type("stty raw -echo min 0 time 15; printf '" + titled + settings + colours + answerback + screen + keys +
             "'; cat > /answers; stty sane; echo; wc -c < /answers | sed s/^/answers:/");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("\nanswers:"), PanelPatience);
        QVERIFY2(shown().contains("\nanswers:0\n"), qPrintable(shown()));
        // Where the cursor is and what the terminal is may be asked: numbers, without an end of line.
        type("stty raw -echo min 0 time 15; printf '\\033[6n\\033[c\\033[5n'; cat > /answers; stty sane; echo; "
             "tr '\\033\\n' 'EN' < /answers | sed s/^/numbers:/; echo");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("\nnumbers:"), PanelPatience);
        static const QRegularExpression numbers("\nnumbers:((E\\[[?0-9;]*[Rcn])+)\n");
        QVERIFY2(numbers.match(shown()).hasMatch(), qPrintable(shown()));
    }

    void linksAreOpenedOnlyWhenTheUserWantsThem()
    {
        QDesktopServices::setUrlHandler("https", this, "takeLink");
        QDesktopServices::setUrlHandler("file", this, "takeLink");
        shell("tools");
        type("clear; printf '\\033]8;;https://example.org/a\\007shown\\033]8;;\\007 "
             "\\033]8;;file:///etc/passwd\\007local\\033]8;;\\007 "
             "\\033]8;;javascript:alert(1)\\007script\\033]8;;\\007 "
             "https://example.org/plain.\\n'");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("shown local script https://example.org/plain."), PanelPatience);
        click("shown", {});
        click("plain", {});
        QVERIFY(m_opened.isEmpty());
        click("shown", Qt::ControlModifier);
        QCOMPARE(m_opened, QStringList{"https://example.org/a"});
        click("plain", Qt::ControlModifier);
        QCOMPARE(m_opened.value(1), QStringLiteral("https://example.org/plain"));
        click("local", Qt::ControlModifier);
        QCOMPARE(m_opened.size(), 2);
        QVERIFY2(m_driver->notice().contains("file:///etc/passwd"), qPrintable(m_driver->notice()));
        click("script", Qt::ControlModifier);
        QCOMPARE(m_opened.size(), 2);
        QVERIFY2(m_driver->notice().contains("javascript:alert(1)"), qPrintable(m_driver->notice()));
        m_driver->console().find<widgets::Banner>("noticeStrip")->hide();
        QDesktopServices::unsetUrlHandler("https");
        QDesktopServices::unsetUrlHandler("file");
    }

    void whatIsPastedCannotSurprise()
    {
        shell("tools");
        type("cat > /pasted");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("cat > /pasted\n"), PanelPatience);
        QGuiApplication::clipboard()->setText("one\x1b[201~\x03\rtwo\n");
        QTest::keyClick(m_view, Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QMessageBox* question = nullptr;
        QTRY_VERIFY((question = m_driver->console().window().findChild<QMessageBox*>()));
        QVERIFY(question->text().contains("Paste 2 lines?"));
        m_driver->console().shootTop("panel-terminal-paste");
        for (QAbstractButton* button : question->buttons())
            if (button->text() == "Paste")
                button->click();
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("two"), PanelPatience);
        QTest::keyClick(m_view, Qt::Key_Return); // the paste has left it to us
        QTest::keyClick(m_view, Qt::Key_D, Qt::ControlModifier);
        type("cat /pasted | tr 'a-z' 'A-Z'");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("ONE[201~\nTWO"), PanelPatience);
    }

    void aContainerWithoutAShellIsSaidToHaveNone()
    {
        QVERIFY(m_driver->press("pods", "bare", Qt::Key_S));
        QTRY_VERIFY_WITH_TIMEOUT(banner().isVisible(), PanelPatience);
        QVERIFY2(banner().text().contains("has no shell"), qPrintable(banner().text()));
        m_driver->console().shootAll("panel-terminal-none");
    }

    void aProgramOfAContainerCanBeTalkedTo()
    {
        QVERIFY(m_driver->runAction("pods", "talker", "attach"));
        take();
        QTRY_VERIFY_WITH_TIMEOUT(panel().connected(), PanelPatience);
        type("ahoy");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("heard <ahoy>"), PanelPatience);
    }

    void aProgramWithoutATerminalGetsWholeLines()
    {
        QVERIFY(m_driver->runAction("pods", "piped", "attach"));
        take();
        QTRY_VERIFY_WITH_TIMEOUT(panel().connected(), PanelPatience);
        QTest::keyClicks(m_view, "ahox");
        QTest::keyClick(m_view, Qt::Key_Backspace);
        type("y");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("\nahoy\none ahoy\ntwo ahoy\n"), PanelPatience);
    }

    void aNodesShellIsTheNodes()
    {
        const QString node = QStringLiteral("gui-terminal");
        QVERIFY(m_driver->press("nodes", node, Qt::Key_S));
        auto* image = m_driver->console().window().findChild<QLineEdit*>("nodeShellImage");
        QVERIFY(image);
        m_driver->console().shootTop("panel-node-shell-dialog");
        image->setText("skiff.local/busybox:1.0");
        m_driver->console().window().findChild<QPushButton*>("nodeShellOpen")->click();
        QTRY_VERIFY(m_driver->panel<desktop::TerminalPanel>());
        take();
        QTRY_VERIFY2_WITH_TIMEOUT(panel().connected(), qPrintable(banner().text()), PanelPatience);
        type("tr '\\0' ' ' < /proc/1/cmdline; echo; ls -d /var/lib/skiff; id -u");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("skiff-init") && shown().contains("\n/var/lib/skiff\n0\n"),
                                 PanelPatience);
        m_driver->console().shootAll("panel-node-shell");
        const QStringList own{"get", "pods", "-l", "app.kubernetes.io/managed-by=skiff-desktop", "-o", "name"};
        QVERIFY(m_driver->cluster().kubectl(own)->contains("pod/"));
        m_driver->closePanels();
        QTRY_COMPARE_WITH_TIMEOUT(m_driver->cluster().kubectl(own).value_or("?"), QByteArray(), PanelPatience);
    }

    void aLostServerIsToldAndTheShellOpenedAgain()
    {
        shell("tools");
        type("echo before-$((6*7))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("before-42"), PanelPatience);
        QVERIFY(m_driver->cluster().kill("skiffd server"));
        QTRY_VERIFY_WITH_TIMEOUT(banner().isVisible(), PanelPatience);
        QVERIFY2(banner().text().contains("lost"), qPrintable(banner().text()));
        m_driver->console().shootAll("panel-terminal-lost");
        QVERIFY(shown().contains("before-42"));
        // The server is back within a second; until then the button says why not.
        QTRY_VERIFY_WITH_TIMEOUT(panel().connected() || (banner().isVisible() && (again()->click(), false)),
                                 PanelPatience);
        type("echo after-$((6*7))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("after-42") && shown().contains("before-42"), PanelPatience);
    }

    void aPodDeletedUnderATerminalIsToldAndItsSuccessorReached()
    {
        shell("tools");
        type("touch /left-by-the-first; echo mine-$((6*7))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("mine-42"), PanelPatience);
        QVERIFY(m_driver->cluster().kubectl({"delete", "pod", "tools", "--now"}));
        QTRY_VERIFY_WITH_TIMEOUT(banner().isVisible(), PanelPatience);
        again()->click();
        QTRY_VERIFY2_WITH_TIMEOUT(banner().isVisible() && banner().text().contains("\"tools\" not found"),
                                  qPrintable(banner().text()), PanelPatience);
        m_driver->console().shootAll("panel-terminal-gone");
        // Another pod of that name is reached by the same button, below what is on the screen.
        QVERIFY(m_driver->cluster().apply(pods()));
        QVERIFY(m_driver->cluster().waitFor("pod/tools"));
        again()->click();
        QTRY_VERIFY2_WITH_TIMEOUT(panel().connected(), qPrintable(banner().text()), PanelPatience);
        type("cat /left-by-the-first; echo replaced-$((6*7))");
        QTRY_VERIFY_WITH_TIMEOUT(shown().contains("replaced-42"), PanelPatience);
        QVERIFY(shown().contains("No such file") && shown().contains("mine-42"));
    }

private:
    desktop::TerminalPanel& panel() { return *m_driver->panel<desktop::TerminalPanel>(); }
    widgets::Banner& banner() { return *panel().findChild<widgets::Banner*>("terminalBanner"); }
    QPushButton* again() { return panel().findChild<QPushButton*>("terminalAgain"); }
    void take() { m_view = panel().findChild<TerminalView*>("terminalView"); }

    static QByteArray pods()
    {
        QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/terminals.yaml"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// Opens one by the key and waits for its prompt.
    void shell(const QString& pod)
    {
        QVERIFY(m_driver->press("pods", pod, Qt::Key_S));
        QVERIFY(m_driver->panel<desktop::TerminalPanel>());
        take();
        QTRY_VERIFY2_WITH_TIMEOUT(shown().trimmed().endsWith('#') || banner().isVisible(), qPrintable(shown()),
                                  PanelPatience);
        QVERIFY2(!banner().isVisible(), qPrintable(banner().text()));
    }

    void type(const QString& line)
    {
        QTest::keyClicks(m_view, line);
        QTest::keyClick(m_view, Qt::Key_Return);
    }

    /// Asks until the program has the size that the view has, which the layout may still change; the
    /// size goes another way than what is typed.
    void sizeIsTold()
    {
        QElapsedTimer timer;
        timer.start();
        for (;;) {
            const QString size =
                QStringLiteral("\n%1 %2\n").arg(m_view->screen().rows()).arg(m_view->screen().columns());
            type("stty size");
            if (QTest::qWaitFor([&] { return shown().contains(size); }, 1000))
                return;
            QVERIFY2(timer.elapsed() < PanelPatience, qPrintable(size + shown()));
        }
    }

    /// Scrollback and screen.
    QString shown() const
    {
        QString all;
        for (int line = 0; line < m_view->screen().lineCount(); ++line)
            all += m_view->screen().lineText(line) + '\n';
        return all;
    }

    /// On the last place where `text` is on the screen.
    void click(const QString& text, Qt::KeyboardModifiers modifiers)
    {
        const auto& screen = m_view->screen();
        for (int row = screen.rows() - 1; row >= 0; --row) {
            const qsizetype column = screen.lineText(screen.scrollbackCount() + row).lastIndexOf(text);
            if (column < 0)
                continue;
            const QFontMetricsF metrics(m_view->font());
            QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers,
                              QPoint(6 + int((double(column) + 0.5) * metrics.horizontalAdvance('M')),
                                     6 + int((row + 0.5) * std::ceil(metrics.height()))));
            return;
        }
        QFAIL("it is not on the screen");
    }

    std::unique_ptr<PanelDriver> m_driver;
    TerminalView* m_view = nullptr;
    QStringList m_opened;
};

SKIFF_REGISTER_TEST(TerminalPanelTest);
#include "terminal_panel_test.moc"
