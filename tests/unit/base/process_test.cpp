#include "cluster/base/process.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace std::chrono_literals;

class ProcessTest : public QObject
{
    Q_OBJECT

private slots:
    void passesInputAndOutput();
    void carriesMoreThanAPipeHolds();
    void survivesAChildThatDoesNotRead();
    void reportsExitCodeAndWords();
    void namesTheMissingProgram();
    void killsWhatTakesTooLong();
    void handsOnLinesAsTheyAreSaid();
    void endsAWholeGroupOnRequest();
};

void ProcessTest::passesInputAndOutput()
{
    QCOMPARE(process::runChecked({"tr", "a-z", "A-Z"}, "skiff").value(), std::string("SKIFF"));
}

void ProcessTest::carriesMoreThanAPipeHolds()
{
    const std::string much(1 << 20, 'x');
    QCOMPARE(process::runChecked({"cat"}, much).value(), much);
}

void ProcessTest::survivesAChildThatDoesNotRead()
{
    QVERIFY(process::runChecked({"true"}, std::string(1 << 20, 'x')).ok());
}

void ProcessTest::reportsExitCodeAndWords()
{
    const auto outcome = process::run({"sh", "-c", "echo no >&2; exit 3"});
    QVERIFY(outcome.ok());
    QCOMPARE(outcome->exitCode, 3);
    QCOMPARE(process::runChecked({"sh", "-c", "echo no >&2; exit 3"}).error().message,
             std::string("sh failed with exit code 3: no"));
}

void ProcessTest::namesTheMissingProgram()
{
    const auto outcome = process::run({"no-such-program-of-skiff"});
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, ErrorCode::NotFound);
    QVERIFY(outcome.error().message.find("no-such-program-of-skiff") != std::string::npos);
}

void ProcessTest::killsWhatTakesTooLong()
{
    const auto outcome = process::run({"cat", "/dev/zero"}, {}, 50ms);
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
}

void ProcessTest::handsOnLinesAsTheyAreSaid()
{
    std::vector<std::string> lines;
    const auto code = process::runLines({"sh", "-c", "echo a; echo b >&2; printf c; exit 3"},
                                        [&](std::string_view line) { lines.emplace_back(line); }, {});
    QCOMPARE(code.value(), 3);
    QCOMPARE(lines, (std::vector<std::string>{"a", "b", "c"}));
    QCOMPARE(process::runLines({"no-such-program-of-skiff"}, [](std::string_view) {}, {}).error().code,
             ErrorCode::NotFound);
}

void ProcessTest::endsAWholeGroupOnRequest()
{
    // A script that cleans up, and waits for a program that would never end.
    std::stop_source source;
    std::vector<std::string> lines;
    const auto code = process::runLines(
        {"bash", "-c", "trap 'echo cleaned' EXIT; echo ready; sleep 1000"},
        [&](std::string_view line) {
            lines.emplace_back(line);
            source.request_stop();
        },
        source.get_token());
    QCOMPARE(code.error().code, ErrorCode::Cancelled);
    // The shell may also tell of the program that was ended with it.
    QCOMPARE(lines.front(), std::string("ready"));
    QVERIFY(std::find(lines.begin(), lines.end(), "cleaned") != lines.end());
}

SKIFF_REGISTER_TEST(ProcessTest);

#include "process_test.moc"
