#include "tests/bench/desktop/watchdog.h"
#include "tests/gui/editor_driver.h"
#include "tests/support/register_test.h"

#include "widgets/editor/diff_view.h"

#include <QElapsedTimer>
#include <QPushButton>

using namespace skiff;
using namespace skiff::test;

/// Texts as large as objects may be: opened, changed at their end, compared and applied without a stall of the window
/// that a user would feel. Counts the processor time of the window's thread, so that a busy machine is no failure.
class EditorLargeTest final : public QObject, private EditorDriver
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(begin());
        QByteArray map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\n  namespace: default\ndata:\n";
        for (int i = 0; map.size() < 1'000'000; ++i)
            map += "  key-" + QByteArray::number(100'000 + i) + ": \"" + QByteArray(60, 'x') + "\"\n";
        map += "  zlast: value\n";
        QVERIFY(kubectl({"create", "-f", "-"}, map));
        // One value of a megabyte, as people keep files.
        QByteArray file = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: file\n  namespace: default\ndata:\n"
                          "  nginx.conf: |\n";
        while (file.size() < 1'000'000)
            file += "    location /path-" + QByteArray::number(file.size()) + " { proxy_pass http://backend; }\n";
        file += "  zlast: value\n";
        QVERIFY(kubectl({"create", "-f", "-"}, file));
        QByteArray work =
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: wide\n  namespace: default\nspec:\n"
            "  replicas: 0\n  selector:\n    matchLabels:\n      app: wide\n  template:\n    metadata:\n"
            "      labels:\n        app: wide\n      annotations:\n        zlast: value\n    spec:\n"
            "      containers:\n";
        for (int i = 0; i < 740; ++i)
            work += "      - name: c" + QByteArray::number(i) +
                    "\n        image: registry.local/web:1\n        args: [\"-a\", \"b\"]\n        env:\n"
                    "        - name: A\n          value: \"1\"\n        resources:\n          limits:\n"
                    "            memory: 64Mi\n";
        QVERIFY(kubectl({"create", "-f", "-"}, work));
    }

    void cleanupTestCase() { closeConsole(); }

    void aLargeTextNeverStalls_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("lines");
        QTest::addRow("a megabyte of keys") << "configmaps"
                                            << "large" << 12'000;
        QTest::addRow("a megabyte in one value") << "configmaps"
                                                 << "file" << 10'000;
        QTest::addRow("a Deployment of 10,000 lines") << "deployments"
                                                      << "wide" << 10'000;
    }

    void aLargeTextNeverStalls()
    {
        editOnce();
        if (!QTest::currentTestFailed())
            QVERIFY2(m_stalls.isEmpty(), qPrintable(m_stalls.join("; ")));
    }

private:
    void editOnce()
    {
        QFETCH(const QString, page);
        QFETCH(const QString, name);
        QFETCH(const int, lines);
        QVERIFY(openPage(page));
        QVERIFY(waitFor<QWidget>(page + "Table"));
        QTest::qWait(0);
        m_watchdog.take();
        QVERIFY(edit(page, name));
        QVERIFY2(editor()->lineCount() > lines, qPrintable(QString::number(editor()->lineCount())));
        QVERIFY(editor()->line(editor()->lineCount() - 2).contains("zlast: value") || page == "deployments");
        report("opened");

        const int line =
            page == "deployments" ? lastLineWith("terminationGracePeriodSeconds: 30") : lastLineWith("zlast: value");
        QVERIFY(line > 0);
        editor()->goTo(line, int(editor()->line(line).size()));
        m_watchdog.take();
        QTest::keyClicks(editor(), page == "deployments" ? "1" : "s");
        QTRY_VERIFY_WITH_TIMEOUT(status().startsWith("Draft saved"), EditorPatience);
        QTRY_VERIFY(button("editorApply")->isEnabled());
        report("typed, draft saved");
        if (page != "deployments") {
            QTest::keyClicks(editor(), " # a word of mine", Qt::NoModifier, 10);
            QTRY_VERIFY_WITH_TIMEOUT(status().startsWith("Draft saved"), EditorPatience);
            report("typed more");
        }

        QTest::keyClick(editor(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        auto* diff = waitFor<widgets::DiffView>("editorDiffView");
        QVERIFY(diff);
        QTRY_COMPARE(diff->changeCount(), 1);
        report("compared");
        QTest::keyClick(diff, Qt::Key_Escape);
        QTRY_VERIFY(editor()->isVisible());
        report("back to the text");

        QTest::keyClick(editor(), Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY2_WITH_TIMEOUT(status().startsWith("Applied") || console().find<QWidget>("fieldChoices"),
                                  qPrintable(said()), EditorPatience);
        if (console().find<QWidget>("fieldChoices"))
            console().find<QPushButton>("reviewAccept")->click();
        QVERIFY2(waitApplied(), qPrintable(said()));
        report("applied");
        QVERIFY2(closeEditor(), qPrintable(said()));
        report("closed");
    }

    int lastLineWith(const QString& words)
    {
        int line = editor()->lineCount() - 1;
        while (line >= 0 && !editor()->line(line).contains(words))
            --line;
        return line;
    }

    void report(const char* what)
    {
        QTest::qWait(400); // what comes after it, too
        const bench::Stalls stalls = m_watchdog.take();
        qInfo("%s, %s: %.1f ms of processor time, %.1f ms passed", QTest::currentDataTag(), what, stalls.longestCpu,
              stalls.longest);
        if (stalls.longestCpu > bench::Watchdog::Failure)
            m_stalls << QStringLiteral("%1: %2 ms").arg(QLatin1String(what)).arg(stalls.longestCpu);
    }

    bench::Watchdog m_watchdog;
    QStringList m_stalls; ///< of the last round
};

SKIFF_REGISTER_TEST(EditorLargeTest);
#include "editor_large_test.moc"
