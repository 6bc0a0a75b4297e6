#include "cluster/apiserver/query.h"
#include "cluster/apiserver/request_info.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::apiserver;

class RequestInfoTest : public QObject
{
    Q_OBJECT

private slots:
    void readsPaths_data();
    void readsPaths();
    void takesTheNameOfAFieldSelector();
    void readsBooleans();
};

void RequestInfoTest::readsPaths_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected"); // verb group/version namespace resource/name/subresource
    const auto row = [](const char* method, const char* path, const char* expected) {
        QTest::newRow(path) << method << path << expected;
    };
    row("GET", "/api/v1/pods", "list /v1 - pods//");
    row("GET", "/api/v1/namespaces/ns/pods/p", "get /v1 ns pods/p/");
    row("POST", "/api/v1/namespaces/ns/pods/p/exec", "create /v1 ns pods/p/exec");
    row("GET", "/apis/apps/v1/namespaces/ns/deployments", "list apps/v1 ns deployments//");
    row("PUT", "/api/v1/namespaces/ns/finalize", "update /v1 ns namespaces/ns/finalize");
    row("DELETE", "/api/v1/namespaces/ns", "delete /v1 ns namespaces/ns/");
    row("DELETE", "/api/v1/namespaces/ns/pods", "deletecollection /v1 ns pods//");
    row("GET", "/api/v1/watch/namespaces/ns/pods", "watch /v1 ns pods//");
    row("GET", "/api/v1/watch/pods", "watch /v1 - pods//");
    row("GET", "/api/v1/nodes/a%2Fb", "get /v1 - nodes/a/b/");
}

void RequestInfoTest::readsPaths()
{
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(QString, expected);
    const RequestInfo info = readRequestInfo(method.toStdString(), path.toStdString(), Query());
    QVERIFY(info.isResource);
    const std::string text = info.verb + " " + info.group + "/" + info.version + " " +
                             (info.namespaceName.empty() ? "-" : info.namespaceName) + " " + info.resource + "/" + info.name + "/" +
                             info.subresource;
    QCOMPARE(text, expected.toStdString());
}

void RequestInfoTest::takesTheNameOfAFieldSelector()
{
    const RequestInfo info = readRequestInfo("GET", "/api/v1/pods", Query("fieldSelector=metadata.name%3Dx&watch=true"));
    QCOMPARE(info.verb, std::string("watch"));
    QCOMPARE(info.name, std::string("x"));
    QVERIFY(!readRequestInfo("GET", "/healthz", Query()).isResource);
    QVERIFY(!readRequestInfo("GET", "/apis/apps/v1", Query()).isResource);
}

void RequestInfoTest::readsBooleans()
{
    const Query query("a=False&b=0&c=&d=True");
    QVERIFY(!query.flag("a") && !query.flag("b") && query.flag("c") && query.flag("d") && !query.flag("e"));
}

SKIFF_REGISTER_TEST(RequestInfoTest);

#include "request_info_test.moc"
