#include "app/model/access_rules.h"
#include "app/model/action.h"
#include "app/model/kind_catalog.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;

namespace {

constexpr auto core =
    R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1","resources":[
    {"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["get","list","watch"],"shortNames":["po"],
     "subresources":[{"subresource":"log"},{"subresource":"exec"}]},
    {"resource":"bindings","responseKind":{"kind":"Binding"},"scope":"Namespaced","verbs":["create"]},
    {"resource":"nodes","responseKind":{"kind":"Node"},"scope":"Cluster","verbs":["list"]}]}]}]})";
constexpr auto groups = R"({"kind":"APIGroupDiscoveryList","items":[
    {"metadata":{"name":"apps"},"versions":[{"version":"v1","resources":[
        {"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced","verbs":["list"]}]}]},
    {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","resources":[
        {"resource":"pods","responseKind":{"kind":"PodMetrics"},"scope":"Namespaced","verbs":["list"]}]}]},
    {"metadata":{"name":"example.com"},"versions":[
        {"version":"v2","resources":[{"resource":"widgets","responseKind":{"kind":"Widget"},"scope":"Namespaced","verbs":["list"],"shortNames":["wd"]}]},
        {"version":"v1","resources":[{"resource":"widgets","responseKind":{"kind":"Widget"},"scope":"Namespaced","verbs":["list"]},
                                     {"resource":"factories","responseKind":{"kind":"Factory"},"scope":"Cluster","verbs":["list"]}]}]}]})";

constexpr auto rules = R"({"status":{"incomplete":false,"resourceRules":[
    {"verbs":["get","list"],"apiGroups":[""],"resources":["pods","pods/log"]},
    {"verbs":["*"],"apiGroups":["apps"],"resources":["*"]},
    {"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["mine"]},
    {"verbs":["update"],"apiGroups":["example.com"],"resources":["*/scale"]}]}})";

} // namespace

class KindCatalogTest final : public QObject
{
    Q_OBJECT

private slots:
    void discoveryMakesKinds()
    {
        KindCatalog catalog;
        QVERIFY(catalog.addAggregated(core).ok());
        QVERIFY(catalog.addAggregated(groups).ok());
        QCOMPARE(catalog.kinds().size(), size_t(6)); // a binding cannot be listed
        const ResourceKind* pods = catalog.byId("pods");
        QVERIFY(pods);
        QCOMPARE(pods->path, QStringLiteral("/api/v1/pods"));
        QVERIFY(pods->subresources.contains("exec"));
        QVERIFY(catalog.byId("pods.metrics.k8s.io")); // its own page, not the pods'
        const ResourceKind* widgets = catalog.byId("widgets.example.com");
        QVERIFY(widgets);
        QCOMPARE(widgets->path, QStringLiteral("/apis/example.com/v2/widgets"));
        QCOMPARE(widgets->title(), QStringLiteral("Widgets"));
        QCOMPARE(catalog.byId("factories.example.com")->version, QStringLiteral("v1"));
        QCOMPARE(catalog.byId("factories.example.com")->title(), QStringLiteral("Factories"));
        QCOMPARE(catalog.byApiVersion("example.com/v1", "Widget"), widgets);
        QCOMPARE(catalog.byGroupKind("Deployment.apps")->id, QStringLiteral("deployments"));
        QCOMPARE(catalog.byWord("PO"), pods);
        QCOMPARE(catalog.byWord("wd"), widgets);
        QVERIFY(!catalog.byWord("nothing"));
    }

    void theOlderDocumentsDo()
    {
        KindCatalog catalog;
        QVERIFY(!catalog.addAggregated(R"({"kind":"APIVersions"})").ok());
        QVERIFY(catalog
                    .addResourceList(R"({"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
            {"name":"deployments","kind":"Deployment","namespaced":true,"verbs":["list"],"shortNames":["deploy"]},
            {"name":"deployments/scale","kind":"Scale","namespaced":true,"verbs":["get"]}]})",
                                     "/apis/apps/v1")
                    .ok());
        QCOMPARE(catalog.kinds().size(), size_t(1));
        QCOMPARE(catalog.kinds()[0].group, QStringLiteral("apps"));
        QCOMPARE(catalog.kinds()[0].subresources, QStringList{"scale"});
    }

    void theServersVersionOfAnEvictionIsKnown()
    {
        KindCatalog catalog;
        QCOMPARE(catalog.evictionVersion(), QStringLiteral("policy/v1"));
        QVERIFY(catalog
                    .addResourceList(R"({"kind":"APIResourceList","groupVersion":"v1","resources":[
            {"name":"pods","kind":"Pod","namespaced":true,"verbs":["list"]},
            {"name":"pods/eviction","kind":"Eviction","group":"policy","version":"v1beta1","verbs":["create"]}]})",
                                     "/api/v1")
                    .ok());
        QCOMPARE(catalog.evictionVersion(), QStringLiteral("policy/v1beta1"));
        QVERIFY(
            catalog
                .addAggregated(R"({"kind":"APIGroupDiscoveryList","items":[{"versions":[{"version":"v1","resources":[
            {"resource":"pods","scope":"Namespaced","verbs":["list"],"responseKind":{"version":"v1","kind":"Pod"},
             "subresources":[{"subresource":"eviction","verbs":["create"],
                              "responseKind":{"group":"policy","version":"v1","kind":"Eviction"}}]}]}]}]})")
                .ok());
        QCOMPARE(catalog.evictionVersion(), QStringLiteral("policy/v1"));
    }

    void kindsAreGrouped()
    {
        KindCatalog catalog;
        QVERIFY(catalog.addAggregated(core).ok());
        QVERIFY(catalog.addAggregated(groups).ok());
        QCOMPARE(groupOf(*catalog.byId("deployments")), KindGroup::Workloads);
        QCOMPARE(groupOf(*catalog.byId("factories.example.com")), KindGroup::Custom);
        const auto workloads = sortedKinds(catalog, KindGroup::Workloads);
        QCOMPARE(workloads.size(), size_t(2));
        QCOMPARE(workloads[0]->id, QStringLiteral("pods"));
    }

    void rulesSayWhatIsAllowed()
    {
        using Answer = AccessRules::Answer;
        const auto decoded = AccessRules::decode(rules);
        QVERIFY(decoded.ok());
        const ResourceKind pods = *resourceKind("pods");
        const ResourceKind deployments = *resourceKind("deployments");
        const ResourceKind secrets{.kind = "Secret", .path = "/api/v1/secrets"};
        const ResourceKind widgets{.kind = "Widget", .path = "/apis/example.com/v1/widgets", .group = "example.com"};
        QCOMPARE(decoded->may("list", pods), Answer::Yes);
        QCOMPARE(decoded->may("delete", pods), Answer::No);
        QCOMPARE(decoded->may("get", pods, "log"), Answer::Yes);
        QCOMPARE(decoded->may("create", pods, "exec"), Answer::No);
        QCOMPARE(decoded->may("delete", deployments), Answer::Yes);
        QCOMPARE(decoded->may("get", secrets, {}, "mine"), Answer::Yes);
        QCOMPARE(decoded->may("get", secrets, {}, "yours"), Answer::No);
        QCOMPARE(decoded->may("update", widgets, "scale"), Answer::Yes);
        const auto part = AccessRules::decode(R"({"status":{"incomplete":true,"resourceRules":[]}})");
        QCOMPARE(part->may("delete", pods), Answer::Unknown);
        QVERIFY(!AccessRules::decode(R"({"kind":"Status"})").ok());
    }

    void actionsFitTheirKinds()
    {
        ActionRegistry registry;
        registry.add({.id = "remove", .several = true, .destructive = true});
        registry.add({.id = "logs", .kinds = {"Pod"}, .verb = "get", .subresource = "log"});
        const ObjectRef pod{.kind = *resourceKind("pods"), .nameSpace = "shop", .name = "web"};
        const ObjectRef node{.kind = *resourceKind("nodes"), .name = "n1"};
        auto offered = registry.offered({pod});
        QCOMPARE(offered.size(), size_t(2));
        QCOMPARE(offered[0]->id, QStringLiteral("logs")); // what destroys comes last
        QCOMPARE(registry.offered({node}).size(), size_t(1));
        QCOMPARE(registry.offered({pod, pod}).size(), size_t(1));
        QVERIFY(registry.offered({}).empty());
        QVERIFY(registry.allowed(*offered[0], {pod}));
        registry.setAuthorizer([](const Action&, const ObjectRef& object) { return object.name != "web"; });
        QVERIFY(!registry.allowed(*offered[0], {pod}));
        registry.add({.id = "logs", .kinds = {"Node"}});
        QCOMPARE(registry.all().size(), size_t(2));
        QCOMPARE(registry.offered({pod}).size(), size_t(1));
    }
};

SKIFF_REGISTER_TEST(KindCatalogTest);
#include "kind_catalog_test.moc"
