#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

/// Definitions and the kinds they add, through the whole server.
class CustomTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsNamesAndServes();
    void refusesBadDefinitions();
    void tellsOfConflictingNames();
    void prunesAndFillsIn();
    void saysWhatIsWrong();
    void needsKindAndVersion();
    void keepsGenerationAndStatusApart();
    void needsARevisionForUpdates();
    void patchesAndApplies();
    void scales();
    void showsPrinterColumns();
    void selectsByFields();
    void servesSeveralVersions();
    void fillsInDefaultsWhenReading();
    void leavesWithItsObjects();
    void waitsForFinalizersOfObjects();
    void survivesARestart();
    void isFoundByClients();
    void endsWatchesWhenTheKindChanges();
    void toleratesOldMistakes();
    void warnsOfRulesThatAreNotEnforced();
    void isSeenThroughAggregatedRoles();
};

namespace {

constexpr auto definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
constexpr auto gadgets = "/apis/ex.io/v1/namespaces/default/gadgets";
const std::string g1 = std::string(gadgets) + "/g1";
const std::string theDefinition = std::string(definitions) + "/gadgets.ex.io";

const std::string schema = R"({"type":"object","required":["spec"],"properties":{
  "spec":{"type":"object","required":["s"],"properties":{
    "s":{"type":"string","enum":["a","b"]},
    "n":{"type":"integer","minimum":0,"maximum":10,"default":1},
    "when":{"type":"string","format":"date-time"},
    "code":{"type":"string","pattern":"^[a-z]+$","maxLength":5},
    "ios":{"x-kubernetes-int-or-string":true},
    "maybe":{"type":"string","nullable":true},
    "any":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
    "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
    "l":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
         "items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"},"v":{"type":"string","default":"d"}}}},
    "one":{"type":"object","properties":{"x":{"type":"integer"},"y":{"type":"integer"}},"oneOf":[{"required":["x"]},{"required":["y"]}]}}},
  "status":{"type":"object","properties":{"n":{"type":"integer"},"sel":{"type":"string"}}}}})";

std::string version(const std::string& name, bool storage, const std::string& more = {},
                    const std::string& with = schema)
{
    return R"({"name":")" + name + R"(","served":true,"storage":)" + (storage ? "true" : "false") +
           R"(,"schema":{"openAPIV3Schema":)" + with + "}" + more + "}";
}

const std::string parts =
    R"(,"subresources":{"status":{},"scale":{"specReplicasPath":".spec.n","statusReplicasPath":".status.n","labelSelectorPath":".status.sel"}},
  "selectableFields":[{"jsonPath":".spec.s"}],
  "additionalPrinterColumns":[{"name":"N","type":"integer","jsonPath":".spec.n"},{"name":"When","type":"date","jsonPath":".metadata.creationTimestamp","priority":1},
    {"name":"Tag","type":"string","jsonPath":".spec.l[?(@.k=='a')].v"}])";

std::string definition(const std::string& versions, const std::string& plural = "gadgets",
                       const std::string& kind = "Gadget", const std::string& names = {})
{
    return R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":")" +
           plural + R"(.ex.io"},"spec":{"group":"ex.io","scope":"Namespaced",
      "names":{"plural":")" +
           plural + R"(","kind":")" + kind + "\"" + names + R"(},"versions":[)" + versions + "]}}";
}

std::string gadget(const std::string& spec, const std::string& name = "g1", const std::string& metadata = {})
{
    return R"({"apiVersion":"ex.io/v1","kind":"Gadget","metadata":{"name":")" + name + "\"" + metadata +
           R"(},"spec":)" + spec + "}";
}

std::string part(const Answer& answer, std::initializer_list<std::string_view> path)
{
    const data::Value* value = data::find(answer.json, path);
    return value ? data::toJson(*value) : "";
}

bool isEstablished(ApiFixture& api, const std::string& path = theDefinition)
{
    return part(api.get(path), {"status", "conditions"}).find(R"("type":"Established","status":"True")") !=
           std::string::npos;
}

void establish(ApiFixture& api, const std::string& versions = version("v1", true, parts),
               const std::string& names = R"(,"shortNames":["gd"],"categories":["all"])")
{
    const Answer made = api.post(definitions, definition(versions, "gadgets", "Gadget", names));
    QVERIFY2(made.status == 201, made.body.c_str());
    QTRY_VERIFY(isEstablished(api));
}

} // namespace

void CustomTest::acceptsNamesAndServes()
{
    ApiFixture api;
    const Answer made = api.post(definitions, definition(version("v1", true, parts)));
    QCOMPARE(made.status, 201);
    const std::string beforeItsNamesAreAccepted =
        R"({"conditions":[],"acceptedNames":{"plural":"","kind":""},"storedVersions":["v1"]})";
    QCOMPARE(part(made, {"status"}), beforeItsNamesAreAccepted);
    QCOMPARE(made.text({"spec", "names", "singular"}), std::string("gadget"));
    QCOMPARE(made.text({"spec", "names", "listKind"}), std::string("GadgetList"));
    QCOMPARE(made.text({"spec", "conversion", "strategy"}), std::string("None"));
    QTRY_VERIFY(isEstablished(api));
    const Answer read = api.get(theDefinition);
    const std::string conditions = part(read, {"status", "conditions"});
    const std::string accepted = R"("type":"NamesAccepted","status":"True")";
    const std::string established = R"("type":"Established")";
    QVERIFY(conditions.find(accepted) < conditions.find(established));
    const std::string noConflicts = R"("reason":"NoConflicts","message":"no conflicts found")";
    QVERIFY(conditions.find(noConflicts) != std::string::npos);
    const std::string initialNames =
        R"("reason":"InitialNamesAccepted","message":"the initial names have been accepted")";
    QVERIFY(conditions.find(initialNames) != std::string::npos);
    QCOMPARE(read.text({"status", "acceptedNames", "plural"}), std::string("gadgets"));
    QCOMPARE(api.get(gadgets).status, 200);
    QCOMPARE(api.get(gadgets).text({"kind"}), std::string("GadgetList"));
    QCOMPARE(api.get("/apis/ex.io/v1/namespaces/default/gizmos").status, 404);
}

void CustomTest::refusesBadDefinitions()
{
    ApiFixture api;
    const auto expect = [&](const std::string& body, const std::string& words) {
        const Answer answer = api.post(definitions, body);
        QVERIFY2(answer.status == 422 && answer.message().find(words) != std::string::npos, answer.body.c_str());
    };
    const auto withSchema = [](const std::string& text) {
        return definition(version("v1", true, {}, text));
    };
    std::string misnamed = definition(version("v1", true));
    misnamed.replace(misnamed.find("gadgets.ex.io"), 13, "gizmos.ex.io");
    expect(misnamed, "metadata.name: Invalid value: \"gizmos.ex.io\": must be spec.names.plural+\".\"+spec.group");
    expect(definition(version("v1", false)), "must have exactly one version marked as storage version");
    expect(definition(version("v1", true) + "," + version("v1", false)), "must contain unique version names");
    const std::string typed = withSchema(
        R"({"type":"object","properties":{"spec":{"type":"object","properties":{"n":{"type":"foo","default":1}}}}})");
    expect(
        typed,
        R"(spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[n].default: Invalid value: "integer":  in body must be of type foo: "integer")");
    expect(
        typed,
        R"(spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[n].type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string")");
    expect(withSchema(R"({"type":"object","properties":{"a":{"description":"no type"}}})"),
           "must not be empty for specified object fields");
    expect(withSchema(R"({"type":"object","properties":{"a":{"type":"array"}}})"),
           "items: Required value: must be specified");
    expect(withSchema(R"({"type":"object","properties":{"a":{"type":"string","pattern":"("}}})"),
           "must be a valid regular expression");
    expect(
        withSchema(
            R"({"type":"object","properties":{"a":{"type":"integer"}},"anyOf":[{"properties":{"a":{"type":"integer"}}}]})"),
        "must be empty to be structural");
    expect(
        definition(version("v1", true, R"(,"additionalPrinterColumns":[{"name":"x","type":"foo","jsonPath":".a"}])")),
        "must be one of boolean,date,integer,number,string");
    expect(
        R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"x.ex.io"},"spec":{"group":"ex.io","scope":"All","names":{"plural":"x","kind":"X"},"versions":[{"name":"v1","served":true,"storage":true}]}})",
        "schemas are required");
}

void CustomTest::tellsOfConflictingNames()
{
    ApiFixture api;
    establish(api);
    api.post(definitions, definition(version("v1", true), "others", "Gadget"));
    const std::string other = std::string(definitions) + "/others.ex.io";
    QTRY_VERIFY(part(api.get(other), {"status", "conditions"}).find("ListKindConflict") != std::string::npos);
    const std::string conditions = part(api.get(other), {"status", "conditions"});
    QVERIFY2(conditions.find("GadgetList\\\" is already in use") != std::string::npos, conditions.c_str());
    const std::string notAllAccepted = R"("reason":"NotAccepted","message":"not all names are accepted")";
    QVERIFY(conditions.find(notAllAccepted) != std::string::npos);
    QCOMPARE(api.get("/apis/ex.io/v1/others").status, 404);
    // The names are free when their owner is gone.
    api.remove(theDefinition);
    QTRY_VERIFY(isEstablished(api, other));
}

void CustomTest::prunesAndFillsIn()
{
    ApiFixture api;
    establish(api);
    const Answer made = api.post(gadgets, R"({"apiVersion":"ex.io/v1","kind":"Gadget","top":1,"metadata":{"name":"g1"},
        "spec":{"s":"a","ios":"5","any":{"q":[1]},"l":[{"k":"a","typo":1}],"maybe":null,"tags":[]},"status":{"n":7}})");
    QCOMPARE(made.status, 201);
    const std::string prunedWithDefaults =
        R"({"s":"a","ios":"5","any":{"q":[1]},"l":[{"k":"a","v":"d"}],"maybe":null,"tags":[],"n":1})";
    QCOMPARE(part(made, {"spec"}), prunedWithDefaults);
    QVERIFY(!data::find(made.json, {"status"}));
    QVERIFY(!data::find(made.json, {"top"}));
    QCOMPARE(part(made, {"metadata", "generation"}), std::string("1"));
    const auto warnings = made.headers.all("Warning");
    QCOMPARE(warnings.size(), size_t(2));
    const std::string unknownField = R"(299 - "unknown field \"spec.l[0].typo\"")";
    QCOMPARE(std::string(warnings[0]), unknownField);
    const Answer strict =
        api.post(std::string(gadgets) + "?fieldValidation=Strict", gadget(R"({"s":"a","zzz":1})", "g2"));
    QCOMPARE(strict.status, 400);
    const std::string strictUnknown =
        R"(Gadget in version "v1" cannot be handled as a Gadget: strict decoding error: unknown field "spec.zzz")";
    QCOMPARE(strict.message(), strictUnknown);
    const Answer twice =
        api.post(std::string(gadgets) + "?fieldValidation=Strict", gadget(R"({"s":"a","s":"b"})", "g2"));
    const std::string strictDuplicate =
        R"(Gadget in version "v1" cannot be handled as a Gadget: strict decoding error: duplicate field "spec.s")";
    QCOMPARE(twice.message(), strictDuplicate);
}

void CustomTest::saysWhatIsWrong()
{
    ApiFixture api;
    establish(api);
    const auto expect = [&](const std::string& spec, const std::string& words) {
        const std::string message = api.post(gadgets, gadget(spec)).message();
        QVERIFY2(message.find(words) != std::string::npos, message.c_str());
    };
    expect(R"({"s":"c"})",
           R"(Gadget.ex.io "g1" is invalid: spec.s: Unsupported value: "c": supported values: "a", "b")");
    expect(
        R"({"s":"a","n":11})",
        R"(Gadget.ex.io "g1" is invalid: spec.n: Invalid value: 11: spec.n in body should be less than or equal to 10)");
    expect(
        R"({"s":"a","n":"x"})",
        R"(Gadget.ex.io "g1" is invalid: spec.n: Invalid value: "string": spec.n in body must be of type integer: "string")");
    expect(R"({})", R"(Gadget.ex.io "g1" is invalid: spec.s: Required value)");
    expect(
        R"({"s":"a","code":"A1"})",
        R"(Gadget.ex.io "g1" is invalid: spec.code: Invalid value: "A1": spec.code in body should match '^[a-z]+$')");
    expect(R"({"s":"a","code":"abcdef"})",
           R"(Gadget.ex.io "g1" is invalid: spec.code: Too long: may not be more than 5 bytes)");
    expect(
        R"({"s":"a","when":"now"})",
        R"(Gadget.ex.io "g1" is invalid: spec.when: Invalid value: "now": spec.when in body must be of type date-time: "now")");
    expect(
        R"({"s":"a","ios":true})",
        R"(Gadget.ex.io "g1" is invalid: spec.ios: Invalid value: "boolean": spec.ios in body must be of type integer,string: "boolean")");
    expect(R"({"s":"a","tags":["x","x"]})", R"(Gadget.ex.io "g1" is invalid: spec.tags[1]: Duplicate value: "x")");
    expect(R"({"s":"a","l":[{"k":"a"},{"k":"a"}]})", R"(spec.l[1]: Duplicate value: map[string]interface {}{"k":"a"})");
    expect(R"({"s":"a","one":{"x":1,"y":2}})",
           "must validate one and only one schema (oneOf). Found 2 valid alternatives");
    const std::string valid = R"({"s":"a"})";
    QCOMPARE(api.post(gadgets, gadget(valid, "Bad_Name")).status, 422);
}

void CustomTest::needsKindAndVersion()
{
    ApiFixture api;
    establish(api);
    const std::string body = R"({"metadata": {"name": "g2"}, "spec": {"s": "a"}})";
    const Answer answer = api.post(gadgets, body);
    QCOMPARE(answer.status, 400);
    const std::string words =
        R"(the object provided is unrecognized (must be of type Gadget): Object 'Kind' is missing in ')" + body +
        R"(' ({"metadata": {"name": "g2"}, " ...))";
    QCOMPARE(answer.message(), words);
    const std::string otherVersion = R"({"kind":"Gadget","apiVersion":"ex.io/v2","metadata":{"name":"g2"}})";
    QCOMPARE(api.post(gadgets, otherVersion).status, 400);
    QCOMPARE(api.call("POST", gadgets, "k8s", {{"Content-Type", "application/vnd.kubernetes.protobuf"}}).status, 415);
}

void CustomTest::keepsGenerationAndStatusApart()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})"));
    const Answer status =
        api.patch(g1 + "/status", "application/merge-patch+json",
                  R"({"metadata":{"labels":{"x":"y"}},"spec":{"s":"b"},"status":{"n":7,"sel":"a=b"}})");
    const std::string newStatus = R"({"n":7,"sel":"a=b"})";
    QCOMPARE(part(status, {"status"}), newStatus);
    QCOMPARE(status.text({"spec", "s"}), std::string("a"));
    QVERIFY(!data::find(status.json, {"metadata", "labels"}));
    QCOMPARE(part(status, {"metadata", "generation"}), std::string("1"));
    const Answer labelled =
        api.patch(g1, "application/merge-patch+json", R"({"metadata":{"labels":{"x":"y"}},"status":{"n":9}})");
    QCOMPARE(part(labelled, {"metadata", "generation"}), std::string("1"));
    QCOMPARE(part(labelled, {"status", "n"}), std::string("7"));
    const std::string otherSpec = R"({"spec":{"s":"b"}})";
    QCOMPARE(part(api.patch(g1, "application/merge-patch+json", otherSpec), {"metadata", "generation"}),
             std::string("2"));
}

void CustomTest::needsARevisionForUpdates()
{
    ApiFixture api;
    establish(api);
    const Answer made = api.post(gadgets, gadget(R"({"s":"a"})"));
    const Answer without = api.put(g1, gadget(R"({"s":"b"})"));
    QCOMPARE(without.status, 422);
    const std::string revisionMissing =
        R"(Gadget.ex.io "g1" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update)";
    QCOMPARE(without.message(), revisionMissing);
    const std::string otherSpec = R"({"s":"b"})";
    const std::string staleRevision = R"(,"resourceVersion":"1")";
    QCOMPARE(api.put(g1, gadget(otherSpec, "g1", staleRevision)).status, 409);
    const std::string itsRevision = R"(,"resourceVersion":")" + made.text({"metadata", "resourceVersion"}) + "\"";
    QCOMPARE(api.put(g1, gadget(otherSpec, "g1", itsRevision)).status, 200);
    QCOMPARE(api.put(std::string(gadgets) + "/zz", gadget(otherSpec, "zz", staleRevision)).status, 404);
}

void CustomTest::patchesAndApplies()
{
    ApiFixture api;
    establish(api);
    const Answer strategic = api.patch(g1, "application/strategic-merge-patch+json", "{}");
    QCOMPARE(strategic.status, 415);
    QVERIFY(strategic.message().find(
                "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml") !=
            std::string::npos);
    const auto apply = [&](const std::string& manager, const std::string& spec, const std::string& more = {}) {
        return api.patch(g1 + "?fieldManager=" + manager + more, "application/apply-patch+yaml", gadget(spec));
    };
    const std::string first = R"({"s":"a","l":[{"k":"a","v":"1"}]})";
    QCOMPARE(apply("one", first).status, 201);
    const Answer both = apply("two", R"({"l":[{"k":"b","v":"2"}]})");
    const std::string mergedList = R"([{"k":"a","v":"1"},{"k":"b","v":"2"}])";
    QCOMPARE(part(both, {"spec", "l"}), mergedList);
    const Answer conflict = apply("two", R"({"s":"b","l":[{"k":"b","v":"2"}]})");
    QCOMPARE(conflict.status, 409);
    const std::string conflictOverS = R"(Apply failed with 1 conflict: conflict with "one": .spec.s)";
    QCOMPARE(conflict.message(), conflictOverS);
    const std::string taken = R"({"s":"b"})";
    QCOMPARE(apply("two", taken, "&force=true").text({"spec", "s"}), std::string("b"));
    const std::string listOfTheOther = R"([{"k":"a","v":"1"}])";
    QCOMPARE(part(api.get(g1), {"spec", "l"}), listOfTheOther);
    const std::string undeclared = R"({"s":"b","zzz":1})";
    QVERIFY(apply("two", undeclared).message().find(".spec.zzz: field not declared in schema") != std::string::npos);
    const Answer patched =
        api.patch(g1, "application/json-patch+json", R"([{"op":"replace","path":"/spec/s","value":"a"}])");
    QCOMPARE(patched.text({"spec", "s"}), std::string("a"));
}

void CustomTest::scales()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})"));
    api.patch(g1 + "/status", "application/merge-patch+json", R"({"status":{"n":7,"sel":"a=b"}})");
    const Answer scale = api.get(g1 + "/scale");
    const std::string replicasOfSpec = R"({"replicas":1})";
    QCOMPARE(part(scale, {"spec"}), replicasOfSpec);
    const std::string replicasOfStatus = R"({"replicas":7,"selector":"a=b"})";
    QCOMPARE(part(scale, {"status"}), replicasOfStatus);
    const std::string toFive = R"({"spec":{"replicas":5}})";
    const std::string five = R"({"replicas":5})";
    QCOMPARE(part(api.patch(g1 + "/scale", "application/merge-patch+json", toFive), {"spec"}), five);
    QCOMPARE(part(api.get(g1), {"spec", "n"}), std::string("5"));
    QCOMPARE(part(api.get(g1), {"metadata", "generation"}), std::string("2"));
}

void CustomTest::showsPrinterColumns()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a","n":5,"l":[{"k":"a","v":"x"}]})"));
    const Answer table = api.call("GET", gadgets, {}, {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
    const std::string column =
        R"({"name":"N","type":"integer","format":"","description":"Custom resource definition column (in JSONPath format): .spec.n","priority":0})";
    QVERIFY2(table.body.find(column) != std::string::npos, table.body.c_str());
    const std::string cells = R"("cells":["g1",5,"0s","x"])";
    QVERIFY2(table.body.find(cells) != std::string::npos, table.body.c_str());
}

void CustomTest::selectsByFields()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})"));
    api.post(gadgets, gadget(R"({"s":"b"})", "g2"));
    const Answer some = api.get(std::string(gadgets) + "?fieldSelector=spec.s%3Db");
    QCOMPARE(some.json.at("items").as_array().size(), size_t(1));
    const Answer unknown = api.get(std::string(gadgets) + "?fieldSelector=spec.n%3D1");
    QCOMPARE(unknown.message(), std::string("field label not supported: spec.n"));
    QCOMPARE(api.remove(std::string(gadgets)).status, 200);
    QCOMPARE(api.get(gadgets).json.at("items").as_array().size(), size_t(0));
}

void CustomTest::servesSeveralVersions()
{
    ApiFixture api;
    establish(api, version("v1beta1", false, R"(,"deprecated":true)") + "," + version("v1", true, parts));
    api.post(gadgets, gadget(R"({"s":"a"})"));
    const Answer old = api.get("/apis/ex.io/v1beta1/namespaces/default/gadgets/g1");
    QCOMPARE(old.text({"apiVersion"}), std::string("ex.io/v1beta1"));
    QVERIFY(std::string(old.headers.get("Warning")).find("ex.io/v1beta1 Gadget is deprecated; use ex.io/v1 Gadget") !=
            std::string::npos);
    const Answer made =
        api.post("/apis/ex.io/v1beta1/namespaces/default/gadgets",
                 R"({"apiVersion":"ex.io/v1beta1","kind":"Gadget","metadata":{"name":"g2"},"spec":{"s":"b"}})");
    QCOMPARE(made.status, 201);
    QCOMPARE(made.text({"apiVersion"}), std::string("ex.io/v1beta1"));
    QCOMPARE(api.get(std::string(gadgets) + "/g2").text({"apiVersion"}), std::string("ex.io/v1"));
    const Answer group = api.get("/apis/ex.io");
    QCOMPARE(group.text({"preferredVersion", "version"}), std::string("v1"));
}

void CustomTest::fillsInDefaultsWhenReading()
{
    ApiFixture api;
    const std::string before =
        R"({"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}}})";
    const std::string after =
        R"({"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"},"c":{"type":"string","default":"new"}}}}})";
    establish(api, version("v1", true, {}, before));
    api.post(gadgets, gadget(R"({"a":"1","b":"2"})"));
    const std::string patch =
        R"([{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema","value":)" + after + "}]";
    QCOMPARE(api.patch(theDefinition, "application/json-patch+json", patch).status, 200);
    QTRY_COMPARE(part(api.get(g1), {"spec"}), std::string(R"({"a":"1","c":"new"})"));
}

void CustomTest::leavesWithItsObjects()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})"));
    const Answer deleted = api.remove(theDefinition);
    QCOMPARE(deleted.status, 200);
    QCOMPARE(deleted.text({"kind"}), std::string("CustomResourceDefinition"));
    QVERIFY(part(deleted, {"metadata", "finalizers"}).find("customresourcecleanup.apiextensions.k8s.io") !=
            std::string::npos);
    QTRY_COMPARE(api.get(theDefinition).status, 404);
    QTRY_COMPARE(api.get(gadgets).status, 404);
    establish(api);
    QCOMPARE(api.get(gadgets).json.at("items").as_array().size(), size_t(0));
}

void CustomTest::waitsForFinalizersOfObjects()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})", "g1", R"(,"finalizers":["ex.io/mine"])"));
    api.remove(theDefinition);
    QTRY_VERIFY(!api.get(g1).text({"metadata", "deletionTimestamp"}).empty());
    QTRY_VERIFY(part(api.get(theDefinition), {"status", "conditions"}).find("InstanceDeletionInProgress") !=
                std::string::npos);
    const Answer refused = api.post(gadgets, gadget(R"({"s":"a"})", "g2"));
    QCOMPARE(refused.status, 405);
    QCOMPARE(refused.message(), std::string("create not allowed while custom resource definition is terminating"));
    api.patch(g1, "application/merge-patch+json", R"({"metadata":{"finalizers":null}})");
    QTRY_COMPARE(api.get(theDefinition).status, 404);
}

void CustomTest::survivesARestart()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})"));
    api.restart();
    QCOMPARE(api.get(g1).text({"spec", "s"}), std::string("a"));
    QVERIFY(isEstablished(api));
}

void CustomTest::isFoundByClients()
{
    ApiFixture api;
    establish(api);
    const Answer list = api.get("/apis/ex.io/v1");
    const std::string names = R"("shortNames":["gd"],"categories":["all"],"storageVersionHash":"I5nRqdFQ9Ac=")";
    QVERIFY2(list.body.find(names) != std::string::npos, list.body.c_str());
    const std::string scaleResource = R"("name":"gadgets/scale")";
    QVERIFY(list.body.find(scaleResource) != std::string::npos);
    const Answer all = api.call("GET", "/apis", {},
                                {{"Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}});
    const std::string resource = R"("resource":"gadgets")";
    QVERIFY(all.body.find(resource) != std::string::npos);
    const Answer index = api.get("/openapi/v3");
    QVERIFY(!part(index, {"paths", "apis/ex.io/v1"}).empty() && !part(index, {"paths", "apis/apps/v1"}).empty());
    const Answer document = api.get("/openapi/v3/apis/ex.io/v1");
    QCOMPARE(part(document,
                  {"components", "schemas", "io.ex.v1.Gadget", "properties", "spec", "properties", "n", "maximum"}),
             std::string("10"));
    const std::string groupVersionKind = R"([{"group":"ex.io","kind":"Gadget","version":"v1"}])";
    QCOMPARE(part(document, {"components", "schemas", "io.ex.v1.Gadget", "x-kubernetes-group-version-kind"}),
             groupVersionKind);
    QVERIFY(data::find(api.get("/openapi/v2").json, {"definitions", "io.ex.v1.GadgetList"}));
    api.remove(theDefinition);
    QTRY_COMPARE(api.get("/apis/ex.io").status, 404);
    QVERIFY(part(api.get("/openapi/v3"), {"paths", "apis/ex.io/v1"}).empty());
}

void CustomTest::endsWatchesWhenTheKindChanges()
{
    ApiFixture api;
    establish(api);
    const auto watch = api.begin("GET", std::string(gadgets) + "?watch=true");
    api.post(gadgets, gadget(R"({"s":"a"})"));
    const auto lines = watch->waitForLines(1);
    QCOMPARE(std::string(data::stringAt(lines[0], {"type"})), std::string("ADDED"));
    api.remove(theDefinition);
    QTRY_VERIFY(watch->isFinished());
    QCOMPARE(std::string(data::stringAt(watch->waitForLines(2)[1], {"type"})), std::string("DELETED"));
}

void CustomTest::toleratesOldMistakes()
{
    ApiFixture api;
    const std::string loose =
        R"({"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}}})";
    const std::string narrow =
        R"({"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string","enum":["x"]},"b":{"type":"string"}}}}})";
    establish(api, version("v1", true, {}, loose));
    api.post(gadgets, gadget(R"({"a":"old"})"));
    api.patch(theDefinition, "application/json-patch+json",
              R"([{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema","value":)" + narrow + "}]");
    QTRY_COMPARE(api.post(gadgets, gadget(R"({"a":"old"})", "g2")).status, 422);
    const std::string elsewhere = R"({"spec":{"b":"1"}})";
    QCOMPARE(api.patch(g1, "application/merge-patch+json", elsewhere).status, 200);
    const std::string toAnotherMistake = R"({"spec":{"a":"other"}})";
    QCOMPARE(api.patch(g1, "application/merge-patch+json", toAnotherMistake).status, 422);
}

void CustomTest::warnsOfRulesThatAreNotEnforced()
{
    ApiFixture api;
    const std::string ruled =
        R"({"type":"object","properties":{"spec":{"type":"object","x-kubernetes-validations":[{"rule":"self.a > 1"}],"properties":{"a":{"type":"integer"}}}}})";
    const Answer made = api.post(definitions, definition(version("v1", true, {}, ruled)));
    QCOMPARE(made.status, 201);
    QVERIFY2(std::string(made.headers.get("Warning"))
                     .find("x-kubernetes-validations are stored but not enforced by this server; rules of: spec") !=
                 std::string::npos,
             std::string(made.headers.get("Warning")).c_str());
    QVERIFY(part(made, {"spec", "versions"}).find("self.a > 1") != std::string::npos);
}

/// An operator's way: a role for its kind that joins a role which people have already.
void CustomTest::isSeenThroughAggregatedRoles()
{
    ApiFixture api;
    establish(api);
    api.post(gadgets, gadget(R"({"s":"a"})"));
    const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/";
    const std::string readers =
        R"({"metadata":{"name":"readers"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"ex.io/to-readers":"true"}}]}})";
    QCOMPARE(api.post(rbac + "clusterroles", readers).status, 201);
    const std::string binding =
        R"({"metadata":{"name":"jane"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"readers"},)"
        R"("subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]})";
    QCOMPARE(api.post(rbac + "namespaces/default/rolebindings", binding).status, 201);
    ApiFixture::User admin = api.user();
    api.becomeUser("jane");
    QCOMPARE(api.get(gadgets).status, 403);

    api.becomeUser(admin);
    const std::string role =
        R"({"metadata":{"name":"gadget-reader","labels":{"ex.io/to-readers":"true"}},"rules":[{"apiGroups":["ex.io"],"resources":["gadgets"],"verbs":["get","list"]}]})";
    QCOMPARE(api.post(rbac + "clusterroles", role).status, 201);
    api.becomeUser("jane");
    QTRY_COMPARE(api.get(gadgets).status, 200);
    QCOMPARE(api.get(g1).status, 200);
    QCOMPARE(api.get("/apis/ex.io/v1/gadgets").status, 403); // in this namespace, not in all
    QCOMPARE(api.remove(g1).status, 403);

    api.becomeUser(admin);
    QCOMPARE(api.remove(rbac + "clusterroles/gadget-reader").status, 200);
    api.becomeUser("jane");
    QTRY_COMPARE(api.get(gadgets).status, 403);
}

SKIFF_REGISTER_TEST(CustomTest);
#include "custom_test.moc"
