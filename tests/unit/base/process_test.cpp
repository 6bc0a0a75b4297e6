#include "cluster/base/process.h"
#include "tests/support/register_test.h"

#include <QTest>

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

SKIFF_REGISTER_TEST(ProcessTest);

#include "process_test.moc"
