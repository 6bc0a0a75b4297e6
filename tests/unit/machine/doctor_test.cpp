#include "cluster/machine/doctor.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <algorithm>

using namespace skiff::machine;

/// What the doctor says of machines that lack one thing.
class DoctorTest : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingOnAHealthyMachine();
    void judges_data();
    void judges();
    void namesTheWayOutOfEveryProblem();
    void findsTheChainThatDrops();

private:
    static HostFacts healthy(const std::string& driver);
    static Finding find(const std::vector<Finding>& findings, std::string_view name);
};

HostFacts DoctorTest::healthy(const std::string& driver)
{
    HostFacts facts;
    facts.driver = driver;
    facts.root = true;
    facts.kvmWorks = true;
    facts.qemuInstalled = true;
    facts.libvirtInstalled = true;
    facts.libvirtSystem = true;
    facts.dropsForwarded = "";
    facts.freeBytes = 100ULL << 30;
    facts.home = "/home/u/skiff";
    facts.inotifyInstances = 1024;
    facts.inotifyWatches = 65536;
    facts.slirpInstalled = true;
    return facts;
}

Finding DoctorTest::find(const std::vector<Finding>& findings, std::string_view name)
{
    const auto found =
        std::find_if(findings.begin(), findings.end(), [name](const Finding& finding) { return finding.name == name; });
    return found == findings.end() ? Finding() : *found;
}

void DoctorTest::findsNothingOnAHealthyMachine()
{
    for (const char* driver : {"local", "qemu", "libvirt"}) {
        const auto findings = examine(healthy(driver));
        QVERIFY(std::all_of(findings.begin(), findings.end(),
                            [](const Finding& finding) { return finding.verdict == Verdict::Fine; }));
    }
}

void DoctorTest::judges_data()
{
    QTest::addColumn<QByteArray>("driver");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char* driver, const char* name, Verdict verdict) {
        QTest::addRow("%s %s", driver, name) << QByteArray(driver) << QByteArray(name) << int(verdict);
    };
    // The same machine, which lacks everything, stops some drivers and not others.
    row("libvirt", "kvm", Verdict::Notice);
    row("libvirt", "qemu", Verdict::Problem);
    row("local", "qemu", Verdict::Notice);
    row("libvirt", "libvirt", Verdict::Problem);
    row("qemu", "libvirt", Verdict::Notice);
    row("libvirt", "forward", Verdict::Problem);
    row("qemu", "forward", Verdict::Notice);
    row("local", "disk", Verdict::Problem);
    row("local", "inotify", Verdict::Problem);
    row("qemu", "inotify", Verdict::Fine);
    row("local", "packages", Verdict::Problem);
    row("qemu", "profile", Verdict::Problem);
    row("local", "driver", Verdict::Problem);
}

void DoctorTest::judges()
{
    QFETCH(QByteArray, driver);
    QFETCH(QByteArray, name);
    QFETCH(int, verdict);
    HostFacts facts;
    facts.driver = driver.toStdString();
    facts.driverProblem = "no";
    facts.dropsForwarded = "inet filter forward";
    facts.inotifyInstances = 32;
    facts.staleProfiles = {{"web", "incomplete", "skiff delete -p web"}};
    QCOMPARE(int(find(examine(facts), name.toStdString()).verdict), verdict);
}

void DoctorTest::namesTheWayOutOfEveryProblem()
{
    HostFacts facts;
    facts.driver = "libvirt";
    facts.driverProblem = "no";
    facts.dropsForwarded = "inet filter forward";
    facts.staleProfiles = {{"web", "incomplete", "skiff delete -p web"}};
    for (const Finding& finding : examine(facts)) {
        if (finding.verdict == Verdict::Problem)
            QVERIFY2(!finding.remedy.empty(), finding.name.c_str());
    }
    QCOMPARE(find(examine(facts), "profile").remedy, std::string("skiff delete -p web"));
}

void DoctorTest::findsTheChainThatDrops()
{
    constexpr std::string_view listed = R"(table ip filter {
	chain INPUT {
		type filter hook input priority filter; policy drop;
	}
	chain FORWARD {
		type filter hook forward priority filter; policy drop;
	}
	chain DOCKER-USER {
	}
}
table ip6 filter {
	chain FORWARD {
		type filter hook forward priority filter; policy drop;
	}
}
table inet own {
	chain through {
		type filter hook forward priority filter + 10; policy drop;
	}
	chain open {
		type filter hook forward priority filter; policy accept;
	}
}
)";
    QCOMPARE(chainsThatDropForwarded(listed), (std::vector<std::string>{"ip filter FORWARD", "inet own through"}));
    QVERIFY(chainsThatDropForwarded("").empty());
}

SKIFF_REGISTER_TEST(DoctorTest);

#include "doctor_test.moc"
