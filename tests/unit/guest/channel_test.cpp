#include "tests/support/register_test.h"
#include "tests/unit/guest/guest_server.h"

#include <QTest>
#include <algorithm>
#include <csignal>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine::guest;
using namespace skiff::machine::guest::testing;
using namespace std::chrono_literals;

/// Programs in a guest, with what they read and say.
class ChannelTest : public GuestTest
{
    Q_OBJECT

private slots:
    void saysItsVersion();
    void runsAProgramAndGathersWhatItSays();
    void saysWhyAProgramWasNotStarted();
    void givesTheNumberOfASignal();
    void carriesMoreThanTheWindowBothWays();
    void aProgramThatDoesNotReadItsInputStillEnds();
    void severalProgramsRunAtOnce();
    void aTerminalHasASizeAndOneStream();
    void aKeyTypedAtOnceReachesTheProgram();
    void signalsReachTheProgram();
    void aSlowReaderHoldsOnlyItsProgram();
    void timesOut();

private:
    void pumpUntilOver(std::initializer_list<const Listener*> listeners)
    {
        const auto all = [&] {
            return std::all_of(listeners.begin(), listeners.end(), [](auto* l) { return l->over(); });
        };
        while (!all())
            QVERIFY(m_channel->pump(longEnough).ok());
    }
    process::Outcome run(const std::vector<std::string>& arguments, int input = -1)
    {
        auto outcome = m_channel->run(arguments, input, longEnough);
        if (!outcome.ok())
            qFatal("run: %s", outcome.error().message.c_str());
        return *outcome;
    }
};

void ChannelTest::saysItsVersion()
{
    QCOMPARE(m_channel->version(), std::string("skiff-shell test"));
}

void ChannelTest::runsAProgramAndGathersWhatItSays()
{
    const auto outcome = run({"sh", "-c", "echo \"$1\"; echo wrong >&2; exit 3", "sh", "two words"});
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.output, std::string("two words\n"));
    QCOMPARE(outcome.errors, std::string("wrong\n"));
}

void ChannelTest::saysWhyAProgramWasNotStarted()
{
    const auto outcome = m_channel->run({"/no/such/program"}, -1, longEnough);
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().message, std::string("/no/such/program: No such file or directory"));
    QCOMPARE(run({"true"}).exitCode, 0);
}

void ChannelTest::givesTheNumberOfASignal()
{
    QCOMPARE(run({"sh", "-c", "kill -9 $$"}).exitCode, 128 + SIGKILL);
}

void ChannelTest::carriesMoreThanTheWindowBothWays()
{
    std::string content;
    while (content.size() < 5 * ChannelWindow)
        content += "line " + std::to_string(content.size()) + '\n';
    const int input = fileWith(path("input"), content);
    const auto outcome = run({"cat"}, input);
    close(input);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.output == content);
}

void ChannelTest::aProgramThatDoesNotReadItsInputStillEnds()
{
    const int input = fileWith(path("input"), std::string(3 * ChannelWindow, 'x'));
    QCOMPARE(run({"true"}, input).exitCode, 0);
    close(input);
}

void ChannelTest::severalProgramsRunAtOnce()
{
    Listener cat;
    Listener echo;
    const auto first = m_channel->start({.arguments = {"cat"}}, cat);
    const auto second = m_channel->start({.arguments = {"sh", "-c", "echo b"}}, echo);
    QVERIFY(first.ok() && second.ok());
    pumpUntilOver({&echo});
    QVERIFY(!cat.over());
    QVERIFY(m_channel->sendInput(*first, "a").ok());
    QVERIFY(m_channel->endInput(*first).ok());
    pumpUntilOver({&cat});
    QCOMPARE(cat.said, std::string("a"));
    QCOMPARE(echo.said, std::string("b\n"));
}

void ChannelTest::aTerminalHasASizeAndOneStream()
{
    Listener listener;
    const auto session = m_channel->start(
        {.arguments = {"sh", "-c", "stty size; echo e >&2; read x; stty size"}, .terminal = true, .size = {33, 111}},
        listener);
    QVERIFY(session.ok());
    while (listener.said.find("e\r\n") == std::string::npos)
        QVERIFY(m_channel->pump(longEnough).ok());
    QVERIFY(m_channel->resize(*session, {44, 122}).ok());
    QVERIFY(m_channel->sendInput(*session, "\n").ok());
    pumpUntilOver({&listener});
    QCOMPARE(listener.said, std::string("33 111\r\ne\r\n\r\n44 122\r\n"));
    QCOMPARE(listener.complained, std::string());
    QCOMPARE(*listener.code, 0);
}

void ChannelTest::aKeyTypedAtOnceReachesTheProgram()
{
    // A terminal drops Ctrl-C when no program holds it: the program must, before the first input.
    for (int i = 0; i < 20; ++i) {
        Listener listener;
        const auto session = m_channel->start({.arguments = {"sleep", "100"}, .terminal = true}, listener);
        QVERIFY(session.ok());
        QVERIFY(m_channel->sendInput(*session, "\x03").ok());
        pumpUntilOver({&listener});
        QCOMPARE(*listener.code, 128 + SIGINT);
    }
}

void ChannelTest::signalsReachTheProgram()
{
    Listener listener;
    const auto session = m_channel->start({.arguments = {"sh", "-c", "echo up; exec sleep 100"}}, listener);
    QVERIFY(session.ok());
    while (listener.said.empty())
        QVERIFY(m_channel->pump(longEnough).ok());
    QVERIFY(m_channel->signal(*session, SIGTERM).ok());
    pumpUntilOver({&listener});
    QCOMPARE(*listener.code, 128 + SIGTERM);
}

void ChannelTest::aSlowReaderHoldsOnlyItsProgram()
{
    // A listener that takes nothing: seen from the guest, a host without credit to give.
    class Stuck : public Listener
    {
    public:
        size_t seen = 0;
        void output(std::string_view bytes) override { seen += bytes.size(); }
    };
    Stuck endless;
    Listener quick;
    const auto first = m_channel->start({.arguments = {"sh", "-c", "exec yes"}}, endless);
    QVERIFY(first.ok());
    QVERIFY(m_channel->start({.arguments = {"echo", "quick"}}, quick).ok());
    pumpUntilOver({&quick});
    QCOMPARE(quick.said, std::string("quick\n"));
    QVERIFY(m_channel->end(*first).ok());
    QCOMPARE(run({"true"}).exitCode, 0);
}

void ChannelTest::timesOut()
{
    const auto outcome = m_channel->run({"sleep", "100"}, -1, 20ms);
    QVERIFY(!outcome.ok());
    QVERIFY(outcome.error().code == ErrorCode::Timeout);
}

SKIFF_REGISTER_TEST(ChannelTest);

#include "channel_test.moc"
