#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

class ServiceTest : public QObject
{
    Q_OBJECT

private slots:
    void givesAddressesAndPorts();
    void keepsThemOverUpdates();
    void refusesTakenAddresses();
    void freesThemWithTheService();
    void changesBetweenTypes();
    void aFailedUpdateKeepsNothing();
};

namespace {

const std::string services = "/api/v1/namespaces/default/services";

std::string service(const std::string& name, const std::string& spec)
{
    return R"({"metadata":{"name":")" + name + R"("},"spec":{"ports":[{"port":80}],"selector":{"a":"b"})" + spec + "}}";
}

} // namespace

void ServiceTest::givesAddressesAndPorts()
{
    ApiFixture api;
    const Answer plain = api.post(services, service("s1", ""));
    QVERIFY(plain.text({"spec", "clusterIP"}).starts_with("10.96."));
    QCOMPARE(plain.text({"spec", "type"}), std::string("ClusterIP"));
    const Answer node = api.post(services, service("s2", R"(,"type":"NodePort")"));
    const int64_t port = data::intAt(node.json.at("spec").at("ports").at(0), {"nodePort"});
    QVERIFY(port >= 30000 && port <= 32767);
    const Answer headless = api.post(services, service("s3", R"(,"clusterIP":"None")"));
    QCOMPARE(headless.text({"spec", "clusterIP"}), std::string("None"));
}

void ServiceTest::keepsThemOverUpdates()
{
    ApiFixture api;
    const Answer made = api.post(services, service("s1", R"(,"type":"NodePort")"));
    const Answer replaced = api.put(services + "/s1", service("s1", R"(,"type":"NodePort")"));
    QCOMPARE(replaced.status, 200);
    QCOMPARE(replaced.text({"spec", "clusterIP"}), made.text({"spec", "clusterIP"}));
    QCOMPARE(data::intAt(replaced.json.at("spec").at("ports").at(0), {"nodePort"}),
             data::intAt(made.json.at("spec").at("ports").at(0), {"nodePort"}));
    QCOMPARE(api.put(services + "/s1", service("s1", R"(,"clusterIP":"10.96.7.7")")).status, 422);
}

void ServiceTest::refusesTakenAddresses()
{
    ApiFixture api;
    api.post(services, service("s1", R"(,"clusterIP":"10.96.0.50")"));
    const Answer taken = api.post(services, service("s6", R"(,"clusterIP":"10.96.0.50")"));
    QCOMPARE(taken.message(), std::string("Service \"s6\" is invalid: spec.clusterIPs: Invalid value: []string{\"10.96.0.50\"}: failed to "
                                          "allocate IP 10.96.0.50: provided IP is already allocated"));
    const Answer outside = api.post(services, service("s6", R"(,"clusterIP":"1.2.3.4")"));
    QVERIFY(outside.message().find("the provided network does not match the current range") != std::string::npos);
}

void ServiceTest::freesThemWithTheService()
{
    ApiFixture api;
    api.post(services, service("s1", R"(,"clusterIP":"10.96.0.50")"));
    QCOMPARE(api.remove(services + "/s1").status, 200);
    // The address is given back just after the answer; QTRY asks again after it was successful.
    int status = 0;
    const auto take = [&] { return api.post(services, service("s2", R"(,"clusterIP":"10.96.0.50")")).status; };
    QTRY_VERIFY(status == 201 || (status = take()) == 201);
}

void ServiceTest::changesBetweenTypes()
{
    ApiFixture api;
    api.post(services, service("s1", R"(,"type":"NodePort")"));
    const Answer plain = api.patch(services + "/s1", "application/merge-patch+json", R"({"spec":{"type":"ClusterIP"}})");
    QCOMPARE(plain.status, 200);
    QVERIFY(!plain.json.at("spec").at("ports").at(0).as_object().contains("nodePort"));
}

void ServiceTest::aFailedUpdateKeepsNothing()
{
    ApiFixture api;
    const auto withPorts = [](const std::string& name, const std::string& ports) {
        return R"({"metadata":{"name":")" + name + R"("},"spec":{"type":"NodePort","ports":[)" + ports + "]}}";
    };
    const std::string free = R"({"name":"a","port":80,"nodePort":30100})";
    const std::string taken = R"({"name":"b","port":81,"nodePort":30200})";
    QCOMPARE(api.post(services, withPorts("owner", taken)).status, 201);
    QCOMPARE(api.post(services, service("other", R"(,"type":"NodePort")")).status, 201);
    QCOMPARE(api.patch(services + "/other", "application/merge-patch+json", R"({"spec":{"ports":[)" + free + "," + taken + "]}}").status, 422);
    QCOMPARE(api.post(services, withPorts("third", taken)).status, 422);
    QCOMPARE(api.post(services, withPorts("fourth", free)).status, 201);
}

SKIFF_REGISTER_TEST(ServiceTest);

#include "service_test.moc"
