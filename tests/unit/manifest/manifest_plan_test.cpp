#include "app/model/edit/manifest_plan.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;
using namespace skiff::model::edit;

namespace {

constexpr const char* definition = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: boats, kind: Boat}
  versions:
  - {name: v1, served: true, storage: true}
  - {name: v0, served: false, storage: false}
)";

std::optional<ResourceKind> builtin(const QString& apiVersion, const QString& kind)
{
    for (const ResourceKind& each : resourceKinds())
        if (each.kind == kind && each.apiVersion() == apiVersion)
            return each;
    if (kind == "ServiceAccount" || kind == "RoleBinding" || kind == "Role")
        return ResourceKind{.id = kind, .kind = kind, .path = "/x/" + kind};
    if (kind == "Namespace" || kind == "CustomResourceDefinition" || kind == "ClusterRole")
        return ResourceKind{.id = kind, .kind = kind, .path = "/x/" + kind, .namespaced = false};
    return std::nullopt;
}

} // namespace

class ManifestPlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void putsObjectsIntoTheChosenNamespace()
    {
        add("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\n"
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: other}\n---\n"
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: c, namespace: odd}\n");
        const auto plans = plan();
        const PlannedObject& role = plans[0];
        QCOMPARE(role.words(), "ClusterRole c");
        QVERIFY(!data::find(role.body, {"metadata", "namespace"}));
        QCOMPARE(plans[1].words(), "Pod shop/a");
        QVERIFY(plans[1].chosenNamespace);
        QCOMPARE(data::stringAt(plans[1].body, {"metadata", "namespace"}), "shop");
        QCOMPARE(plans[2].words(), "Pod other/a");
        QVERIFY(!plans[2].chosenNamespace && !plans[2].sameAs);
    }

    void leavesOutWhatOnlyTheServerWrites()
    {
        add("apiVersion: v1\nkind: Pod\nmetadata: {name: a, uid: x, resourceVersion: \"7\", managedFields: []}\n"
            "status: {phase: Running}\n");
        const auto plans = plan();
        QVERIFY(plans[0].cleaned);
        QVERIFY(!data::find(plans[0].body, {"metadata", "resourceVersion"}) && !data::find(plans[0].body, {"status"}));
    }

    void findsWhatMustComeFirst()
    {
        add("apiVersion: example.com/v1\nkind: Boat\nmetadata: {name: b, namespace: fleet}\n---\n"
            "apiVersion: example.com/v0\nkind: Boat\nmetadata: {name: old}\n---\n"
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: fleet}\nspec: {serviceAccountName: "
            "sailor}\n---\n"
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sailor, namespace: fleet}\n---\n"
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: fleet}\n---");
        add(definition);
        const auto plans = plan();
        QCOMPARE(plans[0].words(), "Namespace fleet");
        QCOMPARE(plans[1].words(), "CustomResourceDefinition boats.example.com");
        QCOMPARE(plans[2].after, std::vector<int>{0}); // the service account
        QCOMPARE(plans[3].words(), "Pod fleet/p");
        QCOMPARE(plans[3].mayNeed, std::vector<int>{2});
        QCOMPARE(plans[4].after, (std::vector<int>{1, 0}));
        QVERIFY(plans[4].kind);
        QCOMPARE(plans[4].ref().path(), "/apis/example.com/v1/namespaces/fleet/boats/b");
        QVERIFY(!plans[5].kind); // a version that is not served
    }

    void bindingsNeedTheirRoles()
    {
        add("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\n"
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\n---\n"
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\n");
        QCOMPARE(plan()[1].mayNeed, std::vector<int>{0});
    }

    void theSameObjectTwiceIsFound()
    {
        add("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\n"
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\n---\n"
            "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a}\n---\n"
            "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a}\n");
        const auto plans = plan();
        QVERIFY(!plans[0].sameAs);
        QCOMPARE(plans[1].sameAs, std::optional(0));
        QVERIFY(!plans[2].sameAs && !plans[3].sameAs);
        QVERIFY(plans[2].generated);
    }

    void hostileDefinitionsAreHarmless()
    {
        add("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: [1]\n---\n"
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: second}\n"
            "spec: {group: example.com, names: {kind: Boat}, versions: {a: b}}\n---\n"
            "apiVersion: v1\nkind: Pod\nmetadata: 7\n---\n"
            "apiVersion: example.com/v1\nkind: Boat\nmetadata: {name: z, annotations: null}\nspec: text\n");
        const auto plans = plan();
        QCOMPARE(plans.size(), size_t(3));
        QVERIFY(!plans[2].kind);
    }

private:
    void add(std::string_view text)
    {
        addManifest(m_manifest, QStringLiteral("a.yaml"), text);
        sortForApply(m_manifest.objects);
    }
    std::vector<PlannedObject> plan()
    {
        const auto plans = planObjects(m_manifest.objects, QStringLiteral("shop"), builtin);
        m_manifest = {};
        return plans;
    }

    Manifest m_manifest;
};

SKIFF_REGISTER_TEST(ManifestPlanTest);
#include "manifest_plan_test.moc"
