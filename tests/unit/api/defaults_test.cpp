#include "cluster/api/defaults.h"
#include "cluster/data/codec.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace skiff;

class DefaultsTest : public QObject
{
    Q_OBJECT

private slots:
    void matchRecordedObjects_data();
    void matchRecordedObjects();
    void pullLatestImagesAlways_data();
    void pullLatestImagesAlways();
    void keepWhatIsGiven();
};

static data::Value defaulted(const api::Resource& resource, const data::Value& object)
{
    auto decoded = data::decodeObject(object, *resource.type, {data::FieldValidation::Strict, true}).value();
    api::applyDefaults(resource, decoded.value);
    return decoded.value;
}

/// Each file of tests/data/api/defaults names a resource and holds pairs of what is sent and what a server keeps.
void DefaultsTest::matchRecordedObjects_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("index");
    const QDir folder(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/api/defaults"));
    for (const QString& file : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
        QFile content(folder.filePath(file));
        QVERIFY(content.open(QIODevice::ReadOnly));
        const auto document = data::parseJson(content.readAll().toStdString()).value();
        for (size_t i = 0; i < document.at("cases").as_array().size(); ++i)
            QTest::addRow("%s %zu", qPrintable(file), i) << folder.filePath(file) << int(i);
    }
}

void DefaultsTest::matchRecordedObjects()
{
    QFETCH(QString, file);
    QFETCH(int, index);
    QFile content(file);
    QVERIFY(content.open(QIODevice::ReadOnly));
    const auto document = data::parseJson(content.readAll().toStdString()).value();
    const api::Resource* resource =
        api::findResource(data::stringAt(document, {"group"}), data::stringAt(document, {"version"}),
                          data::stringAt(document, {"resource"}));
    QVERIFY(resource);
    const data::Value& each = document.at("cases").at(size_t(index));
    const data::Value result = defaulted(*resource, each.at("in"));
    if (!data::equal(result, each.at("out"))) {
        QFAIL(("\n  got  " + data::toJson(result) + "\n  want " + data::toJson(each.at("out"))).c_str());
    }
    QVERIFY(data::equal(defaulted(*resource, result), result)); // again changes nothing
}

void DefaultsTest::pullLatestImagesAlways_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<QString>("policy");
    const auto row = [](const char* image, const char* policy) {
        QTest::newRow(image) << QString::fromUtf8(image) << QString::fromUtf8(policy);
    };
    row("busybox", "Always");
    row("busybox:latest", "Always");
    row("localhost:5000/busybox", "Always");
    row("busybox:1.36", "IfNotPresent");
    row("localhost:5000/busybox:1.36", "IfNotPresent");
    row("busybox@sha256:0123", "IfNotPresent");
    row("", "IfNotPresent");
}

void DefaultsTest::pullLatestImagesAlways()
{
    QFETCH(QString, image);
    QFETCH(QString, policy);
    const data::Value pod{
        {"spec", {{"containers", data::Array{data::Object{{"name", "c"}, {"image", image.toStdString()}}}}}}};
    const data::Value result = defaulted(*api::findKind("", "v1", "Pod"), pod);
    QCOMPARE(QString::fromStdString(
                 std::string(data::stringAt(result.at("spec").at("containers").at(0), {"imagePullPolicy"}))),
             policy);
}

void DefaultsTest::keepWhatIsGiven()
{
    const auto sent =
        data::parseJson(R"({"spec":{"replicas":0,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":0}},
        "template":{"spec":{"serviceAccount":"old","restartPolicy":"Never","terminationGracePeriodSeconds":0,
        "volumes":[{"name":"v"}],"containers":[{"name":"c","imagePullPolicy":"Never"}]}}}})")
            .value();
    const data::Value kept = defaulted(*api::findKind("apps", "v1", "Deployment"), sent);
    QCOMPARE(data::intAt(kept, {"spec", "replicas"}, -1), 0);
    QCOMPARE(data::intAt(kept, {"spec", "strategy", "rollingUpdate", "maxSurge"}, -1), 0);
    QCOMPARE(data::stringAt(kept, {"spec", "strategy", "rollingUpdate", "maxUnavailable"}), std::string_view("25%"));
    const data::Value& spec = *data::find(kept, {"spec", "template", "spec"});
    QCOMPARE(data::stringAt(spec, {"serviceAccountName"}), std::string_view("old"));
    QCOMPARE(data::stringAt(spec, {"restartPolicy"}), std::string_view("Never"));
    QCOMPARE(data::intAt(spec, {"terminationGracePeriodSeconds"}, -1), 0);
    QVERIFY(data::find(spec.at("volumes").at(0), {"emptyDir"}));
    QCOMPARE(data::stringAt(spec.at("containers").at(0), {"imagePullPolicy"}), std::string_view("Never"));
}

SKIFF_REGISTER_TEST(DefaultsTest);

#include "defaults_test.moc"
