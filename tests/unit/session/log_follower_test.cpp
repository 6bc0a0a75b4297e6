#include "app/session/log_follower.h"

#include "app/model/logs/log_document.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace skiff::test;
using namespace skiff::session;

namespace {

/// JSON with ' for ".
std::string json(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

std::string pod(const std::string& name, const std::string& container = "app", const std::string& id = "c1",
                const std::string& state = "running")
{
    return json("{'kind':'Pod','metadata':{'name':'" + name + "','uid':'u-" + name +
                "','resourceVersion':'7','labels':{'app':'web'}},'spec':{'containers':[{'name':'" + container +
                "'}]},'status':{'phase':'Running','containerStatuses':[{'name':'" + container +
                "','restartCount':0,'containerID':'" + id + "','state':{'" + state + "':{}}}]}}");
}

std::string list(const std::string& items)
{
    return json("{'kind':'PodList','metadata':{'resourceVersion':'5'},'items':[") + items + "]}";
}

model::ObjectRef ref(const QString& kind, const QString& group, const QString& path, const QString& name)
{
    return {.kind = {.id = name, .kind = kind, .path = path, .group = group},
            .nameSpace = QStringLiteral("shop"),
            .name = name};
}

struct Follow
{
    SystemClock clock;
    FakeTransport calls;
    FakeTransport streams;
    model::logs::LogEngine engine{clock};
    model::logs::LogDocument document;
    LogFollower follower;

    explicit Follow(const model::ObjectRef& target, LogRange range = {})
        : follower(
              calls, [this](int) -> client::Transport& { return streams; }, engine, target, range)
    {
        QObject::connect(
            &engine, &model::logs::LogEngine::updated, &document,
            [this](const std::shared_ptr<const model::logs::LogUpdate>& update) { document.apply(*update); });
        follower.start();
    }
    QStringList lines() const
    {
        QStringList all;
        for (int i = 0; i < document.rowCount(); ++i)
            all << document.row(i).text();
        return all;
    }
    void event(const std::string& type, const std::string& object)
    {
        calls.last().sink.onData(json("{'type':'" + type + "','object':") + object + "}\n");
    }
};

} // namespace

class LogFollowerTest final : public QObject
{
    Q_OBJECT

    static model::ObjectRef podRef() { return ref("Pod", {}, "/api/v1/pods", "web"); }
    static model::ObjectRef deployment() { return ref("Deployment", "apps", "/apis/apps/v1/deployments", "web"); }

private slots:
    void followsOneContainer()
    {
        Follow f(podRef());
        QCOMPARE(f.calls.last().query("fieldSelector"), std::string("metadata.name=web"));
        f.calls.last().answer(200, list(pod("web")));
        QCOMPARE(f.streams.count(), size_t(1));
        QCOMPARE(f.streams.last().request.path, std::string("/api/v1/namespaces/shop/pods/web/log"));
        QCOMPARE(f.streams.last().query("tailLines"), std::string("1000"));
        f.streams.last().sink.onStart(200);
        f.streams.last().sink.onData("2026-01-01T00:00:01.5Z first li");
        f.streams.last().sink.onData("ne\n2026-01-01T00:00:02Z second\n2026-01-01T00:0");
        QTRY_COMPARE(f.lines(), (QStringList{"first line", "second"}));
        QVERIFY(f.follower.nameOf(f.follower.sources().at(0)).isEmpty());
    }

    void goesOnAfterAnInterruptionWithoutRepeating()
    {
        Follow f(podRef());
        f.calls.last().answer(200, list(pod("web")));
        f.streams.last().sink.onStart(200);
        f.streams.last().sink.onData("2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z tw");
        f.streams.last().sink.onData("o\n2026-01-01T00:00:03Z thr");
        f.streams.last().sink.onEnd(Error{ErrorCode::Unavailable, "gone"});
        QCOMPARE(f.follower.words(), QStringLiteral("gone"));
        QTRY_COMPARE(f.streams.count(), size_t(2));
        QCOMPARE(f.streams.last().query("sinceTime"), std::string("2026-01-01T00:00:02Z"));
        QCOMPARE(f.streams.last().query("tailLines"), std::string());
        f.streams.last().sink.onStart(200);
        f.streams.last().sink.onData(
            "2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z two\n2026-01-01T00:00:03Z three\n");
        QTRY_COMPARE(f.lines(), (QStringList{"one", "two", "three"}));
    }

    void podsComeAndGoWithTheirWorkload()
    {
        Follow f(deployment());
        QCOMPARE(f.calls.last().request.path, std::string("/apis/apps/v1/namespaces/shop/deployments/web"));
        f.calls.last().answer(
            200, json("{'spec':{'selector':{'matchLabels':{'app':'web'},'matchExpressions':["
                      "{'key':'tier','operator':'In','values':['a','b']},{'key':'old','operator':'DoesNotExist'}]}}}"));
        QCOMPARE(f.calls.last().query("labelSelector"), std::string("app=web,tier in (a,b),!old"));
        f.calls.last().answer(200, list(pod("web-1")));
        QCOMPARE(f.calls.last().query("watch"), std::string("true"));
        f.calls.last().sink.onStart(200);
        QCOMPARE(f.streams.count(), size_t(1));
        f.event("ADDED", pod("web-2", "app", "", "waiting"));
        QCOMPARE(f.streams.count(), size_t(1)); // not started yet
        f.event("MODIFIED", pod("web-2"));
        QCOMPARE(f.streams.count(), size_t(2));
        QCOMPARE(f.follower.nameOf(f.follower.sources().at(1)), QStringLiteral("web-2"));
        f.event("DELETED", pod("web-1"));
        QVERIFY(f.follower.sources().at(0).gone);
        QVERIFY(!f.follower.sources().at(1).gone);
    }

    void aRestartedContainerIsFollowedOn()
    {
        Follow f(podRef());
        f.calls.last().answer(200, list(pod("web")));
        f.calls.last().sink.onStart(200);
        f.streams.last().sink.onStart(200);
        f.streams.last().sink.onData("2026-01-01T00:00:01Z before\n");
        f.streams.last().sink.onEnd({});
        f.event("MODIFIED", pod("web", "app", "c1", "terminated"));
        QCOMPARE(f.follower.words(), QStringLiteral("The log has ended."));
        f.event("MODIFIED", pod("web", "app", "c2"));
        QCOMPARE(f.streams.count(), size_t(2));
        f.streams.last().sink.onStart(200);
        f.streams.last().sink.onData("2026-01-01T00:00:05Z after\n");
        QTRY_COMPARE(f.lines(), (QStringList{"before", "after"}));
    }

    void tellsTheServersRefusal()
    {
        Follow f(podRef());
        f.calls.last().answer(200, list(pod("web")));
        f.streams.last().sink.onStart(403);
        f.streams.last().sink.onData(json("{'kind':'Status','message':'pods web is forbidden'}"));
        f.streams.last().sink.onEnd({});
        QCOMPARE(f.follower.words(), QStringLiteral("pods web is forbidden"));
    }

    void tellsThatThereIsNothing()
    {
        Follow f(deployment());
        f.calls.last().answer(200, json("{'spec':{'selector':{'matchLabels':{'app':'web'}}}}"));
        f.calls.last().answer(200, list(""));
        QVERIFY(f.follower.words().endsWith("has no pods yet."));
        Follow none(ref("Service", {}, "/api/v1/services", "ext"));
        none.calls.last().answer(200, json("{'spec':{'type':'ExternalName'}}"));
        QVERIFY(none.follower.words().endsWith("selects no pods."));
    }

    void thePreviousInstanceIsReadWhereThereIsOne()
    {
        Follow f(podRef(), {.previous = true});
        f.calls.last().answer(200, list(pod("web")));
        QCOMPARE(f.streams.count(), size_t(0));
        QCOMPARE(f.follower.words(), QStringLiteral("No container has been restarted."));
    }
};

SKIFF_REGISTER_TEST(LogFollowerTest);
#include "log_follower_test.moc"
