#include "cluster/data/patch/json_patch.h"
#include "cluster/data/patch/merge_patch.h"
#include "cluster/data/patch/strategic_merge_patch.h"
#include "tests/support/register_test.h"
#include "tests/unit/patch/scenario.h"
#include "tests/unit/patch/workload_types.h"

#include <QTest>

#include <string>

using namespace skiff;

namespace {

void addRows(const std::string& file)
{
    QTest::addColumn<QString>("original");
    QTest::addColumn<QString>("patch");
    QTest::addColumn<QString>("expected");
    const auto scenarios = test::readScenarios(file);
    QVERIFY2(!scenarios.empty(), file.c_str());
    for (const test::Scenario& each : scenarios) {
        const std::string expected = each.error.empty() ? each.result : "error " + each.error;
        QTest::newRow(each.title.c_str()) << QString::fromStdString(each.original) << QString::fromStdString(each.patch)
                                          << QString::fromStdString(expected);
    }
}

/// The result as text, or "error CODE: message" with line ends as spaces.
QString toText(const Result<data::Value>& result)
{
    if (result)
        return QString::fromStdString(data::toJson(*result));
    const std::string code(errorCodeName(result.error().code));
    return QString::fromStdString("error " + code + ": " + result.error().message).simplified();
}

template <class Apply>
void check(Apply apply)
{
    QFETCH(QString, original);
    QFETCH(QString, patch);
    QFETCH(QString, expected);
    auto document = data::parseJson(original.toStdString());
    QVERIFY2(document.ok(), "original is no JSON");
    const auto change = data::parseJson(patch.toStdString());
    QVERIFY2(change.ok(), "patch is no JSON");
    QCOMPARE(toText(apply(std::move(*document), *change)), expected);
}

} // namespace

class PatchTest : public QObject
{
    Q_OBJECT

private slots:
    void mergePatch_data() { addRows("patch/merge.txt"); }
    void mergePatch() { check(data::applyMergePatch); }
    void jsonPatch_data() { addRows("patch/json.txt"); }
    void jsonPatch();
    void jsonPatchRefusesTooManyOperations();
    void jsonPatchRefusesToGrowByCopies();
    void strategicMergePatch_data() { addRows("patch/strategic.txt"); }
    void strategicMergePatch();
    void strategicMergePatchOfLargeListsIsLinear();
};

void PatchTest::jsonPatch()
{
    check([](data::Value original, const data::Value& patch) {
        return data::applyJsonPatch(std::move(original), patch);
    });
}

void PatchTest::jsonPatchRefusesTooManyOperations()
{
    data::Array operations;
    for (int i = 0; i < 10001; ++i)
        operations.push_back(data::Object{{"op", "test"}, {"path", ""}, {"value", data::Object()}});
    const auto result = data::applyJsonPatch(data::Object(), operations);
    QCOMPARE(toText(result),
             QStringLiteral("error %1: The allowed maximum operations in a JSON patch is 10000, got 10001")
                 .arg(QString::fromStdString(std::string(errorCodeName(ErrorCode::ResourceExhausted)))));
    operations.pop_back();
    QVERIFY(data::applyJsonPatch(data::Object(), operations).ok());
}

void PatchTest::jsonPatchRefusesToGrowByCopies()
{
    data::Array operations;
    for (int i = 0; i < 40; ++i)
        operations.push_back(data::Object{{"op", "copy"}, {"from", ""}, {"path", "/x" + std::to_string(i)}});
    const auto result = data::applyJsonPatch(data::Object{{"a", "seed"}}, operations);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::ResourceExhausted);
}

void PatchTest::strategicMergePatch()
{
    check([](data::Value original, const data::Value& patch) {
        return data::applyStrategicMergePatch(std::move(original), patch, test::workloadType());
    });
}

void PatchTest::strategicMergePatchOfLargeListsIsLinear()
{
    data::Array containers;
    for (int i = 0; i < 20000; ++i)
        containers.push_back(data::Object{{"name", "c" + std::to_string(i)}});
    data::Value document = data::Object{{"spec", data::Object{{"containers", containers}}}};
    const data::Value patch = document;
    const auto result = data::applyStrategicMergePatch(document, patch, test::workloadType());
    QVERIFY(result.ok());
    QVERIFY(data::equal(*result, document));
}

SKIFF_REGISTER_TEST(PatchTest);

#include "patch_test.moc"
