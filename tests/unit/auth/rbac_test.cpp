#include "cluster/apiserver/auth/default_roles.h"
#include "cluster/apiserver/auth/rbac_authorizer.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <span>

using namespace skiff;
using namespace skiff::apiserver::auth;

class RbacTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_policy = std::make_unique<RbacPolicy>(); }

    void matchesVerbsGroupsResourcesAndNames();
    void matchesPaths();
    void bindsUsersGroupsAndServiceAccounts();
    void keepsANamespacesRolesInIt();
    void forgetsWhatIsRemoved();
    void namesTheBindingThatAllows();
    void complainsAboutAMissingRole();
    void collectsAggregatedRoles();
    void listsEachRuleOnce();

private:
    bool may(const User& user, const Attributes& attributes) const
    {
        return RbacAuthorizer(*m_policy).authorize(user, attributes).decision == Decision::Allow;
    }
    std::unique_ptr<RbacPolicy> m_policy;
};

namespace {

data::Value parse(const char* text)
{
    return *data::parseJson(text);
}

Role role(const char* text)
{
    return readRole(data::Document::from(parse(text))->root());
}
Binding binding(const char* text)
{
    return readBinding(data::Document::from(parse(text))->root());
}

PolicyRule rule(const char* text)
{
    return readRules(data::Document::from(parse((std::string("[") + text + "]").c_str()))->root()).front();
}

struct Case
{
    const char* rule;
    Attributes attributes;
    bool allowed;
};

void checkAll(std::span<const Case> cases)
{
    for (const Case& one : cases)
        QVERIFY2(allows(rule(one.rule), one.attributes) == one.allowed, one.rule);
}

const User alice{"alice", {}, {"devs", "system:authenticated"}, {}};

} // namespace

void RbacTest::matchesVerbsGroupsResourcesAndNames()
{
    const Attributes get{.verb = "get", .resource = "pods", .nameSpace = "a", .name = "web"};
    const Attributes list{.verb = "list", .resource = "pods"};
    const Attributes log{.verb = "get", .resource = "pods", .subresource = "log", .name = "web"};
    const Attributes scale{.verb = "update", .apiGroup = "apps", .resource = "deployments", .subresource = "scale"};
    const Case cases[] = {
        {R"({"verbs":["get"],"apiGroups":[""],"resources":["pods"]})", get, true},
        {R"({"verbs":["list"],"apiGroups":[""],"resources":["pods"]})", get, false},
        {R"({"verbs":["get"],"apiGroups":["apps"],"resources":["pods"]})", get, false},
        {R"({"verbs":["get"],"apiGroups":[""],"resources":["pods"]})", log, false},
        {R"({"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]})", log, true},
        {R"({"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]})", get, false},
        {R"({"verbs":["*"],"apiGroups":["*"],"resources":["*"]})", log, true},
        {R"({"verbs":["*"],"apiGroups":["apps"],"resources":["*/scale"]})", scale, true},
        {R"({"verbs":["*"],"apiGroups":["apps"],"resources":["*/status"]})", scale, false},
        {R"({"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["db","web"]})", get, true},
        {R"({"verbs":["list"],"apiGroups":[""],"resources":["pods"],"resourceNames":["web"]})", list, false},
        {R"({"verbs":["*"],"nonResourceURLs":["*"]})", get, false},
    };
    checkAll(cases);
}

void RbacTest::matchesPaths()
{
    const Attributes healthz{.verb = "get", .resourceRequest = false, .path = "/healthz/etcd"};
    const Case cases[] = {
        {R"({"verbs":["get"],"nonResourceURLs":["/healthz/*"]})", healthz, true},
        {R"({"verbs":["get"],"nonResourceURLs":["/livez","*"]})", healthz, true},
        {R"({"verbs":["get"],"nonResourceURLs":["/healthz"]})", healthz, false},
        {R"({"verbs":["post"],"nonResourceURLs":["*"]})", healthz, false},
        {R"({"verbs":["*"],"apiGroups":["*"],"resources":["*"]})", healthz, false},
    };
    checkAll(cases);
}

void RbacTest::bindsUsersGroupsAndServiceAccounts()
{
    m_policy->put(
        role(R"({"metadata":{"name":"reader"},"rules":[{"verbs":["list"],"apiGroups":[""],"resources":["nodes"]}]})"));
    m_policy->put(binding(R"({"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"reader"},"subjects":[
        {"kind":"User","name":"alice"},{"kind":"Group","name":"ops"},{"kind":"ServiceAccount","namespace":"ns","name":"sa"}]})"));
    const Attributes nodes{.verb = "list", .resource = "nodes"};
    QVERIFY(may(alice, nodes));
    QVERIFY(may({"carol", {}, {"ops"}, {}}, nodes));
    QVERIFY(may(serviceAccount("ns", "sa", "1"), nodes));
    QVERIFY(!may(serviceAccount("other", "sa", "1"), nodes));
    QVERIFY(!may({"ops", {}, {"alice"}, {}}, nodes));
}

void RbacTest::keepsANamespacesRolesInIt()
{
    m_policy->put(role(
        R"({"metadata":{"name":"r","namespace":"a"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})"));
    m_policy->put(role(
        R"({"metadata":{"name":"nodes"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["nodes","secrets"]}]})"));
    m_policy->put(binding(
        R"({"metadata":{"name":"b","namespace":"a"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"alice"}]})"));
    m_policy->put(binding(
        R"({"metadata":{"name":"c","namespace":"a"},"roleRef":{"kind":"ClusterRole","name":"nodes"},"subjects":[{"kind":"User","name":"alice"}]})"));
    QVERIFY(may(alice, {.verb = "get", .resource = "pods", .nameSpace = "a"}));
    QVERIFY(!may(alice, {.verb = "get", .resource = "pods", .nameSpace = "b"}));
    QVERIFY(!may(alice, {.verb = "get", .resource = "pods"}));
    QVERIFY2(may(alice, {.verb = "get", .resource = "secrets", .nameSpace = "a"}),
             "a cluster role bound in a namespace");
    QVERIFY(!may(alice, {.verb = "get", .resource = "nodes", .name = "n"}));
}

void RbacTest::forgetsWhatIsRemoved()
{
    m_policy->put(
        role(R"({"metadata":{"name":"r"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})"));
    m_policy->put(binding(
        R"({"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"User","name":"alice"}]})"));
    const Attributes get{.verb = "get", .resource = "pods"};
    QVERIFY(may(alice, get));
    const auto before = m_policy->snapshot();
    m_policy->removeBinding("", "b");
    QVERIFY(!may(alice, get));
    QVERIFY2(before->scope("").bindings.size() == 1, "a snapshot does not change");
    m_policy->put(binding(
        R"({"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"User","name":"alice"}]})"));
    QVERIFY(may(alice, get));
    m_policy->removeRole("", "r");
    QVERIFY(!may(alice, get));
}

void RbacTest::namesTheBindingThatAllows()
{
    m_policy->put(role(
        R"({"metadata":{"name":"r","namespace":"a"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})"));
    m_policy->put(binding(
        R"({"metadata":{"name":"b","namespace":"a"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"Group","name":"devs"}]})"));
    const auto verdict =
        RbacAuthorizer(*m_policy).authorize(alice, {.verb = "get", .resource = "pods", .nameSpace = "a"});
    QCOMPARE(verdict.reason, std::string(R"(RBAC: allowed by RoleBinding "b/a" of Role "r" to Group "devs")"));
}

void RbacTest::complainsAboutAMissingRole()
{
    m_policy->put(binding(
        R"({"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"gone"},"subjects":[{"kind":"User","name":"alice"}]})"));
    const Attributes get{.verb = "get", .resource = "pods"};
    const auto verdict = RbacAuthorizer(*m_policy).authorize(alice, get);
    QVERIFY(verdict.decision == Decision::NoOpinion);
    QCOMPARE(verdict.reason, std::string(R"(RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found)"));
    QVERIFY(RbacAuthorizer(*m_policy).rulesFor(alice, "a").incomplete);
}

void RbacTest::collectsAggregatedRoles()
{
    m_policy->put(
        role(R"({"metadata":{"name":"all"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"to":"all"}},
        {"matchExpressions":[{"key":"tier","operator":"In","values":["x","y"]}]}]},
        "rules":[{"verbs":["delete"],"apiGroups":[""],"resources":["pods"]}]})"));
    m_policy->put(role(
        R"({"metadata":{"name":"one","labels":{"to":"all"}},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})"));
    m_policy->put(role(
        R"({"metadata":{"name":"two","labels":{"tier":"y"}},"rules":[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]})"));
    m_policy->put(binding(
        R"({"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"all"},"subjects":[{"kind":"User","name":"alice"}]})"));
    QVERIFY(may(alice, {.verb = "get", .resource = "pods"}));
    QVERIFY(may(alice, {.verb = "list", .resource = "pods"}));
    QVERIFY2(!may(alice, {.verb = "delete", .resource = "pods"}), "an aggregated role's own rules do not count");
    m_policy->put(role(
        R"({"metadata":{"name":"late","labels":{"to":"all"}},"rules":[{"verbs":["watch"],"apiGroups":[""],"resources":["pods"]}]})"));
    QVERIFY(may(alice, {.verb = "watch", .resource = "pods"}));
}

void RbacTest::listsEachRuleOnce()
{
    m_policy->put(
        role(R"({"metadata":{"name":"r"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})"));
    for (const char* name : {"b", "c"}) {
        Binding twice = binding(
            R"({"roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"User","name":"alice"},{"kind":"Group","name":"devs"}]})");
        twice.name = name;
        m_policy->put(twice);
    }
    QCOMPARE(RbacAuthorizer(*m_policy).rulesFor(alice, "a").rules.size(), size_t(1));
}

SKIFF_REGISTER_TEST(RbacTest);

#include "rbac_test.moc"
