#include "cluster/machine/qemu/qmp.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine::qemu;

namespace {

/// Listens where a QEMU would, and gives one answer for each line it is sent, after its greeting.
class FakeQemu
{
public:
    FakeQemu(const std::string& path, std::vector<std::string> answers) : m_answers(std::move(answers))
    {
        m_listener = socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        listen(m_listener, 1);
        m_thread = std::thread([this] { serve(); });
    }
    ~FakeQemu()
    {
        m_thread.join();
        close(m_listener);
    }

private:
    void serve()
    {
        const int fd = accept(m_listener, nullptr, nullptr);
        for (const std::string& answer : m_answers) {
            (void)!write(fd, answer.data(), answer.size());
            if (&answer == &m_answers.back())
                break;
            char byte = 0;
            while (read(fd, &byte, 1) == 1 && byte != '\n') {
            }
        }
        close(fd);
    }

    std::vector<std::string> m_answers;
    int m_listener;
    std::thread m_thread;
};

constexpr const char* greeting = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n";
constexpr auto limit = std::chrono::seconds(10);

} // namespace

class QmpTest : public QObject
{
    Q_OBJECT

private slots:
    void asksAndSkipsEvents();
    void saysWhyQemuRefuses();
    void noticesTheEnd();
    void refusesWhatIsNoQemu();
    void saysThatNobodyListens();

private:
    QTemporaryDir m_folder;
    std::string path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
};

void QmpTest::asksAndSkipsEvents()
{
    FakeQemu qemu(path("a"), {greeting, "{\"return\": {}}\r\n",
                              "{\"event\": \"STOP\"}\r\n{\"return\": {\"status\": \"paused\"}}\r\n"});
    auto qmp = Qmp::connect(path("a"), limit);
    QVERIFY(qmp.ok());
    const auto status = qmp->run("query-status");
    QVERIFY(status.ok());
    QCOMPARE(data::stringAt(*status, {"status"}), std::string_view("paused"));
}

void QmpTest::saysWhyQemuRefuses()
{
    FakeQemu qemu(path("b"), {greeting, "{\"return\": {}}\r\n", "{\"error\": {\"desc\": \"not now\"}}\r\n"});
    auto qmp = Qmp::connect(path("b"), limit);
    QVERIFY(qmp.ok());
    const auto refused = qmp->run("cont");
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.find("not now") != std::string::npos);
}

void QmpTest::noticesTheEnd()
{
    FakeQemu qemu(path("c"), {greeting, "{\"return\": {}}\r\n", ""});
    auto qmp = Qmp::connect(path("c"), limit);
    QVERIFY(qmp.ok());
    QCOMPARE(qmp->run("stop").error().code, ErrorCode::Unavailable);
}

void QmpTest::refusesWhatIsNoQemu()
{
    FakeQemu qemu(path("d"), {"{\"hello\": 1}\r\n"});
    QVERIFY(!Qmp::connect(path("d"), limit).ok());
}

void QmpTest::saysThatNobodyListens()
{
    QCOMPARE(Qmp::connect(path("nobody"), limit).error().code, ErrorCode::Unavailable);
}

SKIFF_REGISTER_TEST(QmpTest);

#include "qmp_test.moc"
