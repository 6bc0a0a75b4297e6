#include "cluster/base/file.h"
#include "cluster/pki/credentials.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace skiff::pki;

class CredentialsTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_folder.reset(); }

    void makesEverythingAndKeepsIt();
    void keepsSecretsToTheirOwner();
    void servesTheNamesAndAddressesAsked();
    void renewsLeavesNearTheirEndOnly();
    void renewsTheAuthorityKeepingItsKey();
    void replacesABrokenLeafButNeverTheAuthority();
    void issuesForANodeItsOwnNamesOnly();
    void refusesBadNodes();

private:
    Result<ClusterCredentials> open(const std::vector<std::string>& names = {})
    {
        return ClusterCredentials::openOrCreate(m_folder->path().toStdString(), names, m_clock);
    }
    void overwrite(const char* name, const std::string& text)
    {
        QVERIFY(file::writeAtomically(
                    m_folder->filePath(QString::fromLatin1("pki/") + QString::fromLatin1(name)).toStdString(), text)
                    .ok());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::FakeClock m_clock;
};

namespace {

bool contains(const std::vector<std::string>& list, const char* value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

constexpr Duration day = std::chrono::hours(24);

} // namespace

void CredentialsTest::makesEverythingAndKeepsIt()
{
    const auto first = open();
    QVERIFY2(first.ok(), first.ok() ? "" : first.error().message.c_str());
    QCOMPARE(readCertificate(first->admin().certificatePem)->organizations,
             (std::vector<std::string>{"system:masters"}));
    QCOMPARE(readCertificate(first->kubeletClient().certificatePem)->commonName, std::string("skiff-apiserver"));
    const auto second = open();
    QCOMPARE(second->authority().certificatePem(), first->authority().certificatePem());
    QCOMPARE(second->apiServer().certificatePem, first->apiServer().certificatePem);
    QCOMPARE(second->admin().keyPem, first->admin().keyPem);
    QCOMPARE(second->serviceAccountKey().id(), first->serviceAccountKey().id());
}

void CredentialsTest::keepsSecretsToTheirOwner()
{
    QVERIFY(open().ok());
    const auto files = QDir(m_folder->filePath(QStringLiteral("pki"))).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), 10);
    for (const QFileInfo& info : files)
        QVERIFY2((info.permissions() & 0x0077) == QFile::Permissions(), qPrintable(info.fileName()));
}

void CredentialsTest::servesTheNamesAndAddressesAsked()
{
    auto info = readCertificate(open()->apiServer().certificatePem);
    for (const char* name : {"kubernetes", "kubernetes.default.svc.cluster.local", "localhost"})
        QVERIFY2(contains(info->dnsNames, name), name);
    for (const char* address : {"127.0.0.1", "10.96.0.1"})
        QVERIFY2(contains(info->addresses, address), address);

    info = readCertificate(open({"10.9.0.2", "host.example", "::1"})->apiServer().certificatePem);
    QVERIFY(contains(info->addresses, "10.9.0.2") && contains(info->addresses, "::1"));
    QVERIFY(contains(info->dnsNames, "host.example"));
    // Asking for less later keeps the certificate.
    QVERIFY(contains(readCertificate(open()->apiServer().certificatePem)->addresses, "10.9.0.2"));
}

void CredentialsTest::renewsLeavesNearTheirEndOnly()
{
    const auto first = open();
    m_clock.advance(day * 300);
    QCOMPARE(open()->admin().certificatePem, first->admin().certificatePem);
    m_clock.advance(day * 40);
    const auto renewed = open();
    QVERIFY(renewed->admin().certificatePem != first->admin().certificatePem);
    QVERIFY(renewed->apiServer().certificatePem != first->apiServer().certificatePem);
    QCOMPARE(renewed->authority().certificatePem(), first->authority().certificatePem());
    QVERIFY(!needsRenewal(*readCertificate(renewed->admin().certificatePem), m_clock.now(), day * 300));
}

void CredentialsTest::renewsTheAuthorityKeepingItsKey()
{
    const auto first = open();
    m_clock.advance(day * 365 * 9);
    const auto renewed = open();
    QVERIFY(renewed->authority().certificatePem() != first->authority().certificatePem());
    QVERIFY(isSignedBy(first->admin().certificatePem, renewed->authority().certificatePem()));
}

void CredentialsTest::replacesABrokenLeafButNeverTheAuthority()
{
    const auto first = open();
    overwrite("admin.crt", "garbage");
    QVERIFY(open()->admin().certificatePem != first->admin().certificatePem);

    overwrite("ca.crt", "garbage");
    QCOMPARE(open().error().code, ErrorCode::DataLoss);
    overwrite("ca.crt", first->authority().certificatePem());
    QVERIFY(open().ok());
    QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("pki/ca.key"))));
    QCOMPARE(open().error().code, ErrorCode::DataLoss);
    QVERIFY(open().error().message.find("ca.key is missing") != std::string::npos);
}

void CredentialsTest::issuesForANodeItsOwnNamesOnly()
{
    const auto credentials = open();
    const auto node = credentials->issueNode("node-1", "10.9.0.3", m_clock.now());
    QVERIFY(node.ok());
    const auto client = readCertificate(node->client.certificatePem);
    QCOMPARE(client->commonName, std::string("system:node:node-1"));
    QCOMPARE(client->organizations, (std::vector<std::string>{"system:nodes"}));
    const auto serving = readCertificate(node->serving.certificatePem);
    QCOMPARE(serving->dnsNames, (std::vector<std::string>{"node-1"}));
    QCOMPARE(serving->addresses, (std::vector<std::string>{"10.9.0.3"}));
    QVERIFY(isSignedBy(node->serving.certificatePem, node->authorityPem));
}

void CredentialsTest::refusesBadNodes()
{
    const auto credentials = open();
    for (const char* name : {"", "Node", "-a", "a-", "a..b", ".a", "a.", "a b", "a/b", "a.-b"})
        QVERIFY2(!credentials->issueNode(name, "10.9.0.3", m_clock.now()).ok(), name);
    QVERIFY(!credentials->issueNode("a", "not-an-address", m_clock.now()).ok());
    for (const char* name : {"a", "a-b.c9", "9"})
        QVERIFY2(credentials->issueNode(name, "::1", m_clock.now()).ok(), name);
}

SKIFF_REGISTER_TEST(CredentialsTest);

#include "credentials_test.moc"
