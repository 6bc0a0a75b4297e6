#include "cluster/data/document.h"
#include "cluster/semantics/node_affinity.h"
#include "cluster/semantics/taints.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::semantics;
using namespace std::chrono_literals;

class SchedulingRulesTest : public QObject
{
    Q_OBJECT

private slots:
    void tolerationsMatchTaints_data();
    void tolerationsMatchTaints();
    void theShortestTolerationSaysHowLongToStay();
    void affinityTermsAreAlternatives();
    void nodeSelectorAndAffinityMustBothHold();

private:
    api::PodView pod(const std::string& spec) { return api::PodView(keep("{\"spec\":" + spec + "}")); }
    data::Node keep(const std::string& text)
    {
        m_kept.push_back(data::Document::parse(text).value());
        return m_kept.back()->root();
    }
    std::vector<std::shared_ptr<const data::Document>> m_kept;
};

void SchedulingRulesTest::tolerationsMatchTaints_data()
{
    QTest::addColumn<QString>("toleration");
    QTest::addColumn<bool>("tolerated");
    QTest::newRow("equal") << R"({"key":"k","value":"v","effect":"NoSchedule"})" << true;
    QTest::newRow("any effect") << R"({"key":"k","operator":"Equal","value":"v"})" << true;
    QTest::newRow("other value") << R"({"key":"k","value":"w"})" << false;
    QTest::newRow("exists") << R"({"key":"k","operator":"Exists"})" << true;
    QTest::newRow("everything") << R"({"operator":"Exists"})" << true;
    QTest::newRow("other effect") << R"({"key":"k","operator":"Exists","effect":"NoExecute"})" << false;
    QTest::newRow("empty key without Exists") << R"({"value":"v"})" << false;
}

void SchedulingRulesTest::tolerationsMatchTaints()
{
    QFETCH(QString, toleration);
    QFETCH(bool, tolerated);
    const auto spec = pod("{\"tolerations\":[" + toleration.toStdString() + "]}").spec();
    const api::ListView<api::TaintView> taints(keep(R"([{"key":"soft","effect":"PreferNoSchedule"},
        {"key":"k","value":"v","effect":"NoSchedule"}])"));
    QCOMPARE(!firstUntolerated(taints, spec.tolerations()), tolerated);
}

void SchedulingRulesTest::theShortestTolerationSaysHowLongToStay()
{
    const api::ListView<api::TaintView> taints(keep(
        R"([{"key":"a","effect":"NoExecute"},{"key":"b","effect":"NoExecute"},{"key":"c","effect":"NoSchedule"}])"));
    const auto stay = [&](const std::string& tolerations) {
        return stayDespiteTaints(taints, pod("{\"tolerations\":" + tolerations + "}").spec().tolerations());
    };
    QVERIFY(stay("[]") == Duration(0));
    QVERIFY(stay(R"([{"key":"a","operator":"Exists"}])") == Duration(0));
    QVERIFY(!stay(R"([{"operator":"Exists"}])"));
    QVERIFY(stay(R"([{"key":"a","operator":"Exists","tolerationSeconds":300},
                     {"key":"b","operator":"Exists","tolerationSeconds":60}])") == Duration(60s));
}

void SchedulingRulesTest::affinityTermsAreAlternatives()
{
    const api::NodeView node(keep(R"({"metadata":{"name":"n1","labels":{"zone":"a","cores":"8"}}})"));
    const auto matches = [&](const std::string& terms) {
        return matchesNodeSelector(api::NodeSelectorView(keep("{\"nodeSelectorTerms\":" + terms + "}")), node);
    };
    QVERIFY(matches(R"([{"matchExpressions":[{"key":"zone","operator":"In","values":["a","b"]}]}])"));
    QVERIFY(!matches(R"([{"matchExpressions":[{"key":"zone","operator":"NotIn","values":["a"]}]}])"));
    QVERIFY(matches(R"([{"matchExpressions":[{"key":"no","operator":"Exists"}]},
                        {"matchExpressions":[{"key":"cores","operator":"Gt","values":["4"]}]}])"));
    QVERIFY(matches(R"([{"matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}])"));
    QVERIFY(!matches("[{}]"));
    QVERIFY(!matches("[]"));
}

void SchedulingRulesTest::nodeSelectorAndAffinityMustBothHold()
{
    const api::NodeView node(keep(R"({"metadata":{"name":"n1","labels":{"zone":"a","disk":"ssd"}}})"));
    QVERIFY(podWantsNode(pod("{}"), node));
    QVERIFY(podWantsNode(pod(R"({"nodeSelector":{"disk":"ssd"}})"), node));
    QVERIFY(!podWantsNode(pod(R"({"nodeSelector":{"disk":"hdd"}})"), node));
    QVERIFY(!podWantsNode(pod(R"({"nodeSelector":{"disk":"ssd"},"affinity":{"nodeAffinity":{
        "requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
            {"matchExpressions":[{"key":"zone","operator":"In","values":["b"]}]}]}}}})"),
                          node));
    QCOMPARE(nodePreference(pod(R"({"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[
        {"weight":10,"preference":{"matchExpressions":[{"key":"disk","operator":"Exists"}]}},
        {"weight":5,"preference":{"matchExpressions":[{"key":"zone","operator":"In","values":["b"]}]}}]}}})"),
                            node),
             int64_t(10));
}

SKIFF_REGISTER_TEST(SchedulingRulesTest);

#include "scheduling_rules_test.moc"
