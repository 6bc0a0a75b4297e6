#include "app/model/edit/secret_values.h"
#include "app/model/workload_progress.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;

namespace {

data::Value secret(const char* password)
{
    return data::Object{
        {"apiVersion", "v1"},
        {"kind", "Secret"},
        {"metadata",
         data::Object{{"name", "a"},
                      {"annotations", data::Object{{"kubectl.kubernetes.io/last-applied-configuration", password}}}}},
        {"data", data::Object{{"user", "QWRh"}, {"password", password}}}};
}

data::Value workload(const char* version, const char* kind, data::Object spec, data::Object status)
{
    return data::Object{{"apiVersion", version},
                        {"kind", kind},
                        {"metadata", data::Object{{"generation", 2}}},
                        {"spec", std::move(spec)},
                        {"status", std::move(status)}};
}

data::Object condition(const char* type, const char* message = "")
{
    return {{"conditions", data::Array{data::Object{{"type", type}, {"status", "True"}, {"message", message}}}}};
}

} // namespace

/// What is shown of objects that are applied.
class ShownTest final : public QObject
{
    Q_OBJECT

private slots:
    void valuesOfSecretsAreHidden()
    {
        const auto [before, after] = edit::withoutSecretValues(secret("aHVzaA=="), secret("d2hpc3Blcg=="));
        for (const data::Value& shown : {before, after}) {
            const std::string text = data::toJson(shown);
            for (const char* value : {"aHVzaA", "d2hpc3", "QWRh"})
                QVERIFY2(text.find(value) == std::string::npos, text.c_str());
        }
        QCOMPARE(data::stringAt(before, {"data", "user"}), data::stringAt(after, {"data", "user"}));
        QCOMPARE(data::stringAt(after, {"data", "password"}), "(hidden, 12 characters, changed)");
        const auto same = edit::withoutSecretValues(secret("aHVzaA=="), secret("aHVzaA=="));
        QVERIFY(data::equal(same.first, same.second));
        // One side alone, odd shapes, and kinds that are no Secret of Kubernetes.
        QVERIFY(edit::withoutSecretValues(nullptr, secret("x")).first.is_null());
        data::Value odd = secret("x");
        odd.as_object()["data"] = 7;
        QVERIFY(edit::withoutSecretValues(odd, nullptr).first.is_object());
        data::Value map = secret("x");
        map.as_object()["kind"] = "ConfigMap";
        QVERIFY(data::equal(edit::withoutSecretValues(map, nullptr).first, map));
    }

    void deploymentsAreReadyWhenAllAreNew()
    {
        const auto of = [](data::Object status) {
            return *progressOf(workload("apps/v1", "Deployment", {{"replicas", 3}}, std::move(status)));
        };
        QCOMPARE(of({}).words(), "0 of 3 ready");
        QVERIFY(!of({{"observedGeneration", 1}, {"replicas", 3}, {"readyReplicas", 3}, {"updatedReplicas", 3}}).ended);
        QVERIFY(!of({{"observedGeneration", 2}, {"replicas", 4}, {"readyReplicas", 4}, {"updatedReplicas", 3}}).ended);
        QCOMPARE(of({{"observedGeneration", 2}, {"replicas", 4}, {"readyReplicas", 3}, {"updatedReplicas", 1}}).words(),
                 "1 of 3 ready");
        const WorkloadProgress ready =
            of({{"observedGeneration", 2}, {"replicas", 3}, {"readyReplicas", 3}, {"updatedReplicas", 3}});
        QVERIFY(ready.ended && ready.health == Health::Good);
        const WorkloadProgress failed = of(condition("ReplicaFailure", "exceeded quota"));
        QVERIFY(failed.health == Health::Bad);
        QCOMPARE(failed.words(), "exceeded quota");
    }

    void otherWorkloads()
    {
        QVERIFY(progressOf(workload("apps/v1", "DaemonSet", {},
                                    {{"observedGeneration", 2}, {"desiredNumberScheduled", 2}, {"numberReady", 2}}))
                    ->ended);
        QVERIFY(!progressOf(workload("apps/v1", "DaemonSet", {}, {}))->ended);
        QVERIFY(progressOf(workload("apps/v1", "StatefulSet", {{"replicas", 1}},
                                    {{"observedGeneration", 2}, {"readyReplicas", 1}}))
                    ->ended);
        QCOMPARE(progressOf(workload("batch/v1", "Job", {{"completions", 2}}, {{"succeeded", 1}}))->words(),
                 "1 of 2 completed");
        QVERIFY(progressOf(workload("batch/v1", "Job", {}, condition("Complete")))->ended);
        QCOMPARE(progressOf(workload("batch/v1", "Job", {}, condition("Failed", "too often")))->words(), "too often");
        QVERIFY(progressOf(workload("v1", "Pod", {}, condition("Ready")))->ended);
        QCOMPARE(progressOf(workload("v1", "Pod", {}, {{"phase", "Failed"}}))->words(), "failed");
        QVERIFY(!progressOf(workload("v1", "ConfigMap", {}, {})));
        QVERIFY(!progressOf(workload("example.com/v1", "Deployment", {}, {})));
        QVERIFY(!progressOf(nullptr));
    }
};

SKIFF_REGISTER_TEST(ShownTest);
#include "shown_test.moc"
