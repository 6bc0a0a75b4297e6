#include "cluster/apiserver/auth/escalation.h"
#include "cluster/apiserver/auth/rbac_authorizer.h"
#include "cluster/apiserver/auth/reviews.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::apiserver::auth;

namespace {

data::Value parse(const std::string& text)
{
    return *data::parseJson(text);
}

const User alice{"alice", "u1", {"devs", "system:authenticated"}, {{"scopes", {"s1"}}}};
const User root{"root", {}, {"system:masters"}, {}};

std::unique_ptr<Authorizer> chainOf(const RbacPolicy& policy)
{
    std::vector<std::unique_ptr<Authorizer>> list;
    list.push_back(std::make_unique<MastersAuthorizer>());
    list.push_back(std::make_unique<RbacAuthorizer>(policy));
    return std::make_unique<AuthorizerChain>(std::move(list));
}

} // namespace

/// Alice, of group devs, may get and list pods in namespace "a" and write roles and bindings there.
class ReviewsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void answersForOthers();
    void answersForOneself();
    void refusesUnclearQuestions();
    void staysInANamespace();
    void listsRules();
    void saysWhoAsks();

    void letsGrantWhatIsHeld();
    void refusesToGrantMore();
    void letsEscalateAndBindWhoeverMay();
    void refusesABindingToNothing();
    void looksOnlyAtChanges();

private:
    bool allowed(const std::string& spec, const User& user) const
    {
        const auto answer = reviewSelfSubjectAccess(*m_authorizer, user, parse("{\"spec\":" + spec + "}"));
        return data::boolAt(std::get<data::Value>(answer), {"status", "allowed"});
    }
    std::optional<Refusal> write(const char* resource, const std::string& after, const User& user = alice,
                                 const char* before = nullptr) const
    {
        const data::Value newObject = parse(after);
        const data::Value oldObject = before ? parse(before) : data::Value();
        return checkEscalation(*m_authorizer, m_policy, user,
                               {resource, "a", "x", before ? &oldObject : nullptr, &newObject});
    }
    void give(const char* verb, const char* resource)
    {
        m_policy.put(Role{"a", verb, {}, {{{verb}, {"rbac.authorization.k8s.io"}, {resource}, {}, {}}}, {}});
        m_policy.put(Binding{"a", verb, {{Subject::Kind::User, "", "alice"}}, false, verb});
    }

    RbacPolicy m_policy;
    std::unique_ptr<Authorizer> m_authorizer = chainOf(m_policy);
};

void ReviewsTest::init()
{
    m_policy.put(Role{"a", "pods", {}, {{{"get", "list"}, {""}, {"pods"}, {}, {}}}, {}});
    m_policy.put(Binding{"a", "devs", {{Subject::Kind::Group, "", "devs"}}, false, "pods"});
    m_policy.put(Role{"", "powerful", {}, {{{"*"}, {""}, {"secrets"}, {}, {}}}, {}});
    for (const char* verb : {"escalate", "bind"})
        m_policy.removeBinding("a", verb);
}

void ReviewsTest::answersForOthers()
{
    const auto ask = [&](const char* spec) {
        return std::get<data::Value>(reviewSubjectAccess(*m_authorizer, parse(std::string("{\"spec\":") + spec + "}")));
    };
    const data::Value yes =
        ask(R"({"groups":["devs"],"resourceAttributes":{"namespace":"a","verb":"get","resource":"pods"}})");
    QVERIFY(data::boolAt(yes, {"status", "allowed"}));
    QCOMPARE(data::stringAt(yes, {"status", "reason"}),
             std::string_view(R"(RBAC: allowed by RoleBinding "devs/a" of Role "pods" to Group "devs")"));
    const data::Value no =
        ask(R"({"user":"bob","resourceAttributes":{"namespace":"a","verb":"get","resource":"pods"}})");
    QCOMPARE(data::toJson(*data::find(no, {"status"})), std::string(R"({"allowed":false})"));
    QVERIFY(data::boolAt(ask(R"({"groups":["system:masters"],"nonResourceAttributes":{"path":"/x","verb":"get"}})"),
                         {"status", "allowed"}));
}

void ReviewsTest::answersForOneself()
{
    QVERIFY(allowed(R"({"resourceAttributes":{"namespace":"a","verb":"list","resource":"pods"}})", alice));
    QVERIFY(!allowed(R"({"resourceAttributes":{"namespace":"b","verb":"list","resource":"pods"}})", alice));
    QVERIFY(!allowed(R"({"nonResourceAttributes":{"path":"/metrics","verb":"get"}})", alice));
    QVERIFY(allowed(R"({"resourceAttributes":{"verb":"*","resource":"*","group":"*"}})", root));
}

void ReviewsTest::refusesUnclearQuestions()
{
    const auto refusal = [&](const char* text) {
        return std::get<Refusal>(reviewSubjectAccess(*m_authorizer, parse(text)));
    };
    QCOMPARE(refusal("{}").problems.at(0).field, std::string("spec.resourceAttributes"));
    QCOMPARE(refusal(R"({"spec":{"user":"x","resourceAttributes":{},"nonResourceAttributes":{}}})").code, 422);
    const Refusal nobody = refusal(R"({"spec":{"resourceAttributes":{"verb":"get"}}})");
    QCOMPARE(nobody.problems.at(0).message,
             std::string("Invalid value: \"\": at least one of user or group must be specified"));
}

void ReviewsTest::staysInANamespace()
{
    const auto ask = [&](const char* spec) {
        return reviewLocalSubjectAccess(*m_authorizer, "a", parse(std::string("{\"spec\":") + spec + "}"));
    };
    QVERIFY(std::holds_alternative<data::Value>(
        ask(R"({"user":"x","resourceAttributes":{"namespace":"a","verb":"get","resource":"pods"}})")));
    const Refusal other =
        std::get<Refusal>(ask(R"({"user":"x","resourceAttributes":{"namespace":"b","verb":"get","resource":"pods"}})"));
    QCOMPARE(other.problems.at(0).message, std::string("Invalid value: \"b\": must match metadata.namespace"));
    QVERIFY(std::holds_alternative<Refusal>(ask(R"({"user":"x","nonResourceAttributes":{"path":"/"}})")));
}

void ReviewsTest::listsRules()
{
    const auto answer = reviewSelfSubjectRules(*m_authorizer, alice, parse(R"({"spec":{"namespace":"a"}})"));
    const data::Value& status = *data::find(std::get<data::Value>(answer), {"status"});
    QCOMPARE(data::toJson(status),
             std::string(R"({"resourceRules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}],)"
                         R"("nonResourceRules":[],"incomplete":false})"));
    QCOMPARE(std::get<Refusal>(reviewSelfSubjectRules(*m_authorizer, alice, parse("{}"))).message,
             std::string("no namespace on request"));
}

void ReviewsTest::saysWhoAsks()
{
    const data::Value answer = reviewSelfSubject(alice, parse("{}"), WallTime());
    QCOMPARE(
        data::toJson(*data::find(answer, {"status"})),
        std::string(
            R"({"userInfo":{"username":"alice","uid":"u1","groups":["devs","system:authenticated"],"extra":{"scopes":["s1"]}}})"));
}

void ReviewsTest::letsGrantWhatIsHeld()
{
    QVERIFY(!write("roles", R"({"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})"));
    QVERIFY(!write("rolebindings", R"({"roleRef":{"kind":"Role","name":"pods"},"subjects":[]})"));
    QVERIFY(!write("roles", R"({"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]})", root));
}

void ReviewsTest::refusesToGrantMore()
{
    const auto role =
        write("roles", R"({"rules":[{"verbs":["get","delete","watch"],"apiGroups":[""],"resources":["pods"]}]})");
    QCOMPARE(role->code, 403);
    QCOMPARE(role->message, std::string("roles.rbac.authorization.k8s.io \"x\" is forbidden: user \"alice\" "
                                        "(groups=[\"devs\" \"system:authenticated\"])"
                                        " is attempting to grant RBAC permissions not currently held:\n"
                                        "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"watch\"]}"));
    QVERIFY(write("roles", R"({"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["*"]}]})"));
    QVERIFY(write("roles", R"({"rules":[{"verbs":["get"],"nonResourceURLs":["/metrics"]}]})"));
    const auto binding = write("rolebindings", R"({"roleRef":{"kind":"ClusterRole","name":"powerful"},"subjects":[]})");
    QCOMPARE(binding->code, 403);
    QVERIFY(binding->message.find("Resources:[\"secrets\"]") != std::string::npos);
}

void ReviewsTest::letsEscalateAndBindWhoeverMay()
{
    const char* role = R"({"rules":[{"verbs":["*"],"apiGroups":[""],"resources":["secrets"]}]})";
    const char* binding = R"({"roleRef":{"kind":"ClusterRole","name":"powerful"},"subjects":[]})";
    QVERIFY(write("roles", role) && write("rolebindings", binding));
    give("escalate", "roles");
    give("bind", "clusterroles");
    QVERIFY(!write("roles", role) && !write("rolebindings", binding));
}

void ReviewsTest::refusesABindingToNothing()
{
    const auto refusal = write("rolebindings", R"({"roleRef":{"kind":"ClusterRole","name":"gone"},"subjects":[]})");
    QCOMPARE(refusal->code, 404);
    QCOMPARE(refusal->message, std::string("clusterroles.rbac.authorization.k8s.io \"gone\" not found"));
}

void ReviewsTest::looksOnlyAtChanges()
{
    const char* role =
        R"({"metadata":{"labels":{"a":"b"}},"rules":[{"verbs":["*"],"apiGroups":[""],"resources":["secrets"]}]})";
    QVERIFY(!write("roles", R"({"rules":[{"verbs":["*"],"apiGroups":[""],"resources":["secrets"]}]})", alice, role));
    QVERIFY(
        write("roles", R"({"rules":[{"verbs":["*"],"apiGroups":[""],"resources":["secrets","nodes"]}]})", alice, role));
    QVERIFY(write("clusterroles", R"({"aggregationRule":{"clusterRoleSelectors":[]},"rules":[]})", alice,
                  "{\"rules\":[]}"));
}

SKIFF_REGISTER_TEST(ReviewsTest);

#include "reviews_test.moc"
