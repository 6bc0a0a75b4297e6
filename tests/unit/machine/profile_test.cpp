#include "cluster/base/file.h"
#include "cluster/daemon/init/node_file.h"
#include "cluster/machine/node_services.h"
#include "cluster/machine/profile.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::machine;

class ProfileTest : public QObject
{
    Q_OBJECT

private slots:
    void comesBackAsItWasSaved();
    void saysWhichProfilesAndNodesThereAre();
    void saysHowToGetRidOfABrokenProfile();
    void refusesNamesThatAreNoLabels_data();
    void refusesNamesThatAreNoLabels();
    void locksOutASecondCommand();
    void initUnderstandsTheServicesOfANode_data();
    void initUnderstandsTheServicesOfANode();

private:
    static Profile twoNodes()
    {
        Profile profile;
        profile.name = "web";
        profile.driver = "local";
        profile.network = NetworkMode::Isolated;
        profile.nodes = {{"web", "10.57.1.2"}, {"web-2", "10.57.1.3"}};
        profile.hostAddress = "10.57.1.1";
        return profile;
    }
    QTemporaryDir m_home;
};

void ProfileTest::comesBackAsItWasSaved()
{
    const ProfileStore store(m_home.path().toStdString());
    QCOMPARE(store.load("web").error().code, ErrorCode::NotFound);
    QVERIFY(store.save(twoNodes()).ok());
    const auto profile = store.load("web");
    QVERIFY(profile.ok());
    QCOMPARE(profile->nodes.size(), size_t(2));
    QCOMPARE(profile->nodes[1].address, std::string("10.57.1.3"));
    QCOMPARE(profile->network, NetworkMode::Isolated);
    QCOMPARE(store.names(), std::vector<std::string>{"web"});
    QVERIFY(store.remove("web").ok());
    QVERIFY(store.names().empty());
}

void ProfileTest::saysWhichProfilesAndNodesThereAre()
{
    const QTemporaryDir home;
    const ProfileStore store(home.path().toStdString());
    QCOMPARE(store.load("web").error().message,
             std::string("there is no profile 'web': 'skiff start -p web' makes one"));
    Profile dev;
    dev.name = "dev";
    dev.nodes = {{"dev", {}}, {"dev-2", {}}};
    QVERIFY(store.save(dev).ok());
    QCOMPARE(store.load("web").error().message,
             std::string("there is no profile 'web' (there are: dev; -p says which): 'skiff start -p web' makes one"));
    QCOMPARE(*dev.indexOf("dev-2"), 1U);
    QCOMPARE(dev.indexOf("web").error().message, std::string("cluster 'dev' has no node web: it has dev, dev-2"));
}

void ProfileTest::saysHowToGetRidOfABrokenProfile()
{
    const ProfileStore store(m_home.path().toStdString());
    QVERIFY(store.save(twoNodes()).ok());
    QVERIFY(file::writeAtomically(store.folder("web").profileFile(), "{\"version\":1").ok());
    const auto profile = store.load("web");
    QCOMPARE(profile.error().code, ErrorCode::DataLoss);
    QVERIFY(profile.error().message.find("skiff delete -p web") != std::string::npos);
}

void ProfileTest::refusesNamesThatAreNoLabels_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("valid");
    QTest::newRow("plain") << "skiff" << true;
    QTest::newRow("digits") << "a-1" << true;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("upper") << "Web" << false;
    QTest::newRow("path") << "../web" << false;
    QTest::newRow("dash") << "-web" << false;
    QTest::newRow("long") << QString(41, QLatin1Char('a')) << false;
}

void ProfileTest::refusesNamesThatAreNoLabels()
{
    QFETCH(QString, name);
    QFETCH(bool, valid);
    QCOMPARE(validateProfileName(name.toStdString()).ok(), valid);
}

void ProfileTest::locksOutASecondCommand()
{
    const ProfileStore store(m_home.path().toStdString());
    {
        const auto first = ProfileLock::take(store.folder("a"));
        QVERIFY(first.ok());
        QCOMPARE(ProfileLock::take(store.folder("a")).error().code, ErrorCode::Unavailable);
        QVERIFY(ProfileLock::take(store.folder("b")).ok());
    }
    QVERIFY(ProfileLock::take(store.folder("a")).ok());
}

void ProfileTest::initUnderstandsTheServicesOfANode_data()
{
    QTest::addColumn<int>("node");
    QTest::addColumn<bool>("server");
    QTest::newRow("control plane") << 0 << true;
    QTest::newRow("worker") << 1 << false;
}

void ProfileTest::initUnderstandsTheServicesOfANode()
{
    QFETCH(int, node);
    QFETCH(bool, server);
    const Profile profile = twoNodes();
    std::string text = nodeServices(profile, size_t(node));
    NodeFile file;
    char error[256] = "";
    QVERIFY2(nodeFileParse(&file, text.data(), error, sizeof error) == 0, error);
    QCOMPARE(std::string(file.hostname), profile.nodes[size_t(node)].name);
    bool hasServer = false;
    for (size_t i = 0; i < file.serviceCount; ++i) {
        const Service& service = file.services[i];
        hasServer = hasServer || std::string(service.name) == "server";
        if (std::string(service.name) == "server")
            QCOMPARE(std::string(service.user), std::string("skiff"));
    }
    QCOMPARE(hasServer, server);
    QCOMPARE(std::string(file.services[file.serviceCount - 1].name), std::string("agent"));
}

SKIFF_REGISTER_TEST(ProfileTest);

#include "profile_test.moc"
