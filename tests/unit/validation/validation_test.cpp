#include "cluster/apiserver/validation/validation.h"

#include "cluster/api/defaults.h"
#include "cluster/data/codec.h"
#include "cluster/data/yaml/yaml.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QTest>

using namespace skiff;

namespace {

const api::Resource* resourceOf(std::string_view kind)
{
    const size_t space = kind.find(' ');
    const std::string_view apiVersion = kind.substr(0, space);
    const size_t slash = apiVersion.find('/');
    if (slash == std::string_view::npos)
        return api::findKind("", apiVersion, kind.substr(space + 1));
    return api::findKind(apiVersion.substr(0, slash), apiVersion.substr(slash + 1), kind.substr(space + 1));
}

/// As the API server has an object before it is judged: decoded and defaulted.
Result<data::Value> prepared(const data::Value& object, const api::Resource& resource)
{
    SKIFF_TRY_ASSIGN(data::Decoded decoded,
                     data::decodeObject(object, *resource.type, {data::FieldValidation::Strict}));
    api::applyDefaults(resource, decoded.value);
    return std::move(decoded.value);
}

} // namespace

/// tests/data/validation/cases.yaml.
class ValidationTest : public QObject
{
    Q_OBJECT

private slots:
    void says_data();
    void says();
};

void ValidationTest::says_data()
{
    QTest::addColumn<QString>("scenario");
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/validation/cases.yaml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto documents = data::parseYaml(file.readAll().toStdString());
    QVERIFY2(documents.ok(), documents.ok() ? "" : documents.error().message.c_str());
    for (const data::Value& each : *documents) {
        const std::string title(data::stringAt(each, {"case"}));
        QTest::newRow(title.c_str()) << QString::fromStdString(data::toJson(each));
    }
}

void ValidationTest::says()
{
    QFETCH(QString, scenario);
    const data::Value given = data::parseJson(scenario.toStdString()).value();
    const api::Resource* resource = resourceOf(data::stringAt(given, {"kind"}));
    QVERIFY(resource);
    const auto object = prepared(*data::find(given, {"object"}), *resource);
    QVERIFY2(object.ok(), object.ok() ? "" : object.error().message.c_str());
    const data::Value* before = data::find(given, {"old"});
    const auto old = prepared(before ? *before : data::Value(data::Object()), *resource);
    QVERIFY2(old.ok(), old.ok() ? "" : old.error().message.c_str());

    QStringList actual;
    for (const apiserver::StatusCause& each : apiserver::validation::validate(
             *resource, *object, before ? &old.value() : nullptr, data::stringAt(given, {"subresource"})))
        actual << QString::fromStdString(each.reason + " " + each.field + ": " + each.message);
    QStringList expected;
    if (const data::Value* errors = data::find(given, {"errors"})) {
        for (const data::Value& each : errors->as_array())
            expected << QString::fromStdString(std::string(each.as_string()));
    }
    if (actual != expected)
        qInfo("said:\n%s", qPrintable(actual.join(QLatin1Char('\n'))));
    QCOMPARE(actual, expected);
}

SKIFF_REGISTER_TEST(ValidationTest);

#include "validation_test.moc"
