#include "cluster/apiserver/openapi/open_api.h"

#include "cluster/data/protobuf/wire.h"
#include "cluster/data/value.h"
#include "tests/support/register_test.h"

#include <QCryptographicHash>
#include <QTest>

#include <set>

using namespace skiff;
using apiserver::openapi::OpenApi;
using data::protobuf::Tag;
using data::protobuf::WireReader;

namespace {

data::Value parse(const apiserver::openapi::Document& document)
{
    return data::parseJson(document.bytes).value();
}

/// Names behind `prefix` in all "$ref" members.
void collectReferences(const data::Value& value, std::string_view prefix, std::set<std::string>& names)
{
    if (value.is_array()) {
        for (const data::Value& each : value.get_array())
            collectReferences(each, prefix, names);
    }
    if (!value.is_object())
        return;
    for (const auto& [key, member] : value.get_object()) {
        if (key == "$ref" && member.is_string() && std::string_view(member.get_string()).starts_with(prefix))
            names.insert(std::string(std::string_view(member.get_string()).substr(prefix.size())));
        collectReferences(member, prefix, names);
    }
}

std::set<std::string> keysOf(const data::Value& object)
{
    std::set<std::string> keys;
    for (const auto& member : object.as_object())
        keys.insert(std::string(member.key()));
    return keys;
}

/// The contents of the fields `number` of a message.
std::vector<std::string_view> fields(std::string_view message, uint32_t number)
{
    std::vector<std::string_view> found;
    WireReader reader(message);
    while (!reader.atEnd()) {
        const Tag tag = reader.tag().value();
        if (tag.number == number)
            found.push_back(reader.bytes().value());
        else if (!reader.skip(tag).ok())
            return {};
    }
    return found;
}

/// The value of the entry `name` in a message that is a map with entries in field `number`.
std::string_view entry(std::string_view map, uint32_t number, std::string_view name)
{
    for (const std::string_view each : fields(map, number)) {
        if (fields(each, 1).front() == name)
            return fields(each, 2).front();
    }
    return {};
}

} // namespace

class OpenApiTest : public QObject
{
    Q_OBJECT

private slots:
    void theIndexNamesEveryGroupVersionWithItsHash();
    void documentsAreCompleteAndRefer();
    void schemasCarryKubernetesExtensions();
    void patchOperationsOfferServerSideValidation();
    void subresourcesSpeakTheirOwnKind();
    void unknownGroupVersionsHaveNoDocument();
    void gnosticHoldsWhatTheJsonHolds();
    void documentsAreMadeOnce();

private:
    OpenApi m_openApi{api::builtinResources(), "v1.33.0"};
};

void OpenApiTest::theIndexNamesEveryGroupVersionWithItsHash()
{
    const data::Value index = parse(m_openApi.v3Index());
    std::set<std::string> expected;
    for (const api::Resource& each : api::builtinResources()) {
        const std::string apiVersion = each.apiVersion();
        expected.insert((each.group.empty() ? "api/" : "apis/") + apiVersion);
    }
    QVERIFY(keysOf(index.at("paths")) == expected);
    const auto* apps = m_openApi.v3("apps", "v1");
    QVERIFY(apps);
    QCOMPARE(data::stringAt(index, {"paths", "apis/apps/v1", "serverRelativeURL"}),
             std::string_view("/openapi/v3/apis/apps/v1?hash=" + apps->hash));
    const QByteArray bytes = QByteArray::fromStdString(apps->bytes);
    QCOMPARE(QByteArray::fromStdString(apps->hash),
             QCryptographicHash::hash(bytes, QCryptographicHash::Sha512).toHex().toUpper());
}

void OpenApiTest::documentsAreCompleteAndRefer()
{
    for (const api::Resource& each : api::builtinResources()) {
        const data::Value document = parse(*m_openApi.v3(each.group, each.version));
        std::set<std::string> references;
        collectReferences(document, "#/components/schemas/", references);
        QVERIFY2(references == keysOf(document.at("components").at("schemas")), each.apiVersion().c_str());
    }
    const data::Value v2 = parse(m_openApi.v2Json());
    std::set<std::string> references;
    collectReferences(v2, "#/definitions/", references);
    QVERIFY(references == keysOf(v2.at("definitions")));
}

void OpenApiTest::schemasCarryKubernetesExtensions()
{
    const data::Value document = parse(*m_openApi.v3("", "v1"));
    const data::Value& schemas = document.at("components").at("schemas");
    const data::Value& pod = schemas.at("io.k8s.api.core.v1.Pod");
    QCOMPARE(data::toJson(pod.at("x-kubernetes-group-version-kind")),
             std::string(R"([{"group":"","kind":"Pod","version":"v1"}])"));
    const data::Value& containers = schemas.at("io.k8s.api.core.v1.PodSpec").at("properties").at("containers");
    QCOMPARE(data::stringAt(containers, {"x-kubernetes-patch-merge-key"}), std::string_view("name"));
    QCOMPARE(data::stringAt(containers, {"x-kubernetes-patch-strategy"}), std::string_view("merge"));
    QCOMPARE(data::stringAt(containers, {"x-kubernetes-list-type"}), std::string_view("map"));
    QCOMPARE(data::toJson(containers.at("items")),
             std::string(R"({"allOf":[{"$ref":"#/components/schemas/io.k8s.api.core.v1.Container"}]})"));
    const data::Value& port = schemas.at("io.k8s.api.core.v1.HTTPGetAction").at("properties").at("port");
    QVERIFY(data::toJson(port).find("io.k8s.apimachinery.pkg.util.intstr.IntOrString") != std::string::npos);
    QVERIFY(schemas.as_object().contains("io.k8s.api.core.v1.PodList"));
}

void OpenApiTest::patchOperationsOfferServerSideValidation()
{
    for (const api::Resource& each : api::builtinResources()) {
        const data::Value document = parse(*m_openApi.v3(each.group, each.version));
        for (const auto& [path, item] : document.at("paths").as_object()) {
            const data::Value* patch = data::find(item, {"patch"});
            if (!patch)
                continue;
            QVERIFY2(data::find(*patch, {"requestBody", "content", "application/apply-patch+yaml"}), path.data());
            std::set<std::string> queries;
            for (const data::Value& parameter : patch->at("parameters").as_array()) {
                if (data::stringAt(parameter, {"in"}) == "query")
                    queries.insert(std::string(data::stringAt(parameter, {"name"})));
            }
            QVERIFY2(queries.contains("fieldValidation") && queries.contains("dryRun"), std::string(path).c_str());
            QVERIFY(data::find(*patch, {"x-kubernetes-group-version-kind", "kind"}));
        }
    }
}

void OpenApiTest::subresourcesSpeakTheirOwnKind()
{
    const data::Value document = parse(*m_openApi.v3("apps", "v1"));
    const data::Value& scale =
        document.at("paths").at("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale").at("get");
    QCOMPARE(data::toJson(scale.at("x-kubernetes-group-version-kind")),
             std::string(R"({"group":"autoscaling","kind":"Scale","version":"v1"})"));
    QCOMPARE(data::stringAt(scale, {"operationId"}), std::string_view("readAppsV1NamespacedDeploymentScale"));
}

void OpenApiTest::unknownGroupVersionsHaveNoDocument()
{
    QVERIFY(!m_openApi.v3("apps", "v2"));
    QVERIFY(!m_openApi.v3("nothing.example.com", "v1"));
}

void OpenApiTest::gnosticHoldsWhatTheJsonHolds()
{
    const std::string_view message = m_openApi.v2Protobuf().bytes;
    const data::Value json = parse(m_openApi.v2Json());
    QCOMPARE(fields(message, 1).front(), std::string_view("2.0"));
    QCOMPARE(fields(fields(message, 8).front(), 2).size(), json.at("paths").as_object().size());
    const std::string_view definitions = fields(message, 9).front();
    QCOMPARE(fields(definitions, 1).size(), json.at("definitions").as_object().size());
    const std::string_view deployment = entry(definitions, 1, "io.k8s.api.apps.v1.Deployment");
    const std::string_view kinds = entry(deployment, 31, "x-kubernetes-group-version-kind");
    QCOMPARE(fields(kinds, 2).front(), std::string_view(R"([{"group":"apps","kind":"Deployment","version":"v1"}])"));
    const std::string_view spec = entry(fields(deployment, 25).front(), 1, "spec");
    QCOMPARE(fields(spec, 1).front(), std::string_view("#/definitions/io.k8s.api.apps.v1.DeploymentSpec"));
}

void OpenApiTest::documentsAreMadeOnce()
{
    QCOMPARE(&m_openApi.v3Index(), &m_openApi.v3Index());
    QCOMPARE(m_openApi.v3("apps", "v1")->bytes.data(), m_openApi.v3("apps", "v1")->bytes.data());
}

SKIFF_REGISTER_TEST(OpenApiTest);

#include "open_api_test.moc"
