#include "cluster/data/protobuf/envelope.h"
#include "cluster/data/protobuf/message.h"
#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

/// Answers as clients get them that prefer protobuf.
class ProtobufTest : public QObject
{
    Q_OBJECT

private slots:
    void saysOfAnObjectWhatJsonSays_data();
    void saysOfAnObjectWhatJsonSays();
    void answersWritesAndDeletions();
    void listsInOneMessage();
    void showsMetadataAlone();
    void streamsEventsBehindTheirLength();
    void saysWhyNot();
    void takesJsonWhereThereIsNoMessage();
};

namespace {

constexpr auto configMaps = "/api/v1/namespaces/default/configmaps";
const std::vector<std::pair<std::string, std::string>> wantsProtobuf{
    {"Accept", "application/vnd.kubernetes.protobuf,application/json"}};

/// What an enveloped message says, with kind and apiVersion; null when it is none of `type`.
data::Value read(std::string_view body, std::string_view type)
{
    const auto envelope = data::openEnvelope(body);
    if (!envelope.ok())
        return nullptr;
    auto message = data::decodeMessage(envelope->raw, *api::findType(type));
    if (!message.ok())
        return nullptr;
    message->as_object()["kind"] = envelope->kind;
    message->as_object()["apiVersion"] = envelope->apiVersion;
    return std::move(*message);
}

/// Some unset values are shown as null in JSON, and not at all in protobuf.
data::Value withoutNulls(data::Value value)
{
    if (data::Array* elements = value.if_array())
        for (data::Value& each : *elements)
            each = withoutNulls(each);
    if (!value.is_object())
        return value;
    data::Object kept;
    for (const auto& member : value.get_object())
        if (!member.value().is_null())
            kept.emplace(member.key(), withoutNulls(member.value()));
    return kept;
}

struct Frame
{
    std::string type;
    std::string object; ///< in its envelope
};

/// The events of a watch: each a message WatchEvent behind four bytes of length.
std::vector<Frame> framesOf(std::string_view stream)
{
    std::vector<Frame> frames;
    while (stream.size() >= 4) {
        size_t length = 0;
        for (int i = 0; i < 4; ++i)
            length = length << 8 | static_cast<unsigned char>(stream[size_t(i)]);
        const data::Field raw[] = {{.name = "raw", .type = {data::TypeKind::Bytes}, .protoNumber = 1}};
        const data::ObjectType extension{.name = "RawExtension", .fields = raw};
        const data::Field fields[] = {
            {.name = "object", .type = {data::TypeKind::Object, &extension}, .protoNumber = 2},
            {.name = "type", .type = {data::TypeKind::String}, .protoNumber = 1}};
        const auto event = data::decodeMessage(stream.substr(4, length), {.name = "WatchEvent", .fields = fields});
        if (!event.ok())
            return {};
        const std::string base64(data::stringAt(*event, {"object", "raw"}));
        frames.push_back({std::string(data::stringAt(*event, {"type"})),
                          QByteArray::fromBase64(QByteArray::fromStdString(base64)).toStdString()});
        stream.remove_prefix(4 + length);
    }
    return frames;
}

void make(ApiFixture& api, const std::string& name)
{
    QCOMPARE(api.post(configMaps, R"({"metadata":{"name":")" + name + R"("},"data":{"k":"v"}})").status, 201);
}

} // namespace

void ProtobufTest::saysOfAnObjectWhatJsonSays_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("body");
    const auto row = [](const char* name, const char* path, const char* type, const char* body) {
        QTest::newRow(name) << std::string(path) << std::string(type) << std::string(body);
    };
    row("pod", "/api/v1/namespaces/default/pods", "core.v1.Pod",
        R"({"metadata":{"name":"x","labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1",)"
        R"("ports":[{"containerPort":80}],"resources":{"requests":{"cpu":"50m"}},"livenessProbe":{"httpGet":{"port":"http","path":"/"}},)"
        R"("env":[{"name":"E","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}],"volumes":[{"name":"v","emptyDir":{}}]}})");
    row("secret", "/api/v1/namespaces/default/secrets", "core.v1.Secret",
        R"({"metadata":{"name":"x"},"data":{"k":"AAEC/w=="}})");
    row("service", "/api/v1/namespaces/default/services", "core.v1.Service",
        R"({"metadata":{"name":"x"},"spec":{"selector":{"a":"b"},"ports":[{"port":80,"targetPort":"http"}]}})");
    row("deployment", "/apis/apps/v1/namespaces/default/deployments", "apps.v1.Deployment",
        R"({"metadata":{"name":"x"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":)"
        R"({"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})");
    row("lease", "/apis/coordination.k8s.io/v1/namespaces/default/leases", "coordination.v1.Lease",
        R"({"metadata":{"name":"x"},"spec":{"renewTime":"2026-01-01T00:00:00.123456Z","leaseDurationSeconds":40}})");
    row("cluster role", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "rbac.v1.ClusterRole",
        R"({"metadata":{"name":"x"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]})");
}

void ProtobufTest::saysOfAnObjectWhatJsonSays()
{
    QFETCH(std::string, path);
    QFETCH(std::string, type);
    QFETCH(std::string, body);
    ApiFixture api;
    QCOMPARE(api.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})").status, 201);
    const Answer made = api.post(path, body);
    QVERIFY2(made.status == 201, made.body.c_str());
    const std::string object = path + "/x";
    const Answer answer = api.call("GET", object, {}, wantsProtobuf);
    QCOMPARE(answer.status, 200);
    QCOMPARE(std::string(answer.headers.get("Content-Type")), std::string("application/vnd.kubernetes.protobuf"));
    const data::Value json = withoutNulls(api.get(object).json);
    const data::Value message = read(answer.body, type);
    if (!data::equal(message, json))
        QFAIL((data::toJson(message) + "\n" + data::toJson(json)).c_str());
    // What a client sends back as it came changes nothing.
    const Answer put = api.call("PUT", object, answer.body,
                                {{"Content-Type", "application/vnd.kubernetes.protobuf"}, wantsProtobuf.front()});
    QCOMPARE(put.status, 200);
    QVERIFY(data::equal(read(put.body, type), json));
}

void ProtobufTest::answersWritesAndDeletions()
{
    ApiFixture api;
    const Answer made = api.call("POST", configMaps, R"({"metadata":{"name":"a"}})", wantsProtobuf);
    QCOMPARE(made.status, 201);
    const data::Value object = read(made.body, "core.v1.ConfigMap");
    QCOMPARE(std::string(data::stringAt(object, {"metadata", "name"})), std::string("a"));
    const Answer gone = api.call("DELETE", std::string(configMaps) + "/a", {}, wantsProtobuf);
    const data::Value status = read(gone.body, "meta.v1.Status");
    QCOMPARE(std::string(data::stringAt(status, {"kind"})), std::string("Status"));
    QCOMPARE(std::string(data::stringAt(status, {"status"})), std::string("Success"));
    QCOMPARE(std::string(data::stringAt(status, {"details", "uid"})),
             std::string(data::stringAt(object, {"metadata", "uid"})));
}

void ProtobufTest::listsInOneMessage()
{
    ApiFixture api;
    for (int i = 0; i < 300; ++i)
        make(api, "m" + std::to_string(i));
    for (const char* query : {"", "?limit=7", "?labelSelector=none"}) {
        const std::string path = std::string(configMaps) + query;
        const Answer answer = api.call("GET", path, {}, wantsProtobuf);
        data::Value list = read(answer.body, "core.v1.ConfigMapList");
        data::Value json = api.get(path).json;
        if (json.at("items").as_array().empty())
            json.as_object().erase("items"); // an empty list and none are one in protobuf
        QVERIFY2(data::equal(list, json), data::toJson(list).substr(0, 500).c_str());
    }
}

void ProtobufTest::showsMetadataAlone()
{
    ApiFixture api;
    make(api, "a");
    const auto get = [&](const std::string& path, const std::string& shape) {
        return api.call("GET", path, {},
                        {{"Accept", "application/vnd.kubernetes.protobuf;as=" + shape + ";g=meta.k8s.io;v=v1"}});
    };
    const Answer one = get(std::string(configMaps) + "/a", "PartialObjectMetadata");
    const data::Value object = read(one.body, "core.v1.ConfigMap");
    QCOMPARE(std::string(data::stringAt(object, {"kind"})), std::string("PartialObjectMetadata"));
    QCOMPARE(std::string(data::stringAt(object, {"metadata", "name"})), std::string("a"));
    QVERIFY(!data::find(object, {"data"}));
    const data::Value list = read(get(configMaps, "PartialObjectMetadataList").body, "core.v1.ConfigMapList");
    QCOMPARE(std::string(data::stringAt(list, {"apiVersion"})), std::string("meta.k8s.io/v1"));
    QVERIFY(!list.at("items").as_array().empty());
}

void ProtobufTest::streamsEventsBehindTheirLength()
{
    ApiFixture api;
    make(api, "a");
    const auto watch = api.begin("GET",
                                 std::string(configMaps) +
                                     "?watch=1&allowWatchBookmarks=1&timeoutSeconds=1&fieldSelector=metadata.name=a",
                                 {}, wantsProtobuf);
    const Answer answer = watch->wait();
    QCOMPARE(std::string(answer.headers.get("Content-Type")),
             std::string("application/vnd.kubernetes.protobuf;stream=watch"));
    const auto frames = framesOf(answer.body);
    QCOMPARE(frames.size(), size_t(2));
    QCOMPARE(frames[0].type, std::string("ADDED"));
    QVERIFY(data::equal(read(frames[0].object, "core.v1.ConfigMap"), api.get(std::string(configMaps) + "/a").json));
    QCOMPARE(frames[1].type, std::string("BOOKMARK"));
    QVERIFY(!data::stringAt(read(frames[1].object, "core.v1.ConfigMap"), {"metadata", "resourceVersion"}).empty());
}

void ProtobufTest::saysWhyNot()
{
    ApiFixture api;
    const Answer missing = api.call("GET", std::string(configMaps) + "/none", {}, wantsProtobuf);
    QCOMPARE(missing.status, 404);
    const data::Value status = read(missing.body, "meta.v1.Status");
    QCOMPARE(std::string(data::stringAt(status, {"reason"})), std::string("NotFound"));
    QCOMPARE(data::intAt(status, {"code"}), int64_t(404));
}

void ProtobufTest::takesJsonWhereThereIsNoMessage()
{
    ApiFixture api;
    make(api, "a");
    const std::string table = ";as=Table;g=meta.k8s.io;v=v1";
    const Answer rows =
        api.call("GET", configMaps, {},
                 {{"Accept", "application/vnd.kubernetes.protobuf" + table + ",application/json" + table}});
    QCOMPARE(rows.text({"kind"}), std::string("Table"));
    const Answer refused = api.call("GET", configMaps, {}, {{"Accept", "application/vnd.kubernetes.protobuf" + table}});
    QCOMPARE(refused.status, 406);
}

SKIFF_REGISTER_TEST(ProtobufTest);

#include "protobuf_test.moc"
