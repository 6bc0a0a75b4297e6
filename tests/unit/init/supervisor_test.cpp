#include "cluster/daemon/init/supervisor.h"
#include "tests/support/register_test.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/// Runs the supervisor in a child process, as PID 1 would run it, on real programs.
class SupervisorTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void startsInOrderOfReadiness();
    void waitsForTheNotice();
    void restartsWhatDies();
    void runsOnceWhatIsToEnd();
    void stopsInReverseOrder();
    void killsWhatDoesNotHeedTheStop();
    void reapsOrphans();
    void boundsLogs();
    void saysWhyAProgramDoesNotStart();

private:
    void start(const QByteArray& nodeFile);
    /// The events until one line begins with `last`.
    QByteArray eventsUntil(const QByteArray& last);
    int stop();
    QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_events;
    pid_t m_supervisor = 0;
    int m_eventsFd = -1;
};

void SupervisorTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_events.clear();
}

void SupervisorTest::cleanup()
{
    if (m_supervisor > 0)
        stop();
    close(m_eventsFd);
}

void SupervisorTest::start(const QByteArray& nodeFile)
{
    int events[2];
    QCOMPARE(pipe(events), 0);
    const QByteArray logs = path("log").toLocal8Bit();
    const QByteArray run = path("run").toLocal8Bit();
    QByteArray text = nodeFile;
    m_supervisor = fork();
    if (m_supervisor == 0) {
        static NodeFile file;
        static Supervisor supervisor;
        char error[256];
        for (int number = 1; number < 32; ++number)
            signal(number, SIG_DFL); // PID 1 has none of Qt Test's handlers
        fcntl(events[1], F_SETFD, FD_CLOEXEC);
        fcntl(events[0], F_SETFD, FD_CLOEXEC);
        if (nodeFileParse(&file, text.data(), error, sizeof error) != 0 ||
            supervisorInit(&supervisor, &file, logs.constData(), run.constData(), events[1]) != 0)
            _exit(1);
        supervisorRun(&supervisor);
        _exit(0);
    }
    close(events[1]);
    m_eventsFd = events[0];
}

QByteArray SupervisorTest::eventsUntil(const QByteArray& last)
{
    while (!m_events.startsWith(last) && !m_events.contains("\n" + last)) {
        char bytes[512];
        const ssize_t count = read(m_eventsFd, bytes, sizeof bytes);
        if (count <= 0)
            return m_events + "(end of events)";
        m_events.append(bytes, static_cast<int>(count));
    }
    return m_events;
}

int SupervisorTest::stop()
{
    kill(m_supervisor, SIGTERM);
    int status = 0;
    waitpid(m_supervisor, &status, 0);
    m_supervisor = 0;
    return status;
}

void SupervisorTest::startsInOrderOfReadiness()
{
    start("service first\nexec sleep 100\nservice second\nexec sleep 100\nafter first\n");
    const QByteArray events = eventsUntil("ready second");
    QVERIFY(events.indexOf("ready first") < events.indexOf("started second"));
    QCOMPARE(stop(), 0);
}

void SupervisorTest::waitsForTheNotice()
{
    // The main process itself must say it, so the shell becomes the program that does.
    start("service slow\n"
          "exec python3 -c \"import os,socket,time; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); "
          "s.sendto(b'STATUS=x',os.environ['NOTIFY_SOCKET']); s.sendto(b'READY=1',os.environ['NOTIFY_SOCKET']); "
          "time.sleep(100)\"\n"
          "ready notify\n"
          "service next\nexec sleep 100\nafter slow\n");
    const QByteArray events = eventsUntil("started next");
    QVERIFY(events.contains("ready slow"));
}

void SupervisorTest::restartsWhatDies()
{
    const QByteArray mark = path("mark").toLocal8Bit();
    start("service a\nexec sh -c \"test -e " + mark + " && exec sleep 100; touch " + mark +
          "; exit 3\"\nrestart 1 10\n");
    QVERIFY(eventsUntil("exited a").contains(" code 3"));
    const int seen = m_events.size();
    m_events.clear();
    QVERIFY(seen > 0);
    QVERIFY(eventsUntil("started a").contains("started a"));
}

void SupervisorTest::runsOnceWhatIsToEnd()
{
    start("service once\nexec true\nready exit\nservice next\nexec sleep 100\nafter once\n");
    const QByteArray events = eventsUntil("ready next");
    QCOMPARE(events.count("started once"), 1);
    QVERIFY(events.indexOf("exited once") < events.indexOf("started next"));
}

void SupervisorTest::stopsInReverseOrder()
{
    start("service first\nexec sleep 100\nservice second\nexec sleep 100\nafter first\n");
    eventsUntil("ready second");
    QCOMPARE(stop(), 0);
    const QByteArray events = eventsUntil("stopped");
    QVERIFY(events.indexOf("exited second") < events.indexOf("exited first"));
    QVERIFY(events.contains("stopping"));
}

void SupervisorTest::killsWhatDoesNotHeedTheStop()
{
    start("service deaf\nexec python3 -c \"import os,signal,socket,time; signal.signal(signal.SIGTERM,signal.SIG_IGN); "
          "socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM).sendto(b'READY=1',os.environ['NOTIFY_SOCKET']); "
          "time.sleep(100)\"\n"
          "ready notify\nstop-timeout 30\n");
    eventsUntil("ready deaf");
    QCOMPARE(stop(), 0);
    QVERIFY(eventsUntil("stopped").contains("signal 9"));
}

void SupervisorTest::reapsOrphans()
{
    const QByteArray pidFile = path("pid").toLocal8Bit();
    start("service parent\nexec sh -c \"(sh -c 'echo $$ > " + pidFile +
          "; exec sleep 0.05' &) ; exit 0\"\nready exit\n"
          "service later\nexec sleep 0.3\nafter parent\nready exit\n");
    eventsUntil("ready later");
    QFile file(QString::fromLocal8Bit(pidFile));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const pid_t orphan = file.readAll().trimmed().toInt();
    QVERIFY(orphan > 0);
    QCOMPARE(kill(orphan, 0), -1); // no zombie either
}

void SupervisorTest::boundsLogs()
{
    start("service talk\nexec sh -c \"i=0; while [ $i -lt 200 ]; do echo 0123456789012345678901234567890123456789; "
          "i=$((i+1)); done\"\n"
          "ready exit\nlog-limit 4000\n");
    eventsUntil("ready talk");
    QCOMPARE(stop(), 0);
    const qint64 size = QFile(path("log/talk.log")).size();
    const qint64 older = QFile(path("log/talk.log.1")).size();
    QVERIFY(size <= 8200);
    QVERIFY(older <= 8200);
    QVERIFY(size > 0);
}

void SupervisorTest::saysWhyAProgramDoesNotStart()
{
    start("service gone\nexec /nonexistent/program\nrestart 1 5\n");
    QVERIFY(eventsUntil("exited gone").contains("code 127"));
    QCOMPARE(stop(), 0);
    QFile log(path("log/gone.log"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY(log.readAll().contains("gone: /nonexistent/program: No such file or directory"));
}

SKIFF_REGISTER_TEST(SupervisorTest);

#include "supervisor_test.moc"
