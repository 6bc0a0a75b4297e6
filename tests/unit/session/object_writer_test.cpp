#include "app/session/edit/object_writer.h"

#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;
using session::WriteAnswer;
using session::WriteRequest;
using Method = session::WriteRequest::Method;

namespace {

data::Value parsed(const std::string& json)
{
    return *data::parseJson(json);
}

const std::string deployment =
    R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2}})";

std::string failure(int code, const std::string& reason, const std::string& name)
{
    return R"({"kind":"Status","status":"Failure","code":)" + std::to_string(code) + R"(,"reason":")" + reason +
           R"(","message":"because","details":{"name":")" + name + R"("}})";
}

} // namespace

class ObjectWriterTest final : public QObject
{
    Q_OBJECT

    struct Bench
    {
        FakeTransport transport;
        session::Discovery discovery{transport};
        session::ObjectWriter writer{transport, discovery};
        std::optional<Result<WriteAnswer>> answer;

        void write(WriteRequest request)
        {
            const size_t before = transport.count();
            answer.reset();
            writer.write(std::move(request), [this](const Result<WriteAnswer>& result) { answer = result; });
            (void)QTest::qWaitFor([&] { return transport.count() > before || answer; });
        }
        client::ApiRequest& request() { return transport.last().request; }
    };

private slots:
    void appliesWhatItIsGiven()
    {
        Bench bench;
        bench.write({.object = parsed(deployment), .dryRun = true, .force = true, .strict = true});
        QCOMPARE(bench.request().method, std::string("PATCH"));
        QCOMPARE(bench.request().path, std::string("/apis/apps/v1/namespaces/shop/deployments/web"));
        QCOMPARE(bench.request().contentType, std::string("application/apply-patch+yaml"));
        QCOMPARE(bench.transport.last().query("fieldManager"), std::string("skiff-desktop"));
        QCOMPARE(bench.transport.last().query("dryRun"), std::string("All"));
        QCOMPARE(bench.transport.last().query("force"), std::string("true"));
        QCOMPARE(bench.transport.last().query("fieldValidation"), std::string("Strict"));
        bench.transport.last().done(client::ApiResponse{200,
                                                        "application/json",
                                                        std::make_shared<const std::string>(deployment),
                                                        {"unknown field \"spec.replica\""}});
        QVERIFY(bench.answer->ok());
        QVERIFY((*bench.answer)->accepted());
        QCOMPARE((*bench.answer)->warnings, QStringList{QStringLiteral("unknown field \"spec.replica\"")});
        QCOMPARE(data::intAt((*bench.answer)->object, {"spec", "replicas"}), 2);
    }

    void keepsTheWholeStatus()
    {
        Bench bench;
        bench.write({.object = parsed(deployment)});
        bench.transport.last().answer(
            409,
            R"({"kind":"Status","reason":"Conflict","message":"Apply failed with 1 conflict","details":{"name":"web","causes":[{"reason":"FieldManagerConflict","field":".spec.replicas"}]}})");
        QVERIFY(bench.answer->ok());
        const WriteAnswer& answer = **bench.answer;
        QCOMPARE(answer.code, 409);
        QCOMPARE(answer.reason(), std::string_view("Conflict"));
        QCOMPARE(answer.problem(), QStringLiteral("Apply failed with 1 conflict"));
        QVERIFY(data::find(answer.status, {"details", "causes"}));
    }

    void createsInTheNamespaceOfTheAsker()
    {
        Bench bench;
        bench.write({.object = parsed(R"({"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"a-"}})"),
                     .method = Method::Create,
                     .nameSpace = "shop"});
        QCOMPARE(bench.request().method, std::string("POST"));
        QCOMPARE(bench.request().path, std::string("/api/v1/namespaces/shop/pods"));
    }

    void deletesTheObjectItMeans()
    {
        Bench bench;
        bench.write(
            {.object = parsed(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","uid":"u1"}})"),
             .method = Method::Delete});
        QCOMPARE(bench.request().method, std::string("DELETE"));
        QCOMPARE(bench.request().path, std::string("/api/v1/namespaces/shop"));
        QCOMPARE(data::stringAt(parsed(bench.request().body), {"preconditions", "uid"}), std::string_view("u1"));
        bench.transport.last().answer(200, R"({"kind":"Status","status":"Success"})");
        QVERIFY((*bench.answer)->accepted());
    }

    void asksForKindsThatDiscoveryDoesNotKnow()
    {
        Bench bench;
        const data::Value boat = parsed(R"({"apiVersion":"sea.io/v2","kind":"Boat","metadata":{"name":"tug"}})");
        bench.write({.object = boat});
        QCOMPARE(bench.request().path, std::string("/apis/sea.io/v2"));
        bench.transport.last().answer(
            200,
            R"({"kind":"APIResourceList","resources":[{"name":"boats/status","kind":"Boat","namespaced":true},{"name":"boats","kind":"Boat","namespaced":false}]})");
        bool asked = false;
        for (size_t i = 0; i < bench.transport.count(); ++i)
            asked = asked || bench.transport.at(i).request.path == "/apis/sea.io/v2/boats/tug";
        QVERIFY(asked);
        bench.write({.object = parsed(R"({"apiVersion":"sea.io/v2","kind":"Ship","metadata":{"name":"tug"}})")});
        bench.transport.last().answer(404, "404 page not found");
        QVERIFY(!bench.answer->ok());
        QCOMPARE(bench.answer->error().code, ErrorCode::NotFound);
    }

    void aVersionThatIsNotPreferredIsWrittenAsItIs()
    {
        Bench bench;
        bench.write(
            {.object = parsed(R"({"apiVersion":"apps/v1beta1","kind":"Deployment","metadata":{"name":"web"}})")});
        QCOMPARE(bench.request().path, std::string("/apis/apps/v1beta1"));
        bench.transport.last().answer(
            200, R"({"resources":[{"name":"deployments","kind":"Deployment","namespaced":true}]})");
        QCOMPARE(bench.request().path, std::string("/apis/apps/v1beta1/namespaces/default/deployments/web"));
    }

    void withoutServerSideApplyUpdatesWhatIsThere()
    {
        Bench bench;
        bench.write({.object = parsed(deployment)});
        bench.transport.last().answer(415, failure(415, "UnsupportedMediaType", ""));
        QCOMPARE(bench.request().method, std::string("GET"));
        bench.transport.last().answer(
            200,
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","resourceVersion":"7"},"spec":{"replicas":1,"paused":true}})");
        QCOMPARE(bench.request().method, std::string("PUT"));
        const data::Value sent = parsed(bench.request().body);
        QCOMPARE(data::intAt(sent, {"spec", "replicas"}), 2);
        QVERIFY(data::boolAt(sent, {"spec", "paused"}));
        QCOMPARE(data::stringAt(sent, {"metadata", "resourceVersion"}), std::string_view("7"));
        // Somebody was faster: once more with what there is now.
        bench.transport.last().answer(409, failure(409, "Conflict", "web"));
        QCOMPARE(bench.request().method, std::string("GET"));
        bench.transport.last().answer(200, deployment);
        bench.transport.last().answer(200, deployment);
        QVERIFY((*bench.answer)->accepted());
        QVERIFY((*bench.answer)->fellBack);
        QCOMPARE((*bench.answer)->method, Method::Update);
    }

    void withoutServerSideApplyCreatesWhatIsMissing()
    {
        Bench bench;
        bench.write({.object = parsed(deployment)});
        bench.transport.last().answer(404, failure(404, "NotFound", "web"));
        bench.transport.last().answer(404, failure(404, "NotFound", "web"));
        QCOMPARE(bench.request().method, std::string("POST"));
        QCOMPARE(bench.request().path, std::string("/apis/apps/v1/namespaces/shop/deployments"));
        bench.transport.last().answer(201, deployment);
        QCOMPARE((*bench.answer)->method, Method::Create);
    }

    void aMissingNamespaceIsNoReasonToFallBack()
    {
        Bench bench;
        bench.write({.object = parsed(deployment)});
        bench.transport.last().answer(404, failure(404, "NotFound", "shop"));
        QVERIFY(bench.answer && bench.answer->ok());
        QCOMPARE((*bench.answer)->code, 404);
        QCOMPARE((*bench.answer)->problem(), QStringLiteral("because"));
    }

    void anObjectWithoutNameIsNotAsked()
    {
        Bench bench;
        bench.write({.object = parsed(R"({"apiVersion":"v1","kind":"Pod"})")});
        QCOMPARE(bench.transport.count(), size_t(0));
        QCOMPARE(bench.answer->error().code, ErrorCode::InvalidArgument);
    }
};

SKIFF_REGISTER_TEST(ObjectWriterTest);
#include "object_writer_test.moc"
