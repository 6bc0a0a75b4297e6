#include "cluster/base/file.h"
#include "cluster/kubelet/logs/log_follower.h"
#include "cluster/kubelet/logs/log_rotation.h"
#include "cluster/kubelet/server/log_request.h"
#include "tests/support/fake_runtime.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

using namespace skiff;
using namespace skiff::kubelet;

namespace {

const char* const Sample = "2026-01-01T00:00:00.000000001Z stdout F one\n"
                           "2026-01-01T00:00:01.000000000Z stderr F two\n"
                           "2026-01-01T00:00:02.000000000Z stdout P thr\n"
                           "2026-01-01T00:00:02.000000001Z stdout F ee\n";

std::string filtered(LogOptions options, std::string_view text = Sample)
{
    LogFilter filter(std::move(options));
    return filter.feed(text);
}

} // namespace

class KubeletLogTest : public QObject
{
    Q_OBJECT

private slots:
    void linesAreReadOrRefused_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("good");
        QTest::newRow("whole") << QByteArray("2026-01-01T00:00:00Z stdout F text") << true;
        QTest::newRow("more tags") << QByteArray("2026-01-01T00:00:00Z stdout P:X text") << true;
        QTest::newRow("empty text") << QByteArray("2026-01-01T00:00:00Z stderr F ") << true;
        QTest::newRow("no text") << QByteArray("2026-01-01T00:00:00Z stderr F") << true;
        QTest::newRow("empty") << QByteArray("") << false;
        QTest::newRow("stream") << QByteArray("2026-01-01T00:00:00Z stdin F text") << false;
        QTest::newRow("tag") << QByteArray("2026-01-01T00:00:00Z stdout Q text") << false;
        QTest::newRow("time") << QByteArray("yesterday stdout F text") << false;
    }
    void linesAreReadOrRefused()
    {
        QFETCH(QByteArray, line);
        QFETCH(bool, good);
        QCOMPARE(parseCriLogLine(line.toStdString()).has_value(), good);
    }

    void partialLinesJoin() { QCOMPARE(filtered({}), std::string("one\ntwo\nthree\n")); }

    void timestampsStandOnceALine()
    {
        LogOptions options;
        options.timestamps = true;
        QCOMPARE(filtered(options), std::string("2026-01-01T00:00:00.000000001Z one\n"
                                                "2026-01-01T00:00:01.000000000Z two\n"
                                                "2026-01-01T00:00:02.000000000Z three\n"));
    }

    void sinceAndLimitAndStream()
    {
        LogOptions since;
        WallTime time;
        QVERIFY(parseTime("2026-01-01T00:00:01Z", time));
        since.since = time;
        QCOMPARE(filtered(since), std::string("two\nthree\n"));
        LogOptions limit;
        limit.limitBytes = 6;
        QCOMPARE(filtered(limit), std::string("one\ntw"));
        LogOptions stream;
        stream.standardOutput = false;
        QCOMPARE(filtered(stream), std::string("two\n"));
    }

    void anySplitOfTheBytesGivesTheSame()
    {
        const std::string_view text = Sample;
        for (size_t at = 0; at <= text.size(); ++at) {
            LogFilter filter({});
            std::string joined = filter.feed(text.substr(0, at));
            joined += filter.feed(text.substr(at));
            QCOMPARE(joined, std::string("one\ntwo\nthree\n"));
        }
    }

    void tailCountsFromTheEnd()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath("0.log").toStdString();
        QVERIFY(file::writeAtomically(path, Sample).ok());
        const std::string_view text = Sample;
        QCOMPARE(text.substr(size_t(*tailOffset(path, 1))), text.substr(text.rfind("2026")));
        QCOMPARE(*tailOffset(path, 4), int64_t(0));
        QCOMPARE(*tailOffset(path, 100), int64_t(0));
        QCOMPARE(*tailOffset(path, 0), int64_t(text.size()));
        std::string big;
        for (int i = 0; i < 10'000; ++i)
            big += "2026-01-01T00:00:00Z stdout F line " + std::to_string(i) + "\n";
        QVERIFY(file::writeAtomically(path, big).ok());
        QCOMPARE(filtered({}, std::string_view(big).substr(size_t(*tailOffset(path, 2)))),
                 std::string("line 9998\nline 9999\n"));
    }

    void followingSeesWhatIsAppendedOverARotation()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath("0.log").toStdString();
        QVERIFY(file::writeAtomically(path, "2026-01-01T00:00:00Z stdout F old\n").ok());
        std::mutex mutex;
        std::condition_variable arrived;
        std::string text;
        std::atomic<bool> runs{true};
        const LogSource source{path, {}, true, [&] {
                                   return runs.load();
                               }};
        const LogSink sink{[&](const std::string& part) {
                               const std::lock_guard lock(mutex);
                               text += part;
                               arrived.notify_all();
                               return true;
                           },
                           [] {
                               return size_t(0);
                           }};
        const auto waitFor = [&](const std::string& wanted) {
            std::unique_lock lock(mutex);
            return arrived.wait_for(lock, std::chrono::seconds(20), [&] { return text == wanted; });
        };
        Status result;
        std::thread follower([&] { result = sendLog(source, sink, {}); });
        QVERIFY(waitFor("old\n"));
        std::ofstream(path, std::ios::app) << "2026-01-01T00:00:01Z stdout F more\n";
        QVERIFY(waitFor("old\nmore\n"));
        std::filesystem::rename(path, path + ".1");
        std::ofstream(path) << "2026-01-01T00:00:02Z stdout F new file\n";
        QVERIFY(waitFor("old\nmore\nnew file\n"));
        runs = false;
        std::ofstream(path, std::ios::app) << "2026-01-01T00:00:03Z stdout F end\n";
        follower.join();
        QVERIFY(result.ok());
        QCOMPARE(text, std::string("old\nmore\nnew file\nend\n"));
    }

    void aStopRequestEndsAFollower()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath("0.log").toStdString();
        QVERIFY(file::writeAtomically(path, Sample).ok());
        std::stop_source stop;
        std::atomic<int> writes{0};
        const LogSource source{path, {}, true, [] {
                                   return true;
                               }};
        const LogSink sink{[&](const std::string&) {
                               ++writes;
                               stop.request_stop();
                               return true;
                           },
                           [] {
                               return size_t(0);
                           }};
        QVERIFY(sendLog(source, sink, stop.get_token()).ok());
        QCOMPARE(writes.load(), 1);
    }

    void bigLogsRotateAndTheOldestGo()
    {
        test::FakeClock clock;
        test::FakeRuntime runtime(clock);
        QTemporaryDir folder;
        runtime::ContainerStatus status;
        status.container.id = "c1";
        status.container.state = runtime::ContainerState::Running;
        status.logPath = folder.filePath("0.log").toStdString();
        for (int i = 0; i < 4; ++i) {
            QVERIFY(file::writeAtomically(status.logPath, std::string(200, 'x')).ok());
            rotateLogs(runtime, {status}, {100, 3}, clock.now());
            clock.advance(std::chrono::seconds(1));
        }
        QCOMPARE(runtime.count("reopenContainerLog"), 4);
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder.path().toStdString()), {}), 2);
        runtime.fail("reopenContainerLog", {ErrorCode::Internal, "no"});
        QVERIFY(file::writeAtomically(status.logPath, std::string(200, 'y')).ok());
        rotateLogs(runtime, {status}, {100, 3}, clock.now());
        QVERIFY(std::filesystem::exists(status.logPath));
    }

    void requestsAreTakenApart()
    {
        const auto route =
            parseRoute("/containerLogs/ns/pod/c", "tailLines=5&follow=true&sinceSeconds=10&timestamps=false");
        QVERIFY(route.has_value());
        QCOMPARE(route->container, std::string("c"));
        const auto request = LogRequest::parse(*route, WallTime(std::chrono::seconds(100)));
        QVERIFY(request->follow && !request->options.timestamps);
        QCOMPARE(request->options.tailLines.value(), int64_t(5));
        QVERIFY(request->options.since.value() == WallTime(std::chrono::seconds(90)));
        QVERIFY(!LogRequest::parse(*parseRoute("/containerLogs/a/b/c", "tailLines=x"), {}).ok());
        QCOMPARE(parseRoute("/exec/ns/pod/uid/c", "command=a&command=b%20c")->all("command"),
                 (std::vector<std::string>{"a", "b c"}));
        QCOMPARE(parseRoute("/portForward/ns/pod", "")->pod, std::string("pod"));
        for (const char* path : {"/", "/exec/ns/pod", "/run/ns/pod/c", "/containerLogs/a/b/c/d", "/pods/x"})
            QVERIFY2(!parseRoute(path, "").has_value(), path);
    }

    void theRightRunIsChosen()
    {
        const Pod pod = test::makePod(R"({"containers":[{"name":"c","image":"i"}]})");
        const PodState state = test::StateBuilder().sandbox().exited(pod, "c", 1, 0).running(pod, "c", 1).build();
        const auto route = *parseRoute("/containerLogs/default/web/c", "");
        QCOMPARE(chooseLog(state, route, false)->container.id, std::string("c-1"));
        QCOMPARE(chooseLog(state, route, true)->container.id, std::string("c-0"));
        QCOMPARE(chooseLog({}, route, true).error().message,
                 std::string("previous terminated container \"c\" in pod \"web\" not found"));
    }
};

SKIFF_REGISTER_TEST(KubeletLogTest);
#include "log_test.moc"
