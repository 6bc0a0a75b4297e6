#include "cluster/apiserver/auth/authorizer.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::apiserver::auth;

class AuthorizerTest : public QObject
{
    Q_OBJECT

private slots:
    void refusesInKubernetesWords();
    void letsMastersDoEverything();
};

void AuthorizerTest::refusesInKubernetesWords()
{
    const User alice{"alice", {}, {}, {}};
    Attributes list{.verb = "list", .resource = "pods"};
    QCOMPARE(
        forbiddenMessage(alice, list),
        std::string(
            R"(pods is forbidden: User "alice" cannot list resource "pods" in API group "" at the cluster scope)"));
    Attributes get{.verb = "get", .apiGroup = "apps", .resource = "deployments", .nameSpace = "ps", .name = "x"};
    QCOMPARE(
        forbiddenMessage(alice, get),
        std::string(
            R"(deployments.apps "x" is forbidden: User "alice" cannot get resource "deployments" in API group "apps" in the namespace "ps")"));
    Attributes path{.verb = "get", .resourceRequest = false, .path = "/metrics"};
    QCOMPARE(forbiddenMessage(alice, path), std::string(R"(forbidden: User "alice" cannot get path "/metrics")"));
}

void AuthorizerTest::letsMastersDoEverything()
{
    std::vector<std::unique_ptr<Authorizer>> list;
    list.push_back(std::make_unique<MastersAuthorizer>());
    const AuthorizerChain chain(std::move(list));
    const Attributes drop{.verb = "delete", .resource = "nodes", .name = "a"};
    QVERIFY(chain.authorize(User{"root", {}, {"system:masters"}, {}}, drop).decision == Decision::Allow);
    QVERIFY(chain.authorize(User{"bob", {}, {"devs"}, {}}, drop).decision == Decision::NoOpinion);
}

SKIFF_REGISTER_TEST(AuthorizerTest);

#include "authorizer_test.moc"
