#include "cluster/api/resource.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace skiff::api;

class ResourceTest : public QObject
{
    Q_OBJECT

private slots:
    void findsResourcesByPathAndKind();
    void findsSubresources();
    void knowsFieldsOfNestedTypes();
    void placesInlineMessages();
    void keepsTypesAndFieldsSorted();
    void readsAliasedFieldLabels();
    void describesEverything();
};

void ResourceTest::findsResourcesByPathAndKind()
{
    const Resource* deployments = findResource("apps", "v1", "deployments");
    QVERIFY(deployments);
    QCOMPARE(findKind("apps", "v1", "Deployment"), deployments);
    QCOMPARE(deployments->apiVersion(), std::string("apps/v1"));
    QCOMPARE(deployments->qualifiedName(), std::string("deployments.apps"));
    QVERIFY(deployments->namespaced && (deployments->verbs & VerbDeleteCollection));
    QCOMPARE(findResource("", "v1", "pods")->apiVersion(), std::string("v1"));
    QVERIFY(!findResource("", "v1", "deployments"));
    QVERIFY(!(findResource("", "v1", "namespaces")->verbs & VerbDeleteCollection));
    QVERIFY(findResource("coordination.k8s.io", "v1", "leases")->volatileWrites);
}

void ResourceTest::findsSubresources()
{
    const Resource* pods = findResource("", "v1", "pods");
    QCOMPARE(pods->findSubresource("status")->type, pods->type);
    QCOMPARE(pods->findSubresource("eviction")->type, findType("policy.v1.Eviction"));
    QVERIFY(pods->findSubresource("exec") && !pods->findSubresource("exec")->type);
    QVERIFY(!pods->findSubresource("log")->type);
    QVERIFY(!pods->findSubresource("scale"));
    QCOMPARE(findResource("apps", "v1", "replicasets")->findSubresource("scale")->group,
             std::string_view("autoscaling"));
}

void ResourceTest::knowsFieldsOfNestedTypes()
{
    const data::ObjectType* container = findType("core.v1.Container");
    QVERIFY(container);
    const data::Field* ports = container->find("ports");
    QCOMPARE(ports->type.kind, data::TypeKind::List);
    QCOMPARE(ports->type.element->object, findType("core.v1.ContainerPort"));
    QCOMPARE(ports->listType, data::ListType::Map);
    QCOMPARE(ports->listMapKeys.size(), size_t(2));
    QCOMPARE(ports->mergeKey, std::string_view("containerPort"));
    QVERIFY(ports->patchStrategy & data::PatchMerge);
    QVERIFY(container->find("name")->required);
    QVERIFY(!container->find("Name") && !container->find(""));
    QCOMPARE(findType("core.v1.ContainerPort")->find("protocol")->defaultJson, std::string_view("\"TCP\""));
    QCOMPARE(findType("core.v1.PodList")->find("items")->type.element->object, findType("core.v1.Pod"));
}

void ResourceTest::placesInlineMessages()
{
    const data::Field* hostPath = findType("core.v1.Volume")->find("hostPath");
    QCOMPARE(int(hostPath->protoParent), 2);
    QCOMPARE(int(hostPath->protoNumber), 1);
    QCOMPARE(int(findType("core.v1.Volume")->find("name")->protoParent), 0);
}

void ResourceTest::keepsTypesAndFieldsSorted()
{
    const auto byName = [](const auto& a, const auto& b) { return a.name < b.name; };
    QVERIFY(std::is_sorted(builtinTypes().begin(), builtinTypes().end(), byName));
    for (const data::ObjectType& type : builtinTypes())
        QVERIFY(std::is_sorted(type.fields.begin(), type.fields.end(), byName));
    for (const Resource& resource : builtinResources()) {
        QVERIFY(resource.type);
        QVERIFY(!(resource.verbs & VerbList) || findType(std::string(resource.type->name) + "List"));
    }
}

void ResourceTest::readsAliasedFieldLabels()
{
    const auto labels = findResource("", "v1", "pods")->fieldLabels;
    const auto alias =
        std::find_if(labels.begin(), labels.end(), [](const auto& each) { return each.label == "spec.host"; });
    QVERIFY(alias != labels.end());
    QCOMPARE(alias->path, std::string_view("spec.nodeName"));
}

void ResourceTest::describesEverything()
{
    const auto isOneLine = [](std::string_view text) {
        return text.ends_with('.') && text.find('\n') == std::string_view::npos;
    };
    for (const data::ObjectType& type : builtinTypes()) {
        QVERIFY2(isOneLine(type.description), std::string(type.name).c_str());
        for (const data::Field& field : type.fields)
            QVERIFY2(isOneLine(field.description), (std::string(type.name) + "." + std::string(field.name)).c_str());
    }
    for (const Resource& resource : builtinResources()) {
        for (const Column& column : resource.columns)
            QVERIFY2(isOneLine(column.description),
                     (std::string(resource.kind) + " " + std::string(column.name)).c_str());
    }
}

SKIFF_REGISTER_TEST(ResourceTest);

#include "resource_test.moc"
