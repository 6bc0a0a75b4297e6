#include "app/session/edit/schema_cache.h"
#include "cluster/apiserver/openapi/open_api.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace skiff;
using namespace skiff::session;
using model::edit::TypeName;
using skiff::test::FakeTransport;

namespace {

const TypeName Deployment{"apps/v1", "Deployment"};
const TypeName Widget{"example.com/v1", "Widget"};

std::string customDocument()
{
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/openapi/apis_example.com_v1.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string builtinDocument(std::string_view group)
{
    apiserver::openapi::OpenApi served(api::builtinResources(), "v1.33.0");
    return served.v3(group, "v1")->bytes;
}

} // namespace

/// A cache whose server answers by hand.
class SchemaCacheTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_transport = std::make_unique<FakeTransport>();
        m_openApi = std::make_unique<OpenApi>(*m_transport);
        m_cache = std::make_unique<SchemaCache>(*m_openApi);
        m_answers.clear();
    }

    void readsTheServersOwnDocument()
    {
        ask(QStringLiteral("apps/v1"));
        QCOMPARE(m_transport->last().request.path, std::string("/openapi/v3/apis/apps/v1"));
        m_transport->last().answer(200, builtinDocument("apps"));
        QVERIFY(m_answers.empty()); // a worker compiles
        QTRY_COMPARE(m_answers.size(), size_t(1));
        const auto* type = m_answers[0]->find(Deployment);
        QVERIFY(type);
        QVERIFY(type != model::edit::builtinSchema()->find(Deployment));
        QVERIFY(type->find("spec")->type.object->find("replicas"));
    }

    void theCoreGroupHasAPathOfItsOwn()
    {
        ask(QStringLiteral("v1"));
        QCOMPARE(m_transport->last().request.path, std::string("/openapi/v3/api/v1"));
    }

    void compilesADocumentOnce()
    {
        ask(QStringLiteral("apps/v1"));
        ask(QStringLiteral("apps/v1"));
        QCOMPARE(m_transport->count(), size_t(1));
        m_transport->last().answer(200, builtinDocument("apps"));
        QTRY_COMPARE(m_answers.size(), size_t(2));
        const auto* first = m_answers[0]->find(Deployment);
        QCOMPARE(m_answers[1]->find(Deployment), first);
        m_openApi->forget(); // asked anew, and the same
        ask(QStringLiteral("apps/v1"));
        QCOMPARE(m_transport->count(), size_t(2));
        m_transport->last().answer(200, builtinDocument("apps"));
        QCOMPARE(m_answers.size(), size_t(3));
        QCOMPARE(m_answers[2]->find(Deployment), first);
    }

    void followsADocumentThatChanges()
    {
        ask(QStringLiteral("example.com/v1"));
        m_transport->last().answer(200, customDocument());
        QTRY_COMPARE(m_answers.size(), size_t(1));
        QVERIFY(m_answers[0]->find(Widget)->find("spec"));
        QVERIFY(!m_answers[0]->find(Widget)->find("colour"));
        std::string changed = customDocument();
        changed.replace(changed.find("\"status\""), 8, "\"colour\"");
        m_openApi->forget();
        ask(QStringLiteral("example.com/v1"));
        m_transport->last().answer(200, changed);
        QTRY_COMPARE(m_answers.size(), size_t(2));
        QVERIFY(m_answers[1]->find(Widget)->find("colour"));
        QVERIFY(m_answers[0]->find(Widget)->find("spec")); // who has the old one may keep it
    }

    void aGroupIsForgottenAlone()
    {
        QSignalSpy outdated(m_cache.get(), &SchemaCache::outdated);
        ask(QStringLiteral("apps/v1"));
        m_transport->last().answer(200, builtinDocument("apps"));
        ask(QStringLiteral("example.com/v1"));
        m_transport->last().answer(200, customDocument());
        QTRY_COMPARE(m_answers.size(), size_t(2));
        m_openApi->forget(QStringLiteral("example.com"));
        QCOMPARE(outdated.count(), 1);
        ask(QStringLiteral("apps/v1"));
        QCOMPARE(m_transport->count(), size_t(2));
        ask(QStringLiteral("example.com/v1"));
        QCOMPARE(m_transport->count(), size_t(3));
        m_openApi->forget(QStringLiteral("example.com")); // what comes now may be of before
        m_transport->last().answer(200, customDocument());
        ask(QStringLiteral("example.com/v1"));
        QCOMPARE(m_transport->count(), size_t(4));
    }

    void severalGroupVersionsAreOneSchema()
    {
        ask(QStringLiteral("apps/v1"));
        m_transport->last().answer(200, builtinDocument("apps"));
        ask(QStringLiteral("example.com/v1"));
        m_transport->last().answer(200, customDocument());
        QTRY_COMPARE(m_answers.size(), size_t(2));
        QVERIFY(m_answers[1]->find(Deployment));
        const auto* spec = m_answers[1]->find(Widget)->find("spec")->type.object;
        QCOMPARE(*m_answers[1]->limits(*spec->find("size")).maximum, 9.0);
        const auto kinds = m_answers[1]->kinds();
        QVERIFY(std::is_sorted(kinds.begin(), kinds.end()));
        QVERIFY(std::binary_search(kinds.begin(), kinds.end(), Widget));
        QVERIFY(std::binary_search(kinds.begin(), kinds.end(), TypeName{"v1", "Pod"}));
        QVERIFY(!std::binary_search(kinds.begin(), kinds.end(), TypeName{"example.com/v1", "WidgetList"}));
    }

    void ourOwnTablesStandInForAServerWithout()
    {
        ask(QStringLiteral("apps/v1"));
        m_transport->last().answer(404, "404 page not found");
        QCOMPARE(m_answers.size(), size_t(1));
        QCOMPARE(m_answers[0]->find(Deployment), model::edit::builtinSchema()->find(Deployment));
        ask(QStringLiteral("apps/v1")); // it may have them by now
        QCOMPARE(m_transport->count(), size_t(2));
        m_transport->last().done(Error{ErrorCode::Unavailable, "away"});
        QCOMPARE(m_answers.size(), size_t(2));
        QVERIFY(m_answers[1]->find(Deployment));
    }

    void anUnreadableDocumentDoesNoHarm()
    {
        for (const char* document : {"<html>", "{}", R"({"components":{"schemas":[]}})"}) {
            m_openApi->forget();
            m_answers.clear();
            ask(QStringLiteral("apps/v1"));
            m_transport->last().answer(200, document);
            QTRY_COMPARE(m_answers.size(), size_t(1));
            QCOMPARE(m_answers[0]->find(Deployment), model::edit::builtinSchema()->find(Deployment));
        }
    }

    void asksForNothingThatIsNoGroupVersion()
    {
        for (const char* text : {"", "apps/", "../../api/v1/secrets", "apps/v1?x=y", "apps/v1/deployments", "a b/v1"}) {
            m_answers.clear();
            ask(QString::fromLatin1(text));
            QVERIFY(m_answers.empty()); // never inside the call
            QTRY_COMPARE(m_answers.size(), size_t(1));
            QVERIFY(m_answers[0]->find(Deployment));
        }
        QCOMPARE(m_transport->count(), size_t(0));
    }

    void asksForWhatDiscoveryHasSeen()
    {
        FakeTransport server;
        Discovery discovery(server);
        discovery.refresh();
        server.last().answer(200, R"({"kind":"APIGroupDiscoveryList","items":[]})");
        server.last().answer(
            200,
            R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"example.com"},"versions":[{"version":"v2",
            "resources":[{"resource":"widgets","responseKind":{"kind":"Widget"},"scope":"Namespaced",
            "verbs":["list","create"]}]}]}]})");
        QVERIFY(discovery.complete());
        m_cache = std::make_unique<SchemaCache>(*m_openApi, &discovery);
        ask(QStringLiteral("exa/v1"));
        QTRY_COMPARE(m_answers.size(), size_t(1));
        QCOMPARE(m_transport->count(), size_t(0));
        const auto kinds = m_answers[0]->kinds();
        QVERIFY(kinds == (std::vector{TypeName{"example.com/v2", "Widget"}}));
        ask(QStringLiteral("example.com/v1"));
        QCOMPARE(m_transport->count(), size_t(1));
    }

    void nothingComesAfterItsEnd()
    {
        ask(QStringLiteral("apps/v1"));
        m_transport->last().answer(200, builtinDocument("apps"));
        m_cache.reset();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(m_answers.empty());
    }

private:
    void ask(const QString& apiVersion)
    {
        m_cache->schemaFor(apiVersion, [this](const SchemaCache::SchemaPtr& schema) { m_answers.push_back(schema); });
    }

    std::unique_ptr<FakeTransport> m_transport;
    std::unique_ptr<OpenApi> m_openApi;
    std::unique_ptr<SchemaCache> m_cache;
    std::vector<SchemaCache::SchemaPtr> m_answers;
};

SKIFF_REGISTER_TEST(SchemaCacheTest);

#include "schema_cache_test.moc"
