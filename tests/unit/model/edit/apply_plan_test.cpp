#include "app/model/edit/apply_plan.h"

#include "app/model/edit/open_api_schema.h"
#include "app/model/edit/templates.h"
#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QRandomGenerator>
#include <QTest>

#include <array>
#include <functional>

using namespace skiff;
using namespace skiff::model::edit;
using test::Answer;
using test::ApiFixture;
using test::yaml;

namespace {

constexpr auto ApplyType = "application/apply-patch+yaml";
const std::string Deployments = "/apis/apps/v1/namespaces/default/deployments";
const std::string Web = Deployments + "/web";

const char* const deployment = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - {name: one, image: i}
      - {name: two, image: i}
      containers:
      - name: web
        image: nginx:1
        args: [a, b]
        env: [{name: A, value: '1'}, {name: B, value: '2'}]
        ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]
      - {name: side, image: busybox}
)";

data::Value& containerOf(data::Value& object, size_t index)
{
    return object.at("spec").at("template").at("spec").at("containers").at(index);
}

using Edit = std::function<void(data::Value&)>;

} // namespace

/// What planApply() says, sent to a real API server: what the user typed must come out.
class ApplyPlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_api = std::make_unique<ApiFixture>(); }

    void whatTheUserTypedComesOut_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<bool>("byApply");
        const auto row = [](const char* name, bool byApply, Edit edit) {
            QTest::newRow(name) << std::move(edit) << byApply;
        };
        row("a field", true, [](data::Value& o) { containerOf(o, 0).at("image") = "nginx:2"; });
        row("a number", true, [](data::Value& o) { o.at("spec").at("replicas") = 5; });
        row("a new label", true, [](data::Value& o) { o.at("metadata").at("labels").as_object()["x.io/y"] = "z"; });
        row("a new element at the end", true,
            [](data::Value& o) { containerOf(o, 0).at("env").as_array().push_back(yaml("{name: C, value: '3'}")); });
        row("an atomic list", true, [](data::Value& o) { containerOf(o, 0).at("args") = yaml("[c]"); });
        row("an element of a list with default keys", true,
            [](data::Value& o) { containerOf(o, 0).at("ports").at(0).as_object()["name"] = "http"; });
        row("a key with a default left out", true, [](data::Value& o) {
            containerOf(o, 0).at("ports").at(0).as_object().erase("protocol");
            containerOf(o, 0).at("image") = "nginx:3";
        });
        row("an annotation", true, [](data::Value& o) {
            data::ensureObject(o, {"metadata", "annotations"})["note"] = "hi";
        });
        row("a new element at the front", false, [](data::Value& o) {
            auto& list = o.at("spec").at("template").at("spec").at("initContainers").as_array();
            list.insert(list.begin(), yaml("{name: zero, image: i}"));
        });
        row("another order", false, [](data::Value& o) {
            auto& list = o.at("spec").at("template").at("spec").at("initContainers").as_array();
            std::swap(list[0], list[1]);
        });
        row("a field removed", false, [](data::Value& o) { containerOf(o, 0).as_object().erase("args"); });
        row("an element removed", false, [](data::Value& o) { containerOf(o, 0).at("env").as_array().pop_back(); });
        row("a label removed and one set", false,
            [](data::Value& o) { o.at("metadata").at("labels") = yaml("{other: x}"); });
        row("null removes", false, [](data::Value& o) { containerOf(o, 0).at("args") = nullptr; });
        row("an environment of both sorts", false, [](data::Value& o) {
            containerOf(o, 0).at("env") = yaml("[{name: B, value: '9'}, {name: C, value: '$(B)'}]");
        });
    }
    void whatTheUserTypedComesOut()
    {
        QFETCH(Edit, edit);
        QFETCH(bool, byApply);
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        const data::Value base = live();
        data::Value mine = base;
        edit(mine);
        const ApplyPlan plan = planApply(base, mine, type());
        QCOMPARE(plan.method == ApplyPlan::Method::Apply, byApply);
        const data::Value wanted = saved(base, mine);
        const Answer answer = send(plan, true);
        QVERIFY2(answer.status == 200, answer.body.c_str());
        QCOMPARE(different(live(), wanted), QString());
        if (byApply) // nothing but what was changed is ours
            QVERIFY(appliedFields(live(), FieldManager).size() <= 6);
    }

    void whatWeAppliedOurselvesGoesByApply()
    {
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        edit([](data::Value& o) { o.at("metadata").at("labels").as_object()["mine"] = "1"; });
        edit([](data::Value& o) { o.at("spec").at("replicas") = 4; });
        QCOMPARE(data::stringAt(live(), {"metadata", "labels", "mine"}), std::string_view("1")); // it was sent again
        const ApplyPlan plan = edit([](data::Value& o) { o.at("metadata").at("labels").as_object().erase("mine"); });
        QVERIFY(plan.method == ApplyPlan::Method::Apply);
        QVERIFY(plan.foreign.empty());
        QVERIFY(!data::find(live(), {"metadata", "labels", "mine"}));
        QCOMPARE(data::intAt(live(), {"spec", "replicas"}), 4);
    }

    void othersFieldsGoOnlyWithTheirOwnersNamed()
    {
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        const Answer other = m_api->patch(
            Web + "?fieldManager=helm", ApplyType,
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","annotations":{"a":"1"}}})");
        QCOMPARE(other.status, 200);
        const data::Value base = live();
        data::Value mine = base;
        mine.at("metadata").at("annotations").as_object().erase("a");
        const ApplyPlan plan = planApply(base, mine, type());
        QVERIFY(plan.method == ApplyPlan::Method::Update);
        QCOMPARE(plan.foreign.size(), size_t(1));
        QCOMPARE(plan.foreign[0].owners.front().manager, std::string("helm"));
        QCOMPARE(plan.foreign[0].path.steps().front().name, std::string("metadata"));
        QCOMPARE(send(plan, false).status, 200);
        QVERIFY(!data::find(live(), {"metadata", "annotations", "a"}));
    }

    void whatTwoAppliedStaysWhenOneGivesItUp()
    {
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        edit([](data::Value& o) { o.at("metadata").at("labels").as_object()["both"] = "1"; });
        QCOMPARE(
            m_api
                ->patch(
                    Web + "?fieldManager=helm", ApplyType,
                    R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"both":"1"}}})")
                .status,
            200);
        const data::Value base = live();
        data::Value mine = base;
        mine.at("metadata").at("labels").as_object().erase("both");
        const ApplyPlan plan = planApply(base, mine, type());
        QVERIFY(plan.method == ApplyPlan::Method::Update); // an apply would leave it there
        QCOMPARE(plan.foreign.size(), size_t(1));
        QCOMPARE(send(plan, false).status, 200);
        QVERIFY(!data::find(live(), {"metadata", "labels", "both"}));
    }

    void conflictsNameTheFieldAndItsOwner()
    {
        QCOMPARE(m_api->patch(Web + "?fieldManager=helm", ApplyType, data::toJson(yaml(deployment))).status, 201);
        const data::Value base = live();
        data::Value mine = base;
        containerOf(mine, 0).at("image") = "nginx:9";
        mine.at("metadata").at("labels").as_object()["app"] = "other";
        const ApplyPlan plan = planApply(base, mine, type());
        QVERIFY(plan.method == ApplyPlan::Method::Apply);
        const Answer refused = send(plan, false);
        QCOMPARE(refused.status, 409);
        const auto conflicts = conflictsIn(refused.json, &plan.body);
        QCOMPARE(conflicts.size(), size_t(2));
        for (const ApplyConflict& each : conflicts) {
            QCOMPARE(each.manager, std::string("helm"));
            QVERIFY2(each.path.find(mine), each.fieldText.c_str());
        }
        QCOMPARE(data::toJson(live()), data::toJson(base));
        QCOMPARE(send(plan, true).status, 200);
        QCOMPARE(data::stringAt(live(), {"metadata", "labels", "app"}), std::string_view("other"));
    }

    void anUpdateOfSomethingOldIsRefused()
    {
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        const data::Value base = live();
        data::Value mine = base;
        containerOf(mine, 0).as_object().erase("args");
        edit([](data::Value& o) { o.at("spec").at("replicas") = 7; }); // somebody else meanwhile
        const Answer answer = send(planApply(base, mine, type()), false);
        QCOMPARE(answer.status, 409);
        QCOMPARE(data::intAt(live(), {"spec", "replicas"}), 7);
    }

    void anUnchangedObjectIsNotSent()
    {
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        const data::Value base = live();
        data::Value mine = withoutServerFields(base);
        mine.at("metadata").as_object()["creationTimestamp"] = nullptr;
        QVERIFY(planApply(base, mine, type()).method == ApplyPlan::Method::Nothing);
    }

    void anotherNameIsAnotherObject()
    {
        const data::Value base = yaml(deployment);
        data::Value mine = base;
        mine.at("metadata").at("name") = "web2";
        QVERIFY(planApply(base, mine, type()).method == ApplyPlan::Method::Create);
        QVERIFY(planApply(data::Value(), base, type()).method == ApplyPlan::Method::Create);
        data::Value silent = base;
        silent.at("metadata").as_object().erase("namespace");
        QVERIFY(planApply(base, silent, type()).method == ApplyPlan::Method::Nothing);
    }

    void randomEditsComeOut()
    {
        QRandomGenerator random(11);
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        for (int round = 0; round < 60; ++round) {
            const data::Value base = live();
            data::Value mine = base;
            for (int i = 1 + random.bounded(4); i > 0; --i)
                change(mine, random);
            const ApplyPlan plan = planApply(base, mine, type());
            if (plan.method == ApplyPlan::Method::Nothing)
                continue;
            const data::Value wanted = saved(base, mine);
            const Answer answer = send(plan, true);
            QVERIFY2(answer.status == 200, answer.body.c_str());
            QCOMPARE(different(live(), wanted), QString());
        }
    }

    void withoutASchemaNothingIsLost()
    {
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        const data::Value base = live();
        data::Value mine = base;
        containerOf(mine, 1).at("image") = "other";
        ApplyPlan plan = planApply(base, mine, nullptr);
        QVERIFY2(send(plan, true).status == 200, data::toJson(plan.body).c_str());
        QCOMPARE(different(live(), mine), QString());
    }

    void theServersOwnSchemaPlansTheSame()
    {
        OpenApiSchema served;
        QVERIFY(served.add(m_api->get("/openapi/v3/apis/apps/v1").json).ok());
        QCOMPARE(m_api->post(Deployments + "?fieldManager=kubectl", data::toJson(yaml(deployment))).status, 201);
        const data::Value base = live();
        data::Value mine = base;
        containerOf(mine, 0).at("ports").at(0).as_object()["name"] = "http";
        containerOf(mine, 0).at("env").as_array().push_back(yaml("{name: C, value: '3'}"));
        const auto ours = planApply(base, mine, type());
        const auto theirs = planApply(base, mine, served.find({"apps/v1", "Deployment"}));
        QVERIFY(theirs.method == ours.method);
        QCOMPARE(data::toJson(theirs.body), data::toJson(ours.body));
    }

    void templatesAreAccepted()
    {
        QCOMPARE(m_api->post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})").status,
                 201);
        int tried = 0;
        for (const Template& each : templates(QStringLiteral("default"))) {
            const api::Resource* resource = nullptr;
            for (const api::Resource& known : api::builtinResources())
                if (known.kind == each.type.kind && known.apiVersion() == each.type.apiVersion)
                    resource = &known;
            if (!resource) // other clusters serve more than ours
                continue;
            const std::string path = (resource->group.empty() ? "/api/" : "/apis/") + each.type.apiVersion +
                                     (resource->namespaced ? "/namespaces/default/" : "/") +
                                     std::string(resource->plural) + "?dryRun=All&fieldValidation=Strict";
            const Answer answer =
                m_api->post(path, data::toJson(data::parseYamlDocument(each.text.toStdString()).value()));
            QVERIFY2(answer.status == 201, qPrintable(each.title + QString::fromStdString(answer.body)));
            ++tried;
        }
        QVERIFY(tried >= 10);
    }

private:
    static const data::ObjectType* type() { return builtinSchema()->find({"apps/v1", "Deployment"}); }

    static QString different(const data::Value& live, const data::Value& wanted)
    {
        QString text;
        for (const FieldChange& each : diffObjects(withoutServerFields(live), withoutServerFields(wanted), type()))
            text += QString::fromStdString(each.path.toString()) + QLatin1Char(' ');
        return text;
    }

    /// What comes of it when the whole object is saved, with what the server fills in.
    data::Value saved(const data::Value& base, const data::Value& mine)
    {
        return m_api->put(Web + "?dryRun=All", data::toJson(updateBody(base, mine))).json;
    }

    data::Value live() { return m_api->get(Web).json; }

    Answer send(const ApplyPlan& plan, bool force)
    {
        const std::string manager = "?fieldManager=" + std::string(FieldManager);
        const std::string body = data::toJson(plan.body);
        if (plan.method == ApplyPlan::Method::Apply)
            return m_api->patch(Web + manager + (force ? "&force=true" : ""), ApplyType, body);
        return m_api->put(Web + manager, body);
    }

    /// As a user does who has looked at the object just now.
    ApplyPlan edit(const Edit& edit)
    {
        const data::Value base = live();
        data::Value mine = base;
        edit(mine);
        ApplyPlan plan = planApply(base, mine, type());
        if (const Answer answer = send(plan, true); answer.status != 200)
            qWarning("%s", answer.body.c_str());
        return plan;
    }

    static void change(data::Value& object, QRandomGenerator& random)
    {
        auto& containers = object.at("spec").at("template").at("spec").at("containers").as_array();
        data::Object& container = containers[size_t(random.bounded(int(containers.size())))].as_object();
        const std::string number = std::to_string(random.bounded(5));
        data::Array& env =
            container.contains("env") ? container.at("env").as_array() : container["env"].emplace_array();
        switch (random.bounded(10)) {
        case 0:
            container["image"] = "image:" + number;
            break;
        case 1:
            container["args"] = data::Array{"a", data::Value(number)};
            break;
        case 2:
            container.erase("args");
            break;
        case 3:
            object.at("spec").at("replicas") = random.bounded(9);
            break;
        case 4:
            data::ensureObject(object, {"metadata", "labels"})["l" + number] = number;
            break;
        case 5:
            data::ensureObject(object, {"metadata", "labels"}).erase("l" + number);
            break;
        case 6:
            if (!env.empty())
                env.erase(env.begin() + random.bounded(int(env.size())));
            break;
        case 7:
            if (containers.size() < 5)
                containers.insert(containers.begin() + random.bounded(int(containers.size()) + 1),
                                  data::Object{{"name", "c" + std::to_string(random.generate())}, {"image", "x"}});
            break;
        case 8:
            if (containers.size() > 1)
                containers.erase(containers.begin() + random.bounded(int(containers.size())));
            break;
        default:
            if (env.size() > 1)
                std::swap(env.front(), env.back());
        }
    }

    std::unique_ptr<ApiFixture> m_api;
};

SKIFF_REGISTER_TEST(ApplyPlanTest);
#include "apply_plan_test.moc"
