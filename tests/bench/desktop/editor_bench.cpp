// skiff-bench-editor: how long the editor keeps the GUI thread with big texts: opening, typing, scrolling,
// folding, finding, in ms of the GUI thread's processor time. The longest time between two events is what a user feels;
// the bar is 50 ms.
#include "widgets/editor/code_editor.h"
#include "widgets/editor/diff_view.h"
#include "widgets/editor/find_bar.h"
#include "widgets/editor/lazy_highlighter.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QEventLoop>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTimer>

#include <cstdio>
#include <ctime>
#include <functional>

using namespace skiff::widgets;

namespace {

constexpr int QuietMsecs = 20;
constexpr int LongestMsecs = 20'000;

QString manyLines()
{
    QString text = QStringLiteral("apiVersion: v1\nkind: List\nitems:\n");
    for (int i = 0; text.count(QLatin1Char('\n')) < 10'000; ++i)
        text += QStringLiteral("- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: web-%1 # a comment\n    labels: "
                               "{app: \"web\", tier: 'front'}\n"
                               "  spec:\n    containers:\n    - name: web\n      image: registry.example/web:%1\n      "
                               "command: [sh, -c]\n"
                               "      args:\n      - |\n        while true; do date; sleep 1; done\n")
                    .arg(i);
    return text;
}

QString longLines(int length)
{
    QString text = QStringLiteral("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\nbinaryData:\n  blob: ");
    for (int i = 0; i < length; ++i)
        text += QChar(u'A' + (i * 31 + i / 7) % 26);
    text += QStringLiteral("\ndata:\n  json: '");
    while (text.size() < 2 * length)
        text += QStringLiteral("{\"key\": [1, 2, 3], \"other\": \"value: with # signs\"},");
    return text + QStringLiteral("'\n");
}

QString blockLines(int length)
{
    QString text = QStringLiteral("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n  nginx.conf: |\n");
    while (text.size() < length)
        text += QStringLiteral("    location /path { proxy_pass http://backend; } # %1\n").arg(text.size());
    return text;
}

/// The GUI thread's own processor time in ms: what a user waits on a machine that does nothing else.
class Stopwatch
{
public:
    Stopwatch() { restart(); }
    void restart() { m_begin = now(); }
    double elapsed() const { return now() - m_begin; }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }

    double m_begin = 0;
};

/// Runs the event loop until `done` has been true for a moment; the longest round.
double settle(const std::function<bool()>& done)
{
    double worst = 0;
    Stopwatch round;
    QEventLoop loop;
    QTimer quiet; // what is done may lead to more
    quiet.setSingleShot(true);
    quiet.setInterval(QuietMsecs);
    QObject::connect(&quiet, &QTimer::timeout, &loop, &QEventLoop::quit);
    QTimer::singleShot(LongestMsecs, &loop, &QEventLoop::quit);
    const auto* dispatcher = QAbstractEventDispatcher::instance();
    QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &loop, [&] {
        worst = std::max(worst, round.elapsed()); // waiting takes no processor time
        round.restart();
    });
    QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &loop, [&] {
        if (!done())
            quiet.stop();
        else if (!quiet.isActive())
            quiet.start();
    });
    loop.exec();
    return worst;
}

void type(CodeEditor& editor, const QString& text)
{
    for (const QChar character : text) {
        QKeyEvent press(QEvent::KeyPress, character == QLatin1Char('\n') ? Qt::Key_Return : Qt::Key_A, {},
                        QString(character));
        QApplication::sendEvent(&editor, &press);
        QApplication::processEvents();
    }
}

void measure(const char* name, const QString& text, int line, int column, bool wrap)
{
    CodeEditor editor;
    editor.resize(900, 700);
    editor.setWrap(wrap);
    editor.show();
    QApplication::processEvents();
    const auto lazy = [&editor] {
        return editor.document()->lastBlock().userState() >= 0;
    };

    Stopwatch timer;
    editor.setText(text);
    const double set = timer.elapsed();
    editor.repaint();
    const double painted = timer.elapsed();
    const double opening = settle(lazy);
    const double coloured = timer.elapsed();

    editor.goTo(line, column);
    QApplication::processEvents();
    double worstKey = 0;
    double sumKeys = 0;
    const QString typing = QStringLiteral("x: 1\n\"quoted'# text\n- a");
    for (const QChar character : typing) {
        timer.restart();
        type(editor, QString(character));
        editor.repaint();
        worstKey = std::max(worstKey, timer.elapsed());
        sumKeys += timer.elapsed();
    }
    const double after = settle(lazy);
    editor.undo();
    settle(lazy);

    double worstScroll = 0;
    QScrollBar& bar = *editor.verticalScrollBar();
    for (int i = 0; i <= 50; ++i) {
        timer.restart();
        bar.setValue(bar.maximum() / 50 * i);
        editor.repaint();
        worstScroll = std::max(worstScroll, timer.elapsed());
    }
    timer.restart();
    editor.setAllFolded(true);
    editor.repaint();
    const double fold = timer.elapsed();
    editor.setAllFolded(false);

    timer.restart();
    editor.openFind(true);
    editor.findBar().setPattern({.text = QStringLiteral("a")});
    const double find = settle([&] { return editor.findBar().isSettled(); });
    timer.restart();
    editor.replaceText(QString(text).replace(QStringLiteral("name: "), QStringLiteral("name:  ")));
    const double replace = timer.elapsed();

    std::printf("%s (%d lines, %.1f MB%s): set %.1f ms, painted after %.1f, coloured after %.0f, longest round %.1f\n",
                name, int(text.count(QLatin1Char('\n'))), double(text.size()) / 1e6, wrap ? ", wrapped" : "", set,
                painted, coloured, opening);
    std::printf("  a key %.1f ms, longest %.1f (then %.1f); scroll %.1f, fold all %.1f, find %.1f, replace text %.1f\n",
                sumKeys / double(typing.size()), worstKey, after, worstScroll, fold, find, replace);
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    {
        CodeEditor first; // reads the definitions
        const Stopwatch timer;
        first.setText(QStringLiteral("a: b\n"));
        first.show();
        first.repaint();
        std::printf("the first editor: %.1f ms\n", timer.elapsed());
    }
    const QString lines = manyLines();
    const QString wide = longLines(500'000);
    for (const bool wrap : {false, true}) {
        measure("10,000 lines", lines, 5000, 3, wrap);
        measure("two long lines", wide, 5, 250'000, wrap);
        measure("a big block", blockLines(1'000'000), 9000, 4, wrap);
    }
    return 0;
}
