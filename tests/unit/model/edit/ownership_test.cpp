#include "app/model/edit/apply_plan.h"
#include "app/model/edit/ownership.h"
#include "app/model/edit/schema.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;
using test::yaml;

namespace {

const char* const owned = R"(
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, team: a}
  managedFields:
  - manager: skiff-desktop
    operation: Apply
    apiVersion: apps/v1
    fieldsType: FieldsV1
    fieldsV1: {"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:template":{"f:spec":{"f:containers":{'k:{"name":"web"}':{".":{},"f:name":{},"f:image":{}}}}}}}
  - manager: kubectl
    operation: Update
    apiVersion: apps/v1
    fieldsType: FieldsV1
    fieldsV1: {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{"f:containers":{'k:{"name":"web"}':{"f:args":{},"f:ports":{'k:{"protocol":"TCP","containerPort":80}':{}}}}}}}}
  - manager: controller
    operation: Update
    subresource: status
    apiVersion: apps/v1
    fieldsType: FieldsV1
    fieldsV1: {"f:status":{"f:replicas":{}}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    spec:
      containers:
      - {name: web, image: x, args: [a], ports: [{containerPort: 80, protocol: TCP}]}
)";

const char* const malformed = R"([1, {manager: x}, {manager: y, operation: Apply,
  fieldsV1: {"f:a":1,"k:{":{},"i:-1":{},"z":{},"":{},"v:":{}}}, {fieldsV1: [1]}])";

QStringList names(const std::vector<FieldOwner>& owners)
{
    QStringList all;
    for (const FieldOwner& each : owners)
        all.append(QString::fromStdString(each.manager));
    return all;
}

QStringList ownersOfField(const char* path)
{
    return names(ownersOf(yaml(owned), FieldPath::parse(path).value()));
}

} // namespace

class OwnershipTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhoSetAField()
    {
        QCOMPARE(ownersOfField(".spec.replicas"), QStringList{QStringLiteral("kubectl")});
        QCOMPARE(ownersOfField(".metadata.labels.team"), QStringList{QStringLiteral("skiff-desktop")});
        QCOMPARE(ownersOfField(".spec.selector.matchLabels.app"), QStringList{QStringLiteral("kubectl")}); // atomic
        QCOMPARE(ownersOfField(".spec.template.spec.containers[name=\"web\"].image"),
                 QStringList{QStringLiteral("skiff-desktop")});
        QCOMPARE(ownersOfField(".spec.template.spec.containers[name=\"web\"].ports[containerPort=80,protocol=\"TCP\"]"),
                 QStringList{QStringLiteral("kubectl")});
        QCOMPARE(ownersOfField(".spec.template.spec.containers[name=\"other\"].image"), QStringList());
        QCOMPARE(ownersOfField(".spec.template").size(), 2); // whoever owns something inside
        QCOMPARE(ownersOfField(".status.replicas"), QStringList{QStringLiteral("controller")});
        QCOMPARE(names(ownersOf(yaml("{}"), FieldPath::parse(".a").value())), QStringList());
    }

    void listsWhatAManagerApplied()
    {
        std::vector<std::string> paths;
        for (const FieldPath& each : appliedFields(yaml(owned), "skiff-desktop"))
            paths.push_back(each.toString());
        QVERIFY(paths ==
                (std::vector<std::string>{".metadata.labels.team", ".spec.template.spec.containers[name=\"web\"].name",
                                          ".spec.template.spec.containers[name=\"web\"].image"}));
        QVERIFY(appliedFields(yaml(owned), "kubectl").empty()); // by Update
    }

    void readsConflicts()
    {
        const auto status = yaml(R"(
kind: Status
reason: Conflict
details:
  causes:
  - {reason: FieldManagerConflict, message: 'conflict with "kubectl" using apps/v1', field: .spec.replicas}
  - {reason: FieldManagerConflict, message: 'conflict with "helm" using v1', field: .metadata.labels.app.io/name}
  - {reason: FieldManagerConflict, message: 'conflict', field: '.a['}
  - {reason: FieldValueInvalid, message: other, field: spec}
)");
        const auto object = yaml("{metadata: {labels: {app.io/name: x}}}");
        const auto conflicts = conflictsIn(status, &object);
        QCOMPARE(conflicts.size(), size_t(3));
        QCOMPARE(conflicts[0].manager, std::string("kubectl"));
        QCOMPARE(conflicts[0].path.toString(), std::string(".spec.replicas"));
        QCOMPARE(conflicts[1].path.steps().size(), size_t(3));
        QVERIFY(conflicts[2].path.empty());
        QCOMPARE(conflicts[2].fieldText, std::string(".a["));
        QVERIFY(conflictsIn(yaml("{details: {causes: 1}}")).empty());
    }

    void malformedOwnersAreNobody()
    {
        auto object = yaml(owned);
        object.at("metadata").at("managedFields") = yaml(malformed);
        QVERIFY(ownersOf(object, FieldPath::parse(".b").value()).empty());
        QVERIFY(appliedFields(object, "y").empty());
    }
};

SKIFF_REGISTER_TEST(OwnershipTest);
#include "ownership_test.moc"
