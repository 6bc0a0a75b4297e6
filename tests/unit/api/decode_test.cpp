#include "cluster/api/resource.h"
#include "cluster/data/codec.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::data;

class DecodeTest : public QObject
{
    Q_OBJECT

private slots:
    void reportsUnknownAndDuplicateFields();
    void namesWrongTypesAsGoDoes_data();
    void namesWrongTypesAsGoDoes();
    void makesTheCanonicalForm();
    void keepsZerosThatMeanSomething();
    void treesDecodeLikeDocuments();
};

static Result<Decoded> decoded(std::string text, std::string_view type, FieldValidation validation, bool fill = false)
{
    const auto document = Document::parse(std::move(text)).value();
    return decodeObject(document->root(), *api::findType(type), {validation, fill});
}

void DecodeTest::reportsUnknownAndDuplicateFields()
{
    const std::string text = R"({"kind":"Pod","spec":{"containers":[{"name":"a"},{"name":"b","fooBar":1,"name":"c"}],
        "nodeselector":{},"nodeSelector":{"x":"1","x":"2"}},"foo":{},"foo":1})";
    const auto warned = decoded(text, "core.v1.Pod", FieldValidation::Warn);
    QVERIFY(warned.ok());
    const std::vector<std::string> expected{
        "unknown field \"spec.containers[1].fooBar\"", "duplicate field \"spec.containers[1].name\"",
        "unknown field \"spec.nodeselector\"", "duplicate field \"spec.nodeSelector.x\"", "unknown field \"foo\""};
    QCOMPARE(warned->warnings, expected);
    QCOMPARE(
        toJson(warned->value),
        std::string(R"({"kind":"Pod","spec":{"containers":[{"name":"a"},{"name":"c"}],"nodeSelector":{"x":"2"}}})"));
    const auto strict = decoded(text, "core.v1.Pod", FieldValidation::Strict);
    QVERIFY(!strict.ok());
    QVERIFY(strict.error().message.starts_with("strict decoding error: unknown field \"spec.containers[1].fooBar\", "
                                               "duplicate field \"spec.containers[1].name\", "));
    const auto ignored = decoded(text, "core.v1.Pod", FieldValidation::Ignore);
    QVERIFY(ignored.ok() && ignored->warnings.empty());
    QCOMPARE(decoded(R"({"data":{"a":"1","a":"2"}})", "core.v1.ConfigMap", FieldValidation::Strict).error().message,
             std::string("strict decoding error: duplicate field \"data.a\""));
}

void DecodeTest::namesWrongTypesAsGoDoes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* type, const char* text, const char* message) {
        QTest::newRow(text) << QByteArray(type) << QByteArray(text) << QByteArray(message);
    };
    row("core.v1.ConfigMap", R"({"data":1})",
        "json: cannot unmarshal number into Go struct field ConfigMap.data of type map[string]string");
    row("core.v1.ConfigMap", R"({"data":{"a":1}})",
        "json: cannot unmarshal number into Go struct field ConfigMap.data of type string");
    row("core.v1.Service", R"({"spec":{"ports":[{"port":"x"}]}})",
        "json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32");
    row("core.v1.Service", R"({"spec":{"ports":[{"port":1.5}]}})",
        "json: cannot unmarshal number 1.5 into Go struct field ServicePort.spec.ports.port of type int32");
    row("core.v1.Service", R"({"spec":{"ports":[{"port":99999999999}]}})",
        "json: cannot unmarshal number 99999999999 into Go struct field ServicePort.spec.ports.port of type int32");
    row("core.v1.Pod", R"({"spec":[]})",
        "json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec");
    row("core.v1.Pod", R"({"spec":{"containers":{}}})",
        "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container");
    row("core.v1.Pod", R"({"spec":{"hostNetwork":"yes"}})",
        "json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool");
    row("core.v1.Pod", R"([])", "json: cannot unmarshal array into Go value of type v1.Pod");
    row("core.v1.ResourceRequirements", R"({"limits":{"cpu":"abc"}})",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    row("core.v1.Secret", R"({"data":{"a":"a?=="}})", "illegal base64 data at input byte 1");
    row("meta.v1.ObjectMeta", R"({"creationTimestamp":"soon"})",
        "parsing time \"soon\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"soon\" as \"2006\"");
}

void DecodeTest::namesWrongTypesAsGoDoes()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto result = decoded(text.toStdString(), type.toStdString(), FieldValidation::Ignore);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(QByteArray::fromStdString(result.error().message), message);
}

void DecodeTest::makesTheCanonicalForm()
{
    const auto pod = decoded(
        R"({"spec":{"containers":[{"name":"a","args":[],"image":"","resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}},
        "livenessProbe":{"httpGet":{"port":"http"}},"env":null}],"hostNetwork":false,"securityContext":{}},
        "metadata":{"labels":{},"creationTimestamp":"2026-11-20T15:37:36.5+02:00"},"apiVersion":"v1","kind":"Pod"})",
        "core.v1.Pod", FieldValidation::Strict);
    QVERIFY(pod.ok());
    QCOMPARE(toJson(pod->value),
             std::string(R"({"kind":"Pod","apiVersion":"v1","metadata":{"creationTimestamp":"2026-11-20T13:37:36Z"},)"
                         R"("spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":"500m","memory":"1Gi"}},)"
                         R"("livenessProbe":{"httpGet":{"port":"http"}}}],"securityContext":{}}})"));
}

void DecodeTest::keepsZerosThatMeanSomething()
{
    const auto spec = decoded(R"({"replicas":0,"minReadySeconds":0,"revisionHistoryLimit":0,"paused":false})",
                              "apps.v1.DeploymentSpec", FieldValidation::Strict);
    QCOMPARE(toJson(spec->value), std::string(R"({"replicas":0,"revisionHistoryLimit":0})"));
    const auto raw = decoded(R"({"data":{"a":[],"b":null,"c":0},"revision":0})", "apps.v1.ControllerRevision",
                             FieldValidation::Strict);
    QCOMPARE(toJson(raw->value), std::string(R"({"data":{"a":[],"b":null,"c":0},"revision":0})"));
}

void DecodeTest::treesDecodeLikeDocuments()
{
    const std::string text =
        R"({"spec":{"ports":[{"port":80,"targetPort":"x"},{"port":81,"fooBar":1}],"selector":{"a":"b"}}})";
    const auto service =
        decodeObject(parseJson(text).value(), *api::findType("core.v1.Service"), {FieldValidation::Warn, true});
    QCOMPARE(service->value, decoded(text, "core.v1.Service", FieldValidation::Warn, true)->value);
    QCOMPARE(service->warnings, std::vector<std::string>{"unknown field \"spec.ports[1].fooBar\""});
}

SKIFF_REGISTER_TEST(DecodeTest);

#include "decode_test.moc"
