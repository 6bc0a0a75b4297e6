#include "cluster/machine/boot_progress.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::machine;

class BootProgressTest : public QObject
{
    Q_OBJECT

private slots:
    void waitsForEveryNode();
    void failsWhenAServiceKeepsEnding();
    void failsWhenANodeGoes();

private:
    using Kind = BootEvent::Kind;
    static Profile profile()
    {
        Profile profile;
        profile.nodes = {{"a", ""}, {"b", ""}};
        return profile;
    }
};

void BootProgressTest::waitsForEveryNode()
{
    const Profile both = profile();
    BootProgress progress(both);
    QCOMPARE(progress.phase(), Phase::Machine);
    QVERIFY(progress.take({Kind::MachineUp, "a", "", ""}).ok());
    QCOMPARE(progress.phase(), Phase::Machine);
    QVERIFY(progress.take({Kind::MachineUp, "b", "", ""}).ok());
    QCOMPARE(progress.phase(), Phase::Init);
    for (const char* node : {"a", "b"})
        QVERIFY(progress.take({Kind::ServiceStarted, node, "containerd", ""}).ok());
    QVERIFY(progress.take({Kind::ServiceReady, "a", "server", ""}).ok());
    QVERIFY(progress.take({Kind::ServiceReady, "a", "containerd", ""}).ok());
    QCOMPARE(progress.phase(), Phase::Containerd);
    QVERIFY(progress.take({Kind::ServiceReady, "b", "containerd", ""}).ok());
    QCOMPARE(progress.phase(), Phase::Node);
}

void BootProgressTest::failsWhenAServiceKeepsEnding()
{
    const Profile both = profile();
    BootProgress progress(both);
    const BootEvent ended{Kind::ServiceExited, "a", "server", "code 1"};
    for (int i = 0; i < 3; ++i)
        QVERIFY(progress.take(ended).ok());
    QVERIFY(!progress.culprit());
    const Status failed = progress.take(ended);
    QVERIFY(!failed.ok());
    QVERIFY(failed.error().message.find("server on node a") != std::string::npos);
    QCOMPARE(progress.culprit()->service, std::string("server"));
}

void BootProgressTest::failsWhenANodeGoes()
{
    const Profile both = profile();
    BootProgress progress(both);
    QVERIFY(!progress.take({Kind::MachineDown, "b", "", ""}).ok());
    const Status failed = progress.take({Kind::Failed, "b", "", "no overlay"});
    QCOMPARE(failed.error().message, std::string("no overlay"));
}

SKIFF_REGISTER_TEST(BootProgressTest);

#include "boot_progress_test.moc"
