#include "cluster/base/file.h"
#include "cluster/pki/authority.h"
#include "tests/support/register_test.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::pki;

class AuthorityTest : public QObject
{
    Q_OBJECT

private slots:
    void issuesWhatOpensslBelieves();
    void keepsOddNamesWhole();
    void refusesWhatIsNoAddress();
    void neverOutlivesItself();
    void staysTheSameAuthorityWhenRenewed();
    void refusesAKeyThatDoesNotBelong();
    void tellsForeignSignaturesApart();
};

namespace {

WallTime today()
{
    return SystemClock().now();
}

/// Runs the openssl program below `folder`; its output, or "failed: ...".
QString openssl(const QTemporaryDir& folder, const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("openssl"), arguments);
    process.waitForFinished();
    const QString output = QString::fromUtf8(process.readAll());
    return process.exitCode() == 0 ? output : QStringLiteral("failed: ") + output;
}

void save(const QTemporaryDir& folder, const char* name, const std::string& text)
{
    QVERIFY(file::writeAtomically(folder.filePath(QString::fromLatin1(name)).toStdString(), text).ok());
}

} // namespace

void AuthorityTest::issuesWhatOpensslBelieves()
{
    const auto authority = CertificateAuthority::create("test-ca", today());
    const auto server = authority->issue({.commonName = "server",
                                          .dnsNames = {"localhost", "a.example"},
                                          .addresses = {"127.0.0.1", "::1"},
                                          .usage = LeafRequest::Usage::Server},
                                         today());
    const auto client = authority->issue({.commonName = "alice", .organizations = {"devs", "ops"}}, today());
    QVERIFY(server.ok() && client.ok());

    const QTemporaryDir folder;
    save(folder, "ca.crt", authority->certificatePem());
    save(folder, "server.crt", server->certificatePem);
    save(folder, "client.crt", client->certificatePem);
    save(folder, "client.key", client->keyPem);
    const auto verify = [&](const QStringList& more) {
        return openssl(folder, QStringList{"verify", "-x509_strict", "-CAfile", "ca.crt"} + more);
    };
    QCOMPARE(verify({"-purpose", "sslserver", "-verify_hostname", "a.example", "server.crt"}),
             QStringLiteral("server.crt: OK\n"));
    QCOMPARE(verify({"-purpose", "sslserver", "-verify_ip", "::1", "server.crt"}), QStringLiteral("server.crt: OK\n"));
    QVERIFY(verify({"-purpose", "sslserver", "-verify_hostname", "b.example", "server.crt"})
                .startsWith(QStringLiteral("failed")));
    QCOMPARE(verify({"-purpose", "sslclient", "client.crt"}), QStringLiteral("client.crt: OK\n"));
    QVERIFY(verify({"-purpose", "sslserver", "client.crt"}).startsWith(QStringLiteral("failed")));
    const QString subject = openssl(folder, {"x509", "-in", "client.crt", "-noout", "-subject"});
    QCOMPARE(subject.trimmed(), QStringLiteral("subject=O = devs, O = ops, CN = alice"));
    QVERIFY(openssl(folder, {"ec", "-in", "client.key", "-noout", "-text"}).contains(QStringLiteral("prime256v1")));

    const auto info = readCertificate(server->certificatePem);
    QCOMPARE(info->dnsNames, (std::vector<std::string>{"localhost", "a.example"}));
    QCOMPARE(info->addresses, (std::vector<std::string>{"127.0.0.1", "::1"}));
    QCOMPARE(readCertificate(client->certificatePem)->organizations, (std::vector<std::string>{"devs", "ops"}));
}

void AuthorityTest::keepsOddNamesWhole()
{
    const auto authority = CertificateAuthority::create("test-ca", today());
    const auto pair = authority->issue(
        {.commonName = "a,CN=admin/O=x", .organizations = {"é,DNS:evil"}, .dnsNames = {"x,DNS:evil"}}, today());
    const auto info = readCertificate(pair->certificatePem);
    QCOMPARE(info->commonName, std::string("a,CN=admin/O=x"));
    QCOMPARE(info->organizations, (std::vector<std::string>{"é,DNS:evil"}));
    QCOMPARE(info->dnsNames, (std::vector<std::string>{"x,DNS:evil"}));
}

void AuthorityTest::refusesWhatIsNoAddress()
{
    const auto authority = CertificateAuthority::create("test-ca", today());
    const auto pair = authority->issue({.commonName = "x", .addresses = {"10.0.0.300"}}, today());
    QCOMPARE(pair.error().code, ErrorCode::InvalidArgument);
    QVERIFY(pair.error().message.find("10.0.0.300") != std::string::npos);
}

void AuthorityTest::neverOutlivesItself()
{
    const auto authority = CertificateAuthority::create("test-ca", today());
    const auto end = readCertificate(authority->certificatePem())->notAfter;
    const auto pair = authority->issue({.commonName = "x"}, end - std::chrono::hours(24));
    QVERIFY(readCertificate(pair->certificatePem)->notAfter == end);
}

void AuthorityTest::staysTheSameAuthorityWhenRenewed()
{
    const auto authority = CertificateAuthority::create("test-ca", today());
    const auto pair = authority->issue({.commonName = "x"}, today());
    const auto renewed = authority->renewed(today() + std::chrono::hours(24 * 3000));
    QVERIFY(isSignedBy(pair->certificatePem, renewed->certificatePem()));
    QVERIFY(readCertificate(renewed->certificatePem())->notAfter >
            readCertificate(authority->certificatePem())->notAfter);
    QVERIFY(CertificateAuthority::load(renewed->pair()).ok());
}

void AuthorityTest::refusesAKeyThatDoesNotBelong()
{
    const auto one = CertificateAuthority::create("test-ca", today());
    const auto two = CertificateAuthority::create("test-ca", today());
    QCOMPARE(CertificateAuthority::load({one->certificatePem(), two->pair().keyPem}).error().code, ErrorCode::DataLoss);
    QCOMPARE(CertificateAuthority::load({"garbage", two->pair().keyPem}).error().code, ErrorCode::DataLoss);
    const auto leaf = one->issue({.commonName = "x"}, today());
    QCOMPARE(CertificateAuthority::load(*leaf).error().code, ErrorCode::DataLoss);
}

void AuthorityTest::tellsForeignSignaturesApart()
{
    const auto one = CertificateAuthority::create("test-ca", today());
    const auto two = CertificateAuthority::create("test-ca", today());
    const auto leaf = one->issue({.commonName = "x"}, today());
    QVERIFY(isSignedBy(leaf->certificatePem, one->certificatePem()));
    QVERIFY(!isSignedBy(leaf->certificatePem, two->certificatePem()));
}

SKIFF_REGISTER_TEST(AuthorityTest);

#include "authority_test.moc"
