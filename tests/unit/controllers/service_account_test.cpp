#include "cluster/controllers/serviceaccount/service_account_controller.h"
#include "tests/support/register_test.h"
#include "tests/unit/controllers/fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::controllers;
namespace resources = skiff::client::resources;

class ServiceAccountTest : public QObject
{
    Q_OBJECT

private slots:
    void eachNamespaceGetsAnAccountAndTheCa();
    void whatIsDeletedOrChangedComesBack();
    void terminatingNamespacesGetNothing();
};

void ServiceAccountTest::eachNamespaceGetsAnAccountAndTheCa()
{
    test::Fixture fix;
    fix.add<ServiceAccountController>();
    fix.add<RootCaPublisher>("PEM");
    fix.start();
    fix.server.create(resources::namespaces, R"({"metadata":{"name":"team"}})");
    fix.settle();
    for (const std::string ns : {"default", "team"}) {
        QVERIFY(fix.server.get(resources::serviceAccounts, {ns, "default"}));
        const auto map = fix.server.get(resources::configMaps, {ns, "kube-root-ca.crt"});
        QVERIFY(map);
        QCOMPARE((*map)["data"]["ca.crt"].asString(), std::string_view("PEM"));
    }
}

void ServiceAccountTest::whatIsDeletedOrChangedComesBack()
{
    test::Fixture fix;
    fix.add<ServiceAccountController>();
    fix.add<RootCaPublisher>("PEM");
    fix.start();
    fix.server.remove(resources::serviceAccounts, {"default", "default"});
    fix.server.change(resources::configMaps, {"default", "kube-root-ca.crt"},
                      R"({"data":{"ca.crt":"forged","x":"y"}})");
    fix.settle();
    QVERIFY(fix.server.get(resources::serviceAccounts, {"default", "default"}));
    const auto map = fix.server.get(resources::configMaps, {"default", "kube-root-ca.crt"});
    QCOMPARE((*map)["data"].span(), std::string_view(R"({"ca.crt":"PEM"})"));
}

void ServiceAccountTest::terminatingNamespacesGetNothing()
{
    test::Fixture fix;
    fix.add<ServiceAccountController>();
    fix.server.create(resources::namespaces, R"({"metadata":{"name":"going"},"spec":{"finalizers":["kubernetes"]}})");
    fix.server.remove(resources::namespaces, {"", "going"});
    fix.start();
    QCOMPARE(fix.server.countCalls("POST /api/v1/namespaces/going"), 0);
}

SKIFF_REGISTER_TEST(ServiceAccountTest);

#include "service_account_test.moc"
