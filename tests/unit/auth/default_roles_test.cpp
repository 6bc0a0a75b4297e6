#include "cluster/apiserver/auth/default_roles.h"
#include "cluster/apiserver/auth/rbac_authorizer.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace skiff::apiserver::auth;

class DefaultRolesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void areWellFormed();
    void letEverybodySeeVersionAndHealth();
    void letUsersDiscoverAndAskAboutThemselves();
    void layViewBelowEditBelowAdmin();
    void letComponentsDoTheirWork();
    void addOnlyWhatIsMissing();
    void leaveAloneWhatIsNotToBeUpdated();

private:
    bool may(const User& user, const Attributes& attributes) const
    {
        return RbacAuthorizer(m_policy).authorize(user, attributes).decision == Decision::Allow;
    }
    const DefaultRbacObject& object(std::string_view resource, std::string_view name) const
    {
        return *std::find_if(m_objects.begin(), m_objects.end(), [&](const DefaultRbacObject& one) {
            return one.resource == resource && one.name == name;
        });
    }
    void bind(const char* role, const char* user)
    {
        m_policy.put(Binding{"team", std::string(role) + user, {{Subject::Kind::User, "", user}}, true, role});
    }

    std::vector<DefaultRbacObject> m_objects;
    RbacPolicy m_policy;
};

void DefaultRolesTest::initTestCase()
{
    m_objects = defaultRbacObjects();
    for (const DefaultRbacObject& one : m_objects) {
        const auto document = data::Document::from(one.object);
        if (one.resource.ends_with("bindings"))
            m_policy.put(readBinding(document->root()));
        else
            m_policy.put(readRole(document->root()));
    }
    bind("view", "viewer");
    bind("edit", "editor");
    bind("admin", "boss");
}

void DefaultRolesTest::areWellFormed()
{
    QVERIFY(m_objects.size() > 120);
    for (const DefaultRbacObject& one : m_objects) {
        const std::string where(one.name);
        QCOMPARE(data::stringAt(one.object, {"metadata", "labels", "kubernetes.io/bootstrapping"}),
                 std::string_view("rbac-defaults"));
        if (one.resource.ends_with("bindings")) {
            QVERIFY2(m_policy.snapshot()->rulesOf(readBinding(data::Document::from(one.object)->root())),
                     where.c_str());
            continue;
        }
        const auto document = data::Document::from(one.object);
        const auto rules = readRules(document->root()["rules"]);
        QVERIFY2(!rules.empty(), where.c_str());
        for (const PolicyRule& rule : rules)
            QVERIFY2(!rule.verbs.empty() && rule.resources.empty() != rule.nonResourceUrls.empty(), where.c_str());
    }
}

void DefaultRolesTest::letEverybodySeeVersionAndHealth()
{
    const User nobody{"system:anonymous", {}, {"system:unauthenticated"}, {}};
    for (const char* path : {"/version", "/healthz", "/livez", "/readyz"})
        QVERIFY2(may(nobody, {.verb = "get", .resourceRequest = false, .path = path}), path);
    for (const char* path : {"/api", "/apis", "/metrics", "/openapi/v3"})
        QVERIFY2(!may(nobody, {.verb = "get", .resourceRequest = false, .path = path}), path);
}

void DefaultRolesTest::letUsersDiscoverAndAskAboutThemselves()
{
    const User alice{"alice", {}, {"system:authenticated"}, {}};
    for (const char* path : {"/api", "/api/v1", "/apis/apps/v1", "/openapi/v3", "/version/"})
        QVERIFY2(may(alice, {.verb = "get", .resourceRequest = false, .path = path}), path);
    QVERIFY(may(alice, {.verb = "create", .apiGroup = "authorization.k8s.io", .resource = "selfsubjectaccessreviews"}));
    QVERIFY(!may(alice, {.verb = "create", .apiGroup = "authorization.k8s.io", .resource = "subjectaccessreviews"}));
    QVERIFY(!may(alice, {.verb = "list", .resource = "pods", .nameSpace = "team"}));
}

void DefaultRolesTest::layViewBelowEditBelowAdmin()
{
    const User viewer{"viewer", {}, {}, {}};
    const User editor{"editor", {}, {}, {}};
    const User boss{"boss", {}, {}, {}};
    const Attributes list{.verb = "list", .resource = "pods", .nameSpace = "team"};
    const Attributes secrets{.verb = "get", .resource = "secrets", .nameSpace = "team"};
    const Attributes remove{.verb = "delete", .apiGroup = "apps", .resource = "deployments", .nameSpace = "team"};
    const Attributes roles{
        .verb = "create", .apiGroup = "rbac.authorization.k8s.io", .resource = "roles", .nameSpace = "team"};
    QVERIFY(may(viewer, list) && !may(viewer, secrets) && !may(viewer, remove) && !may(viewer, roles));
    QVERIFY(may(editor, list) && may(editor, secrets) && may(editor, remove) && !may(editor, roles));
    QVERIFY(may(boss, list) && may(boss, secrets) && may(boss, remove) && may(boss, roles));
    QVERIFY(!may(boss, {.verb = "list", .resource = "pods", .nameSpace = "other"}));
    const auto* rules = data::find(object("clusterroles", "admin").object, {"rules"});
    QVERIFY2(rules && rules->as_array().size() > 20, "an aggregated role shows its rules");
}

void DefaultRolesTest::letComponentsDoTheirWork()
{
    const User scheduler{"system:kube-scheduler", {}, {"system:authenticated"}, {}};
    QVERIFY(may(scheduler, {.verb = "create", .resource = "pods", .subresource = "binding", .nameSpace = "a"}));
    QVERIFY(may(scheduler, {.verb = "patch", .resource = "pods", .subresource = "status", .nameSpace = "a"}));
    const User deployments = serviceAccount("kube-system", "deployment-controller", "");
    QVERIFY(may(
        deployments,
        {.verb = "patch", .apiGroup = "apps", .resource = "deployments", .subresource = "status", .nameSpace = "a"}));
    const User node{"system:node:n", {}, {"system:nodes", "system:authenticated"}, {}};
    QVERIFY(may(node, {.verb = "watch", .apiGroup = "discovery.k8s.io", .resource = "endpointslices"}));
    QVERIFY2(!may(node, {.verb = "list", .resource = "secrets"}), "what a node may read is the node authorizer's");
}

void DefaultRolesTest::addOnlyWhatIsMissing()
{
    const DefaultRbacObject& wanted = object("clusterroles", "system:discovery");
    QVERIFY(!reconcileDefault(wanted.object, wanted));

    data::Value stored = wanted.object;
    stored.as_object()["rules"] = data::Array{data::Object{
        {"verbs", data::Array{"list"}}, {"apiGroups", data::Array{""}}, {"resources", data::Array{"pods"}}}};
    data::removeAt(stored, {"metadata", "labels"});
    const auto next = reconcileDefault(stored, wanted);
    QVERIFY(next.has_value());
    QVERIFY2(data::find(*next, {"rules"})->as_array().size() > 1, "the user's rule stays, ours come back");
    QVERIFY(!reconcileDefault(*next, wanted));

    const DefaultRbacObject& wantedBinding = object("clusterrolebindings", "system:discovery");
    data::Value storedBinding = wantedBinding.object;
    storedBinding.as_object().erase("subjects");
    QCOMPARE(data::find(*reconcileDefault(storedBinding, wantedBinding), {"subjects"})->as_array().size(), size_t(1));
}

void DefaultRolesTest::leaveAloneWhatIsNotToBeUpdated()
{
    const DefaultRbacObject& wanted = object("clusterroles", "system:discovery");
    data::Value stored = wanted.object;
    stored.as_object()["rules"] = data::Array();
    data::ensureObject(stored, {"metadata", "annotations"})["rbac.authorization.kubernetes.io/autoupdate"] = "false";
    QVERIFY(!reconcileDefault(stored, wanted));
}

SKIFF_REGISTER_TEST(DefaultRolesTest);

#include "default_roles_test.moc"
