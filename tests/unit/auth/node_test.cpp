#include "cluster/apiserver/auth/node_authorizer.h"
#include "cluster/apiserver/auth/node_restriction.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::apiserver::auth;

namespace {

const User node{"system:node:n1", {}, {"system:nodes", "system:authenticated"}, {}};

data::Value parse(const char* text)
{
    return *data::parseJson(text);
}
PodReferences podFrom(const char* text)
{
    const std::string json = data::toJson(parse(text)); // as it is stored: compact
    const data::JsonSpan pod(json);
    const data::JsonSpan metadata = pod["metadata"];
    return readPodReferences(metadata["namespace"].string(), metadata["name"].string(),
                             bool(metadata["annotations"]["kubernetes.io/config.mirror"]), pod["spec"]);
}

constexpr const char* web =
    R"({"metadata":{"namespace":"a","name":"web"},"spec":{"nodeName":"n1","serviceAccountName":"sa",
    "imagePullSecrets":[{"name":"pull"}],
    "volumes":[{"name":"s","secret":{"secretName":"vol"}},{"name":"c","configMap":{"name":"conf"}},
      {"name":"p","projected":{"sources":[{"secret":{"name":"proj"}},{"configMap":{"name":"ca"}},{"serviceAccountToken":{"path":"token"}}]}},
      {"name":"d","persistentVolumeClaim":{"claimName":"disk"}},{"name":"e","ephemeral":{}},{"name":"x","csi":{"nodePublishSecretRef":{"name":"csi"}}}],
    "initContainers":[{"env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"init"}}}]}],
    "containers":[{"env":[{"name":"B","valueFrom":{"configMapKeyRef":{"name":"env"}}},{"name":"C","value":"1"}],
      "envFrom":[{"secretRef":{"name":"from"}},{"configMapRef":{"name":"fromc"}}]}]}})";
constexpr const char* elsewhere =
    R"({"metadata":{"namespace":"a","name":"db"},"spec":{"nodeName":"n2","serviceAccountName":"db",
    "volumes":[{"name":"s","secret":{"secretName":"other"}}]}})";

} // namespace

class NodeTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void readsOnlyWhatItsPodsNeed();
    void gainsNothingByMirrorPods();
    void forgetsPodsThatLeave();
    void takesANameFromAFieldSelector();
    void seesAndChangesItsOwnPods();
    void keepsToItsOwnLeaseAndNode();
    void asksForTokensOfItsPodsAccounts();
    void hasNoOpinionOnOthers();
    void restrictsBodies();

private:
    bool may(const Attributes& attributes, const User& user = node) const
    {
        return NodeAuthorizer(*m_graph).authorize(user, attributes).decision == Decision::Allow;
    }
    std::unique_ptr<NodeGraph> m_graph;
};

void NodeTest::init()
{
    m_graph = std::make_unique<NodeGraph>();
    m_graph->put(podFrom(web));
    m_graph->put(podFrom(elsewhere));
}

void NodeTest::readsOnlyWhatItsPodsNeed()
{
    for (const char* secret : {"pull", "vol", "proj", "init", "from", "csi"})
        QVERIFY2(may({.verb = "get", .resource = "secrets", .nameSpace = "a", .name = secret}), secret);
    for (const char* map : {"conf", "ca", "env", "fromc"})
        QVERIFY2(may({.verb = "watch", .resource = "configmaps", .nameSpace = "a", .name = map}), map);
    for (const char* claim : {"disk", "web-e"})
        QVERIFY2(may({.verb = "get", .resource = "persistentvolumeclaims", .nameSpace = "a", .name = claim}), claim);
    const Attributes other{.verb = "get", .resource = "secrets", .nameSpace = "a", .name = "other"};
    QVERIFY(!may(other));
    QCOMPARE(NodeAuthorizer(*m_graph).authorize(node, other).reason,
             std::string("no relationship found between node 'n1' and this object"));
    QVERIFY(!may({.verb = "get", .resource = "secrets", .nameSpace = "b", .name = "vol"}));
    QVERIFY(!may({.verb = "list", .resource = "secrets"}));
    QVERIFY(!may({.verb = "update", .resource = "secrets", .nameSpace = "a", .name = "vol"}));
}

void NodeTest::gainsNothingByMirrorPods()
{
    m_graph->put(podFrom(
        R"({"metadata":{"namespace":"a","name":"m","annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"nodeName":"n1",
        "volumes":[{"name":"s","secret":{"secretName":"other"}}]}})"));
    QVERIFY(!may({.verb = "get", .resource = "secrets", .nameSpace = "a", .name = "other"}));
}

void NodeTest::forgetsPodsThatLeave()
{
    const Attributes get{.verb = "get", .resource = "secrets", .nameSpace = "a", .name = "vol"};
    PodReferences second = podFrom(web);
    second.name = "web-2";
    m_graph->put(second);
    m_graph->put(second);
    m_graph->removePod("a", "web");
    QVERIFY2(may(get), "another pod still needs it");
    m_graph->removePod("a", "web-2");
    m_graph->removePod("a", "web-2");
    QVERIFY(!may(get));
    QVERIFY(!m_graph->nodeOf("a", "web"));
}

void NodeTest::takesANameFromAFieldSelector()
{
    QVERIFY(may({.verb = "watch", .resource = "secrets", .nameSpace = "a", .fieldSelector = "metadata.name=vol"}));
    QVERIFY(
        may({.verb = "list", .resource = "secrets", .nameSpace = "a", .fieldSelector = "type=x,metadata.name==vol"}));
    for (const char* selector : {"", "metadata.name!=vol", "metadata.name=other", "metadata.names=vol", "type=vol"})
        QVERIFY2(!may({.verb = "list", .resource = "secrets", .nameSpace = "a", .fieldSelector = selector}), selector);
}

void NodeTest::seesAndChangesItsOwnPods()
{
    QVERIFY(may({.verb = "watch", .resource = "pods", .fieldSelector = "spec.nodeName=n1"}));
    QVERIFY(!may({.verb = "watch", .resource = "pods", .fieldSelector = "spec.nodeName=n2"}));
    QVERIFY(!may({.verb = "list", .resource = "pods"}));
    for (const char* pod : {"web", "gone"}) {
        QVERIFY2(may({.verb = "get", .resource = "pods", .nameSpace = "a", .name = pod}), pod);
        QVERIFY2(may({.verb = "patch", .resource = "pods", .subresource = "status", .nameSpace = "a", .name = pod}),
                 pod);
        QVERIFY2(may({.verb = "delete", .resource = "pods", .nameSpace = "a", .name = pod}), pod);
    }
    QVERIFY(!may({.verb = "get", .resource = "pods", .nameSpace = "a", .name = "db"}));
    QVERIFY(!may({.verb = "patch", .resource = "pods", .subresource = "status", .nameSpace = "a", .name = "db"}));
    QVERIFY(!may({.verb = "delete", .resource = "pods", .nameSpace = "a", .name = "db"}));
    QVERIFY(!may({.verb = "patch", .resource = "pods", .nameSpace = "a", .name = "web"}));
    QVERIFY(!may({.verb = "create", .resource = "pods", .subresource = "binding", .nameSpace = "a", .name = "web"}));
}

void NodeTest::keepsToItsOwnLeaseAndNode()
{
    const auto lease = [](const char* verb, const char* nameSpace, const char* name) {
        return Attributes{.verb = verb,
                          .apiGroup = "coordination.k8s.io",
                          .resource = "leases",
                          .nameSpace = nameSpace,
                          .name = name};
    };
    QVERIFY(may(lease("update", "kube-node-lease", "n1")) && may(lease("create", "kube-node-lease", "")));
    QVERIFY(!may(lease("update", "kube-node-lease", "n2")) && !may(lease("get", "kube-system", "n1")) &&
            !may(lease("list", "kube-node-lease", "")));
    QVERIFY(may({.verb = "patch", .resource = "nodes", .subresource = "status", .name = "n1"}));
    QVERIFY(may({.verb = "create", .resource = "nodes"}));
    QVERIFY(may({.verb = "watch", .resource = "nodes", .fieldSelector = "metadata.name=n1"}));
    QVERIFY(!may({.verb = "patch", .resource = "nodes", .subresource = "status", .name = "n2"}));
    QVERIFY(!may({.verb = "delete", .resource = "nodes", .name = "n1"}));
}

void NodeTest::asksForTokensOfItsPodsAccounts()
{
    const auto token = [](const char* name) {
        return Attributes{
            .verb = "create", .resource = "serviceaccounts", .subresource = "token", .nameSpace = "a", .name = name};
    };
    QVERIFY(may(token("sa")));
    QVERIFY(!may(token("db")));
    QVERIFY(!may({.verb = "list", .resource = "serviceaccounts", .nameSpace = "a"}));
}

void NodeTest::hasNoOpinionOnOthers()
{
    const Attributes get{.verb = "get", .resource = "secrets", .nameSpace = "a", .name = "vol"};
    QVERIFY(!may(get, {"system:node:n1", {}, {"system:authenticated"}, {}}));
    QVERIFY(!may(get, {"mallory", {}, {"system:nodes"}, {}}));
    QVERIFY(!may({.verb = "get", .resourceRequest = false, .path = "/metrics"}));
    QVERIFY(may({.verb = "create", .apiGroup = "authorization.k8s.io", .resource = "subjectaccessreviews"}));
    QVERIFY(NodeAuthorizer(*m_graph).rulesFor(node, "a").incomplete);
}

void NodeTest::restrictsBodies()
{
    const auto check = [](const char* resource, const char* before, const char* after, const char* subresource = "") {
        const data::Value oldObject = before ? parse(before) : data::Value();
        const data::Value newObject = after ? parse(after) : data::Value();
        return checkNodeWrite(
            node, {"", resource, subresource, "x", before ? &oldObject : nullptr, after ? &newObject : nullptr});
    };
    const char* self = R"({"metadata":{"name":"n1","labels":{"kubernetes.io/os":"linux"}}})";
    QVERIFY(!check("nodes", nullptr, self));
    QVERIFY(check("nodes", nullptr, R"({"metadata":{"name":"n2"}})"));
    QVERIFY(!check(
        "nodes", self,
        R"({"metadata":{"name":"n1","labels":{"kubernetes.io/os":"x","example.com/a":"b","node.kubernetes.io/z":"1"}}})"));
    QCOMPARE(
        check(
            "nodes", self,
            R"({"metadata":{"name":"n1","labels":{"kubernetes.io/os":"linux","node-role.kubernetes.io/control-plane":""}}})"),
        std::optional<std::string>("is not allowed to modify labels: node-role.kubernetes.io/control-plane"));
    QVERIFY(check(
        "nodes", self,
        R"({"metadata":{"name":"n1","labels":{"kubernetes.io/os":"linux","node-restriction.kubernetes.io/a":"1"}}})"));
    QVERIFY(check(
        "nodes", self,
        R"({"metadata":{"name":"n1","labels":{"kubernetes.io/os":"linux"}},"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}})"));

    QVERIFY(check("pods", nullptr, R"({"metadata":{"name":"p"},"spec":{"nodeName":"n1"}})"));
    QVERIFY(!check(
        "pods", nullptr,
        R"({"metadata":{"name":"p","annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"nodeName":"n1"}})"));
    QVERIFY(check("pods", elsewhere, elsewhere, "status"));
    QVERIFY(check("pods", elsewhere, nullptr));
    QVERIFY(!check("pods", web, nullptr));
    QVERIFY2(!checkNodeWrite({"admin", {}, {}, {}}, {"", "pods", "", "x", nullptr, nullptr}),
             "nobody else is restricted");
}

SKIFF_REGISTER_TEST(NodeTest);

#include "node_test.moc"
