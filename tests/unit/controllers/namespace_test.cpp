#include "cluster/controllers/garbagecollector/garbage_collector.h"
#include "cluster/controllers/namespace/namespace_controller.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::controllers;
using namespace std::chrono_literals;
namespace resources = skiff::client::resources;

class NamespaceTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void anEmptyNamespaceGoesAtOnce();
    void contentsGoBeforeTheNamespace();
    void podsGoFirstAndConditionsSayWhatIsLeft();
    void finalizersHoldTheNamespace();
    void activeNamespacesAreLeftAlone();

private:
    client::ObjectPtr team() { return fix->server.get(resources::namespaces, {"", "team"}); }
    std::string condition(std::string_view type, std::string_view field)
    {
        const auto ns = team();
        for (const data::Node each : (*ns)["status"]["conditions"])
            if (each["type"].asString() == type)
                return std::string(each[field].asString());
        return {};
    }

    std::unique_ptr<test::Fixture> fix;
};

void NamespaceTest::init()
{
    fix = std::make_unique<test::Fixture>();
    fix->add<NamespaceController>();
    fix->server.create(
        resources::namespaces,
        R"({"metadata":{"name":"team"},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}})");
    fix->start();
}

void NamespaceTest::anEmptyNamespaceGoesAtOnce()
{
    fix->server.remove(resources::namespaces, {"", "team"});
    QVERIFY(team());
    fix->executor.runReady();
    QVERIFY(!team());
}

void NamespaceTest::contentsGoBeforeTheNamespace()
{
    fix->server.create(resources::configMaps, R"({"metadata":{"namespace":"team","name":"a"}})");
    fix->server.create(resources::configMaps, R"({"metadata":{"namespace":"default","name":"stays"}})");
    fix->server.create(resources::services, R"({"metadata":{"namespace":"team","name":"s"}})");
    fix->server.remove(resources::namespaces, {"", "team"});
    fix->settle();
    QVERIFY(!team());
    QVERIFY(!fix->server.get(resources::configMaps, {"team", "a"}));
    QVERIFY(!fix->server.get(resources::services, {"team", "s"}));
    QVERIFY(fix->server.get(resources::configMaps, {"default", "stays"}));
}

void NamespaceTest::podsGoFirstAndConditionsSayWhatIsLeft()
{
    fix->server.create(resources::pods, R"({"metadata":{"namespace":"team","name":"p"},"spec":{"nodeName":"n1"}})");
    fix->server.create(resources::configMaps, R"({"metadata":{"namespace":"team","name":"a"}})");
    fix->server.remove(resources::namespaces, {"", "team"});
    fix->executor.advance(3s);
    QVERIFY(fix->server.get(resources::pods, {"team", "p"})->isBeingDeleted());
    QVERIFY(fix->server.get(resources::configMaps, {"team", "a"})); // while pods still run
    QCOMPARE(condition("NamespaceContentRemaining", "status"), std::string("True"));
    QCOMPARE(condition("NamespaceContentRemaining", "message"),
             std::string(
                 "Some resources are remaining: configmaps. has 1 resource instances, pods. has 1 resource instances"));
    QCOMPARE(condition("NamespaceDeletionContentFailure", "status"), std::string("False"));
    fix->finishDeletions();
    fix->executor.advance(10s);
    QVERIFY(!team());
}

void NamespaceTest::finalizersHoldTheNamespace()
{
    fix->server.create(resources::configMaps,
                       R"({"metadata":{"namespace":"team","name":"a","finalizers":["example.com/hold"]}})");
    fix->server.remove(resources::namespaces, {"", "team"});
    fix->executor.advance(60s);
    QVERIFY(team());
    QCOMPARE(condition("NamespaceFinalizersRemaining", "message"),
             std::string(
                 "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"));
    fix->server.change(resources::configMaps, {"team", "a"}, R"({"metadata":{"finalizers":null}})");
    fix->executor.advance(10s);
    QVERIFY(!team());
}

void NamespaceTest::activeNamespacesAreLeftAlone()
{
    fix->server.forgetCalls();
    fix->server.change(resources::namespaces, {"", "team"}, R"({"metadata":{"labels":{"a":"b"}}})");
    fix->settle();
    QVERIFY(fix->server.calls().empty());
}

SKIFF_REGISTER_TEST(NamespaceTest);

#include "namespace_test.moc"
