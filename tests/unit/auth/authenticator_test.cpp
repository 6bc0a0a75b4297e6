#include "cluster/apiserver/auth/authenticator.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::apiserver::auth;

class AuthenticatorTest : public QObject
{
    Q_OBJECT

private slots:
    void takesNameAndGroupsFromAVerifiedCertificate();
    void refusesACertificateThatIsNotVerified();
    void takesARequestWithoutCredentialsForAnonymous();
    void splitsServiceAccountNames();
};

namespace {

net::Request requestFrom(net::Peer peer)
{
    net::Request request;
    request.peer = std::make_shared<const net::Peer>(std::move(peer));
    return request;
}

RequestAuthenticator onlyCertificates()
{
    std::vector<std::unique_ptr<Authenticator>> list;
    list.push_back(std::make_unique<CertificateAuthenticator>());
    return RequestAuthenticator(std::move(list));
}

} // namespace

void AuthenticatorTest::takesNameAndGroupsFromAVerifiedCertificate()
{
    const auto user = onlyCertificates().authenticate(requestFrom(
        {.presented = true, .verified = true, .commonName = "system:node:a", .organizations = {"system:nodes"}}));
    QVERIFY(user.ok());
    QCOMPARE((*user)->name, std::string("system:node:a"));
    QVERIFY((*user)->inGroup(authenticatedGroup));
    QCOMPARE((*user)->nodeName(), std::string_view("a"));
}

void AuthenticatorTest::refusesACertificateThatIsNotVerified()
{
    const auto user = onlyCertificates().authenticate(requestFrom({.presented = true}));
    QCOMPARE(user.error().code, ErrorCode::Unauthenticated);
}

void AuthenticatorTest::takesARequestWithoutCredentialsForAnonymous()
{
    const auto user = onlyCertificates().authenticate({});
    QCOMPARE((*user)->name, std::string(anonymousUser));
    QVERIFY((*user)->inGroup(unauthenticatedGroup));
    QVERIFY(!(*user)->inGroup(authenticatedGroup));
}

void AuthenticatorTest::splitsServiceAccountNames()
{
    QCOMPARE(splitServiceAccountUser("system:serviceaccount:ns:web").name, std::string_view("web"));
    QCOMPARE(splitServiceAccountUser("system:serviceaccount:ns:web").nameSpace, std::string_view("ns"));
    for (const char* bad :
         {"system:serviceaccount:ns:", "system:serviceaccount::x", "system:serviceaccount:a:b:c", "ns:x"})
        QVERIFY2(splitServiceAccountUser(bad).name.empty(), bad);
}

SKIFF_REGISTER_TEST(AuthenticatorTest);

#include "authenticator_test.moc"
