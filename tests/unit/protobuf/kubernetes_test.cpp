#include "cluster/api/resource.h"
#include "cluster/data/protobuf/envelope.h"
#include "cluster/data/protobuf/message.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace skiff;

namespace {

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// An enveloped object as JSON, or why not.
QString decode(const std::string& body)
{
    const auto envelope = data::openEnvelope(body);
    if (!envelope)
        return QString::fromStdString(envelope.error().message);
    const std::string_view apiVersion = envelope->apiVersion;
    const size_t slash = apiVersion.find('/');
    const bool core = slash == std::string_view::npos;
    const api::Resource* resource = api::findKind(core ? "" : apiVersion.substr(0, slash),
                                                  core ? apiVersion : apiVersion.substr(slash + 1), envelope->kind);
    const data::ObjectType* type = resource ? resource->type : nullptr;
    if (envelope->kind == "TokenRequest")
        type = api::findType("authentication.v1.TokenRequest");
    if (!type)
        return QStringLiteral("unknown kind");
    const auto value = data::decodeMessage(envelope->raw, *type);
    return QString::fromStdString(value ? data::toJson(*value) : value.error().message);
}

/// Drops null members: Go prints some absent values so.
void dropNulls(data::Value& value)
{
    if (value.is_array()) {
        for (data::Value& element : value.get_array())
            dropNulls(element);
    }
    if (!value.is_object())
        return;
    data::Object kept;
    for (auto& member : value.get_object()) {
        dropNulls(member.value());
        if (!member.value().is_null())
            kept.emplace(member.key(), member.value());
    }
    value = kept;
}

} // namespace

/// Bodies that real programs sent, through the built-in schema.
class KubernetesProtobufTest : public QObject
{
    Q_OBJECT

private slots:
    void decodesWhatKubectlSends_data();
    void decodesWhatKubectlSends();
    void agreesWithKubernetesGoldenFiles_data();
    void agreesWithKubernetesGoldenFiles();
};

void KubernetesProtobufTest::decodesWhatKubectlSends_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("json");
    const QByteArray text = readFile(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/protobuf/kubectl.txt"));
    QVERIFY(!text.isEmpty());
    for (const QByteArray& line : text.split('\n')) {
        const QList<QByteArray> parts = line.split(' ');
        if (parts.size() >= 3 && parts[0] != "#")
            QTest::newRow(parts[0].constData())
                << QByteArray::fromHex(parts[1]) << QString::fromUtf8(parts.mid(2).join(' '));
    }
}

void KubernetesProtobufTest::decodesWhatKubectlSends()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, json);
    QCOMPARE(decode(body.toStdString()), json);
}

void KubernetesProtobufTest::agreesWithKubernetesGoldenFiles_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<const data::ObjectType*>("type");
    // Debian's golang-k8s-api-dev has one object with all fields set for every kind, as .pb and as .json.
    const QString home =
        qEnvironmentVariable("SKIFF_GOLDEN_DIR", QStringLiteral("/usr/share/gocode/src/k8s.io/api/testdata/HEAD"));
    for (const api::Resource& resource : api::builtinResources()) {
        const std::string group(resource.group.empty() ? "core" : resource.group);
        const QString base =
            home + QStringLiteral("/%1.%2.%3")
                       .arg(QString::fromStdString(group), QString::fromStdString(std::string(resource.version)),
                            QString::fromStdString(std::string(resource.kind)));
        if (QFile::exists(base + QStringLiteral(".pb")))
            QTest::newRow(base.section(QLatin1Char('/'), -1).toUtf8().constData()) << base << resource.type;
    }
    if (!QDir(home).exists())
        QTest::newRow("package golang-k8s-api-dev is not here")
            << QString() << static_cast<const data::ObjectType*>(nullptr);
}

void KubernetesProtobufTest::agreesWithKubernetesGoldenFiles()
{
    QFETCH(QString, base);
    QFETCH(const data::ObjectType*, type);
    if (!type)
        QSKIP("install it, or name the folder of its golden files in SKIFF_GOLDEN_DIR");
    const std::string body = readFile(base + QStringLiteral(".pb")).toStdString();
    auto expected = data::parseJson(readFile(base + QStringLiteral(".json")).toStdString()).value();
    const auto envelope = data::openEnvelope(body);
    QVERIFY(envelope.ok());
    auto value = data::decodeMessage(envelope->raw, *type);
    QVERIFY2(value.ok(), value.ok() ? "" : value.error().message.c_str());
    const data::Value again = data::decodeMessage(data::encodeMessage(*value, *type), *type).value();
    QVERIFY(data::equal(again, *value));
    value->get_object()["apiVersion"] = std::string(envelope->apiVersion);
    value->get_object()["kind"] = std::string(envelope->kind);
    dropNulls(expected);
    dropNulls(*value);
    if (!data::equal(*value, expected)) {
        qInfo("%s\n%s", data::toPrettyJson(*value).c_str(), data::toPrettyJson(expected).c_str());
        QFAIL("the objects differ");
    }
}

SKIFF_REGISTER_TEST(KubernetesProtobufTest);

#include "kubernetes_test.moc"
