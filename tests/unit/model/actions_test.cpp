#include "app/model/actions/change.h"
#include "app/model/actions/drain_plan.h"
#include "app/model/actions/revisions.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;

namespace {

const ObjectRef web{.kind = *resourceKind(QStringLiteral("deployments")),
                    .nameSpace = QStringLiteral("shop"),
                    .name = QStringLiteral("web"),
                    .uid = QStringLiteral("d1")};

constexpr auto replicaSets = R"({"items":[
    {"metadata":{"name":"web-1","annotations":{"deployment.kubernetes.io/revision":"1"},"ownerReferences":[{"controller":true,"uid":"d1"}]},
     "spec":{"template":{"metadata":{"labels":{"app":"web","pod-template-hash":"1"}},"spec":{"containers":[{"name":"app","image":"web:1"}]}}}},
    {"metadata":{"name":"web-2","annotations":{"deployment.kubernetes.io/revision":"10"},"ownerReferences":[{"controller":true,"uid":"d1"}]},
     "spec":{"template":{"metadata":{"labels":{"app":"web","pod-template-hash":"2"}},"spec":{"containers":[{"name":"app","image":"web:2"}]}}}},
    {"metadata":{"name":"other","ownerReferences":[{"controller":true,"uid":"x"}]},"spec":{"template":{}}}]})";

} // namespace

class ActionsTest final : public QObject
{
    Q_OBJECT

private slots:
    void changesNameOnlyWhatTheyChange()
    {
        const auto scale = change::scale(web, 3);
        QCOMPARE(scale.path, std::string("/apis/apps/v1/namespaces/shop/deployments/web/scale"));
        QCOMPARE(scale.body, std::string(R"({"spec":{"replicas":3}})"));
        QCOMPARE(change::pause(web, true).body, std::string(R"({"spec":{"paused":true}})"));
        QCOMPARE(change::pause(web, false).body, std::string(R"({"spec":{"paused":null}})"));
        QCOMPARE(
            change::restart(web, WallTime()).body,
            std::string(
                R"({"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"1970-01-01T00:00:00Z"}}}}})"));
        QCOMPARE(change::setImage(web, "app", "web:2").body,
                 std::string(R"({"spec":{"template":{"spec":{"containers":[{"name":"app","image":"web:2"}]}}}})"));
        QCOMPARE(change::setImage(web, "app", "web:2").contentType,
                 std::string("application/strategic-merge-patch+json"));
    }

    void aDeletionIsOfThisVeryObject()
    {
        const auto request = change::remove(web, Propagation::Foreground, 0);
        QCOMPARE(request.method, std::string("DELETE"));
        QVERIFY(request.body.find(R"("propagationPolicy":"Foreground")") != std::string::npos);
        QVERIFY(request.body.find(R"("gracePeriodSeconds":0)") != std::string::npos);
        QVERIFY(request.body.find(R"("preconditions":{"uid":"d1"})") != std::string::npos);
        QVERIFY(change::remove(web, Propagation::Orphan, {}).body.find("gracePeriod") == std::string::npos);
    }

    void revisionsComeNewestFirstAndRollBack()
    {
        const auto revisions = decodeRevisions(R"({"metadata":{"uid":"d1"}})", replicaSets);
        QVERIFY(revisions.ok());
        QCOMPARE(revisions->size(), size_t(2));
        QCOMPARE((*revisions)[0].number, 10);
        QVERIFY((*revisions)[0].current);
        QCOMPARE((*revisions)[1].images, QStringList{"web:1"});
        const auto request = rollBack(web, (*revisions)[1]);
        QCOMPARE(request.contentType, std::string("application/json-patch+json"));
        QCOMPARE(
            request.body,
            std::string(
                R"([{"op":"replace","path":"/spec/template","value":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"app","image":"web:1"}]}}}])"));
        QVERIFY(!(*revisions)[1].yaml.contains("pod-template-hash"));
    }

    void aControllerRevisionIsItsOwnPatch()
    {
        const auto revisions = decodeRevisions(R"({"metadata":{"uid":"s1"}})", R"({"items":[
            {"metadata":{"name":"db-1","ownerReferences":[{"controller":true,"uid":"s1"}]},"revision":3,
             "data":{"spec":{"template":{"$patch":"replace","spec":{"containers":[{"name":"db","image":"db:3"}]}}}}}]})");
        QVERIFY(revisions.ok());
        QCOMPARE((*revisions)[0].number, 3);
        QVERIFY((*revisions)[0].patch.find("$patch") != std::string::npos);
    }

    void aDrainKnowsWhatStays()
    {
        const auto plan = decodeDrainPlan(R"({"items":[
            {"metadata":{"namespace":"a","name":"web","uid":"1","ownerReferences":[{"controller":true,"kind":"ReplicaSet"}]},"spec":{"volumes":[{"name":"t","emptyDir":{}}]}},
            {"metadata":{"namespace":"a","name":"agent","uid":"2","ownerReferences":[{"controller":true,"kind":"DaemonSet"}]}},
            {"metadata":{"namespace":"a","name":"static","uid":"3","annotations":{"kubernetes.io/config.mirror":"x"}}},
            {"metadata":{"namespace":"a","name":"done","uid":"4"},"status":{"phase":"Succeeded"}},
            {"metadata":{"namespace":"a","name":"alone","uid":"5"}}]})");
        QVERIFY(plan.ok());
        using Verdict = DrainPod::Verdict;
        const Verdict wanted[]{Verdict::Evict, Verdict::DaemonSet, Verdict::Mirror, Verdict::Finished, Verdict::Evict};
        for (size_t i = 0; i < plan->size(); ++i)
            QCOMPARE((*plan)[i].verdict, wanted[i]);
        QVERIFY((*plan)[0].localData && !(*plan)[0].unmanaged);
        QVERIFY((*plan)[4].unmanaged);
        QVERIFY(!decodeDrainPlan("{}").ok());
    }
};

SKIFF_REGISTER_TEST(ActionsTest);
#include "actions_test.moc"
