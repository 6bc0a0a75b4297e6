#include "cluster/api/views/deployment.h"
#include "cluster/api/views/discovery_endpoint_port.h"
#include "cluster/api/views/pod.h"
#include "cluster/api/views/service.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::api;

class ViewsTest : public QObject
{
    Q_OBJECT

private slots:
    void readAPod();
    void answerEmptyForWhatIsAbsent();
    void readNumbersOrWords();
};

void ViewsTest::readAPod()
{
    const auto document = data::Document::parse(R"({"metadata":{"name":"p","namespace":"n","labels":{"a":"b","c":"d"}},
        "spec":{"hostNetwork":false,"priority":0,"containers":[{"name":"x","command":["sh","-c"],
        "resources":{"limits":{"cpu":2,"memory":"1Gi"}}},{"name":"y"}]}})").value();
    const PodView pod(document->root());
    QCOMPARE(pod.metadata().namespace_(), std::string_view("n"));
    QCOMPARE(pod.metadata().labels()["c"], std::string_view("d"));
    QVERIFY(pod.spec().hasHostNetwork() && !pod.spec().hostNetwork() && !pod.spec().hasHostPID());
    QCOMPARE(pod.spec().priority(), std::optional<int64_t>(0));
    std::string names;
    for (const ContainerView container : pod.spec().containers())
        names += container.name();
    QCOMPARE(names, std::string("xy"));
    const ContainerView first = pod.spec().containers().at(0);
    QCOMPARE(first.command().size(), size_t(2));
    for (const auto [resource, quantity] : first.resources().limits())
        QCOMPARE(quantity, std::string_view(resource == "cpu" ? "2" : "1Gi"));
}

void ViewsTest::answerEmptyForWhatIsAbsent()
{
    const auto document = data::Document::parse(R"({"metadata":null,"spec":{"containers":null}})").value();
    const PodView pod(document->root());
    QVERIFY(pod && !pod.metadata() && pod.spec() && !pod.status());
    QVERIFY(pod.spec().containers().empty());
    QVERIFY(!pod.spec().securityContext().runAsUser());
    QVERIFY(pod.metadata().annotations().empty() && !pod.metadata().annotations().find("x"));
    QVERIFY(pod.status().podIP().empty());
}

void ViewsTest::readNumbersOrWords()
{
    const auto document = data::Document::parse(
        R"({"spec":{"ports":[{"port":80,"targetPort":8080},{"port":81,"targetPort":"http"},{"port":82}]}})").value();
    const auto ports = ServiceView(document->root()).spec().ports();
    QVERIFY(ports.at(0).targetPort().isInt());
    QCOMPARE(ports.at(0).targetPort().asInt(), 8080);
    QCOMPARE(ports.at(1).targetPort().text(), std::string_view("http"));
    QVERIFY(!ports.at(2).targetPort());
    QCOMPARE(ports.at(2).port(), std::optional<int64_t>(82));
}

SKIFF_REGISTER_TEST(ViewsTest);

#include "views_test.moc"
