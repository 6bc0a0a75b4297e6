#include "app/model/edit/schema.h"
#include "app/model/edit/three_way_merge.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QTest>

using namespace skiff;
using model::edit::mergeObjects;
using model::edit::MergeResult;
using test::yaml;

namespace {

MergeResult merge(const char* base, const char* mine, const char* theirs)
{
    return mergeObjects(yaml(base), yaml(mine), yaml(theirs),
                        model::edit::builtinSchema()->find({"apps/v1", "Deployment"}));
}

std::string conflictPaths(const MergeResult& result)
{
    std::string text;
    for (const auto& each : result.conflicts)
        text += (text.empty() ? "" : " ") + each.path.toString();
    return text;
}

} // namespace

class MergeTest final : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatOnlyOneSideChanged()
    {
        const auto result = merge("{spec: {replicas: 1, paused: false}, metadata: {labels: {a: x}}}",
                                  "{spec: {replicas: 2, paused: false}, metadata: {labels: {a: x, mine: y}}}",
                                  "{spec: {replicas: 1}, metadata: {labels: {a: x, theirs: z}}}");
        QVERIFY(result.conflicts.empty());
        QVERIFY(
            data::equal(result.merged, yaml("{spec: {replicas: 2}, metadata: {labels: {a: x, mine: y, theirs: z}}}")));
        QCOMPARE(result.taken.size(), size_t(2));
    }

    void theSameChangeIsNoConflict()
    {
        const auto result = merge("{spec: {replicas: 1}}", "{spec: {replicas: 3}}", "{spec: {replicas: 3}}");
        QVERIFY(result.conflicts.empty());
        QVERIFY(result.taken.empty());
        QVERIFY(merge("{spec: {replicas: 1}}", "{spec: {}}", "{spec: {}}").conflicts.empty());
    }

    void differentChangesAreAConflict()
    {
        auto result = merge("{spec: {replicas: 1}}", "{spec: {replicas: 2}}", "{spec: {replicas: 3}}");
        QCOMPARE(conflictPaths(result), std::string(".spec.replicas"));
        QCOMPARE(data::toJson(result.merged), std::string(R"({"spec":{"replicas":2}})"));
        QCOMPARE(data::toJson(*result.conflicts[0].base), std::string("1"));
        QCOMPARE(data::toJson(*result.conflicts[0].mine), std::string("2"));
        model::edit::takeTheirs(result.merged, result.conflicts[0]);
        QCOMPARE(data::toJson(result.merged), std::string(R"({"spec":{"replicas":3}})"));
    }

    void elementsMergeByKey()
    {
        const auto result = merge(
            "{spec: {template: {spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}}}",
            "{spec: {template: {spec: {containers: [{name: a, image: mine}, {name: b, image: y}]}}}}",
            "{spec: {template: {spec: {containers: [{name: b, image: theirs}, {name: a, image: x}, {name: c}]}}}}");
        QVERIFY(result.conflicts.empty());
        QVERIFY(data::equal(result.merged, yaml("{spec: {template: {spec: {containers: [{name: a, image: mine}, "
                                                "{name: b, image: theirs}, {name: c}]}}}}")));
    }

    void removingWhatTheOtherChangedIsAConflictOfTheOuterField()
    {
        auto result = merge("{spec: {template: {spec: {containers: [{name: a, image: x}, {name: b}]}}}}",
                            "{spec: {template: {spec: {containers: [{name: b}]}}}}",
                            "{spec: {template: {spec: {containers: [{name: a, image: y, args: [z]}, {name: b}]}}}}");
        QCOMPARE(conflictPaths(result), std::string(".spec.template.spec.containers[name=\"a\"]"));
        QVERIFY(!result.conflicts[0].mine);
        model::edit::takeTheirs(result.merged, result.conflicts[0]);
        QCOMPARE(result.merged.at("spec").at("template").at("spec").at("containers").as_array().size(), size_t(2));
        result = merge("{metadata: {labels: {a: x}}}", "{metadata: {labels: {a: y}}}", "{metadata: {}}");
        QCOMPARE(conflictPaths(result), std::string(".metadata.labels"));
        model::edit::takeTheirs(result.merged, result.conflicts[0]);
        QCOMPARE(data::toJson(result.merged), std::string(R"({"metadata":{}})"));
    }

    void setsMergeAndAtomicListsDoNot()
    {
        const auto sets = merge("{metadata: {finalizers: [a]}}", "{metadata: {finalizers: [a, mine]}}",
                                "{metadata: {finalizers: [theirs, a]}}");
        QVERIFY(sets.conflicts.empty());
        QVERIFY(data::equal(sets.merged, yaml("{metadata: {finalizers: [a, mine, theirs]}}")));
        const auto args = merge("{spec: {template: {spec: {containers: [{name: a, args: [x]}]}}}}",
                                "{spec: {template: {spec: {containers: [{name: a, args: [x, y]}]}}}}",
                                "{spec: {template: {spec: {containers: [{name: a, args: [z]}]}}}}");
        QCOMPARE(conflictPaths(args), std::string(".spec.template.spec.containers[name=\"a\"].args"));
    }

    void theServersOwnFieldsAreTheirs()
    {
        const auto result = merge(
            "{metadata: {name: a, uid: u, resourceVersion: '1', managedFields: [{manager: x}]}, status: {replicas: 1}}",
            "{metadata: {name: a, uid: u, resourceVersion: '1'}, status: {replicas: 1}, spec: {replicas: 2}}",
            "{metadata: {name: a, uid: u, resourceVersion: '7', managedFields: [{manager: y}]}, status: {replicas: "
            "9}}");
        QVERIFY(result.conflicts.empty());
        QVERIFY(data::equal(result.merged, yaml("{metadata: {name: a, uid: u, resourceVersion: '7'}, "
                                                "status: {replicas: 9}, spec: {replicas: 2}}")));
    }

    void withoutASchemaNamesTellElementsApart()
    {
        const auto result = mergeObjects(yaml("{l: [{name: a, x: 1}, {name: b, x: 1}], k: [1]}"),
                                         yaml("{l: [{name: a, x: 2}, {name: b, x: 1}], k: [1]}"),
                                         yaml("{l: [{name: a, x: 1}, {name: b, x: 3}], k: [1, 2]}"), nullptr);
        QVERIFY(result.conflicts.empty());
        QVERIFY(data::equal(result.merged, yaml("{l: [{name: a, x: 2}, {name: b, x: 3}], k: [1, 2]}")));
    }

    void manyChangesTakeLinearTime()
    {
        std::string base = "{metadata: {annotations: {";
        std::string mine = base;
        std::string theirs = base;
        for (int i = 0; i < 4'000; ++i) {
            const std::string key = "k" + std::to_string(i) + ": ";
            base += key + "a, ";
            mine += key + (i % 2 ? "b, " : "a, ");
            theirs += key + (i % 2 ? "a, " : "c, ");
        }
        for (std::string* text : {&base, &mine, &theirs})
            *text += "}}}";
        const auto result = merge(base.c_str(), mine.c_str(), theirs.c_str());
        QVERIFY(result.conflicts.empty());
        QCOMPARE(result.taken.size(), size_t(2000));
    }
};

SKIFF_REGISTER_TEST(MergeTest);
#include "merge_test.moc"
