#include "cluster/data/document.h"
#include "cluster/semantics/int_or_string.h"
#include "cluster/semantics/pod.h"
#include "cluster/semantics/pod_resources.h"
#include "cluster/semantics/pod_template.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::semantics;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const data::Document> doc(const std::string& text)
{
    return data::Document::parse(text).value();
}

} // namespace

class PodTest : public QObject
{
    Q_OBJECT

private slots:
    void availabilityNeedsTimeSinceReady();
    void qosFollowsRequestsAndLimits_data();
    void qosFollowsRequestsAndLimits();
    void requestsCountInitContainersAndSidecars();
    void surplusPodsGoInOrder();
    void templatesThatMeanTheSameHaveOneHash();
    void percentagesRoundAsRollingUpdatesNeed();
};

void PodTest::availabilityNeedsTimeSinceReady()
{
    const auto document = doc(R"({"status":{"phase":"Running","conditions":[
        {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}})");
    const api::PodView pod(document->root());
    WallTime ready;
    parseTime("2026-01-01T00:00:00Z", ready);
    QVERIFY(isReady(pod));
    QVERIFY(isAvailable(pod, 0s, ready));
    QVERIFY(!isAvailable(pod, 10s, ready + 9s));
    QCOMPARE(timeUntilAvailable(pod, 10s, ready + 9s), Duration(1s));
    QVERIFY(isAvailable(pod, 10s, ready + 10s));
    QVERIFY(isActive(pod));
    QVERIFY(!isActive(api::PodView(doc(R"({"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}})")->root())));
}

void PodTest::qosFollowsRequestsAndLimits_data()
{
    QTest::addColumn<QString>("resources");
    QTest::addColumn<QString>("qos");
    QTest::newRow("none") << "{}"
                          << "BestEffort";
    QTest::newRow("zero") << R"({"requests":{"cpu":"0"}})"
                          << "BestEffort";
    QTest::newRow("requests") << R"({"requests":{"cpu":"1"}})"
                              << "Burstable";
    QTest::newRow("one limit") << R"({"limits":{"cpu":"1"},"requests":{"cpu":"1"}})"
                               << "Burstable";
    QTest::newRow("equal") << R"({"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1000m","memory":"1024Mi"}})"
                           << "Guaranteed";
    QTest::newRow("lower") << R"({"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1","memory":"1Mi"}})"
                           << "Burstable";
}

void PodTest::qosFollowsRequestsAndLimits()
{
    QFETCH(QString, resources);
    QFETCH(QString, qos);
    const auto document = doc(R"({"spec":{"containers":[{"name":"c","resources":)" + resources.toStdString() + "}]}}");
    QCOMPARE(QString::fromUtf8(qosClass(api::PodView(document->root())).data()), qos);
}

void PodTest::requestsCountInitContainersAndSidecars()
{
    const auto document = doc(R"({"spec":{
        "initContainers":[
            {"name":"setup","resources":{"requests":{"cpu":"2","memory":"10Mi"}}},
            {"name":"proxy","restartPolicy":"Always","resources":{"requests":{"cpu":"100m","memory":"5Mi"}}}],
        "containers":[{"name":"a","resources":{"requests":{"cpu":"250m","memory":"16Mi"}}},
                      {"name":"b","resources":{"requests":{"cpu":"0.25"}}}],
        "overhead":{"cpu":"10m"}}})");
    const ResourceAmounts amounts = podRequests(api::PodView(document->root()));
    QCOMPARE(amounts.milliCpu, int64_t(2010));
    QCOMPARE(amounts.memory, int64_t(21 * 1024 * 1024));
}

void PodTest::surplusPodsGoInOrder()
{
    const auto unassigned = doc(R"({"status":{"phase":"Pending"}})");
    const auto pending = doc(R"({"spec":{"nodeName":"n"},"status":{"phase":"Pending"}})");
    const auto notReady = doc(R"({"spec":{"nodeName":"n"},"status":{"phase":"Running"}})");
    const auto young = doc(R"({"spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[
        {"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T00:00:00Z"}]}})");
    const auto old = doc(R"({"spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[
        {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}})");
    const std::vector order{unassigned, pending, notReady, young, old};
    for (size_t i = 0; i < order.size(); ++i)
        for (size_t j = 0; j < order.size(); ++j)
            QCOMPARE(deleteBefore(api::PodView(order[i]->root()), 1, api::PodView(order[j]->root()), 1), i < j);
    QVERIFY(deleteBefore(api::PodView(old->root()), 2, api::PodView(young->root()), 1));
}

void PodTest::templatesThatMeanTheSameHaveOneHash()
{
    const std::string a = canonicalPodTemplate(
        doc(R"({"metadata":{"creationTimestamp":null,"labels":{"app":"web"}},"spec":{"a":1,"securityContext":{},"l":[]}})")
            ->root());
    const std::string b = canonicalPodTemplate(
        doc(R"({"spec":{"a":1},"metadata":{"labels":{"pod-template-hash":"x","app":"web"}}})")->root());
    QCOMPARE(a, b);
    const std::string c = canonicalPodTemplate(doc(R"({"spec":{"a":2},"metadata":{"labels":{"app":"web"}}})")->root());
    QVERIFY(podTemplateHash(a, 0) != podTemplateHash(c, 0));
    QVERIFY(podTemplateHash(a, 0) != podTemplateHash(a, 1));
    // Names of replica sets in existing clusters must stay: this hash never changes.
    QCOMPARE(podTemplateHash("{}", 0).size(), size_t(10));
    QCOMPARE(podTemplateHash("{}", 0), std::string("j42cpmdt44"));
}

void PodTest::percentagesRoundAsRollingUpdatesNeed()
{
    const auto value = [](const std::string& text) {
        static std::vector<std::shared_ptr<const data::Document>> kept;
        kept.push_back(doc(text));
        return api::IntOrStringView(kept.back()->root());
    };
    QCOMPARE(rollingLimits(value("\"25%\""), value("\"25%\""), 10).maxSurge, int64_t(3));
    QCOMPARE(rollingLimits(value("\"25%\""), value("\"25%\""), 10).maxUnavailable, int64_t(2));
    QCOMPARE(rollingLimits({}, {}, 3).maxSurge, int64_t(1));
    QCOMPARE(rollingLimits({}, {}, 3).maxUnavailable, int64_t(0));
    QCOMPARE(rollingLimits(value("0"), value("\"1%\""), 10).maxUnavailable, int64_t(1));
    QCOMPARE(rollingLimits(value("2"), value("0"), 10).maxSurge, int64_t(2));
    QVERIFY(!scaledValue(value("\"ten\""), 10, Rounding::Up));
}

SKIFF_REGISTER_TEST(PodTest);

#include "pod_test.moc"
