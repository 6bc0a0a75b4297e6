#include "app/session/apply/manifest_reader.h"
#include "app/session/apply/manifest_run.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/small_server.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::session;
using namespace skiff::test;
using State = ManifestRun::State;
using Phase = ManifestRun::Phase;

namespace {

constexpr const char* drop = R"(
apiVersion: example.com/v1
kind: Boat
metadata: {name: b, namespace: fleet}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {a: b}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: boats, kind: Boat}
  versions: [{name: v1, served: true, storage: true}]
---
apiVersion: v1
kind: Namespace
metadata: {name: fleet}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: d, namespace: fleet}
)";

constexpr const char* mapC = "/api/v1/namespaces/default/configmaps/c";
constexpr const char* boat = "/apis/example.com/v1/namespaces/fleet/boats/b";

data::Value oldMap()
{
    return data::Object{
        {"kind", "ConfigMap"},
        {"apiVersion", "v1"},
        {"metadata", data::Object{{"name", "c"}, {"namespace", "default"}, {"uid", "u"}, {"resourceVersion", "1"}}},
        {"data", data::Object{{"a", "old"}}}};
}

std::string conflictWithHelm()
{
    const data::Object cause{
        {"reason", "FieldManagerConflict"}, {"message", "conflict with \"helm\" using v1"}, {"field", ".data.a"}};
    return data::toJson(data::Object{
        {"kind", "Status"}, {"reason", "Conflict"}, {"details", data::Object{{"causes", data::Array{cause}}}}});
}

} // namespace

class ManifestRunTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_run.reset();
        m_discovery.reset();
        m_server = std::make_unique<SmallServer>();
        m_discovery = std::make_unique<Discovery>(*m_server);
        m_run = std::make_unique<ManifestRun>(*m_server, *m_discovery);
    }

    void nothingIsWrittenBeforeApply()
    {
        start(drop);
        QCOMPARE(states(), (std::vector{State::Create, State::Create, State::Create, State::Waiting, State::Waiting}));
        QCOMPARE(m_run->plans()[0].words(), "Namespace fleet");
        QCOMPARE(m_run->rows()[3].waitsFor, std::optional(0)); // the config map in the new namespace
        QCOMPARE(m_run->rows()[4].waitsFor, std::optional(1)); // the boat
        QVERIFY(m_server->writes.empty());
        QCOMPARE(m_server->dryRuns.size(), size_t(3));
        QCOMPARE(m_run->counts().toApply, 5);
    }

    void appliesInStepsAndLooksAtLateOnes()
    {
        start(drop);
        apply();
        for (const State state : states())
            QCOMPARE(state, State::Created);
        QCOMPARE(m_server->writes.front(), "/api/v1/namespaces/fleet");
        QCOMPARE(m_server->writes.back(), boat);
        QCOMPARE(std::count(m_server->dryRuns.begin(), m_server->dryRuns.end(), boat), 1);
        m_run->check();
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
        for (const State state : states())
            QCOMPARE(state, State::Same);
        QCOMPARE(m_run->counts().toApply, 0);
    }

    void aChangeIsKeptForItsDiff()
    {
        m_server->objects[mapC] = oldMap();
        start(drop);
        QCOMPARE(m_run->rows()[2].state, State::Change);
        QCOMPARE(data::stringAt(*m_run->rows()[2].live, {"data", "a"}), "old");
        QCOMPARE(data::stringAt(*m_run->rows()[2].wanted, {"data", "a"}), "b");
        apply();
        QCOMPARE(m_run->rows()[2].state, State::Changed);
    }

    void aRefusedObjectLeavesTheOthers()
    {
        m_server->dryRunRefusals[mapC] = {
            403, R"({"kind":"Status","reason":"Forbidden","message":"no configmaps for you"})"};
        start(drop);
        QCOMPARE(m_run->rows()[2].state, State::Refused);
        QCOMPARE(m_run->rows()[2].words, "no configmaps for you");
        apply();
        QCOMPARE(m_run->counts().applied, 4);
        m_server->dryRunRefusals.clear();
        m_run->retry();
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
        QCOMPARE(m_run->rows()[2].state, State::Create);
        QCOMPARE(m_run->counts().applied, 4); // results stay
        apply();
        QCOMPARE(m_run->counts().applied, 5);
    }

    void whatNeedsAFailedObjectIsBlocked()
    {
        m_server->refusals["/api/v1/namespaces/fleet"] = {500, R"({"kind":"Status","message":"disk full"})"};
        start(drop);
        apply();
        QCOMPARE(states(),
                 (std::vector{State::Failed, State::Created, State::Created, State::Blocked, State::Blocked}));
        QCOMPARE(m_run->rows()[3].waitsFor, std::optional(0));
        QVERIFY(!m_server->objects.contains(boat));
        m_server->refusals.clear();
        m_run->retry();
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
        QCOMPARE(m_run->rows()[0].state, State::Create);
        QCOMPARE(m_run->rows()[4].state, State::Waiting);
        apply();
        QCOMPARE(m_run->counts().applied, 5);
    }

    void authorizationIsAskedForWhatCannotBeTried()
    {
        m_server->forbiddenReviews.insert("boats");
        start(drop);
        QCOMPARE(m_run->rows()[4].state, State::Refused);
        QVERIFY(m_run->rows()[4].words.contains("create"));
        QCOMPARE(m_run->rows()[3].state, State::Waiting);
    }

    void conflictsAreTakenOverOneByOne()
    {
        m_server->objects[mapC] = data::Object{{"metadata", data::Object{{"name", "c"}}}};
        m_server->dryRunRefusals[mapC] = m_server->refusals[mapC] = {409, conflictWithHelm()};
        start(drop);
        QCOMPARE(m_run->rows()[2].state, State::Conflict);
        QCOMPARE(m_run->rows()[2].conflicts.size(), size_t(1));
        QCOMPARE(m_run->rows()[2].conflicts[0].manager, "helm");
        QVERIFY(!m_run->applicable(2));
        m_run->takeOver(2);
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
        QCOMPARE(m_run->rows()[2].state, State::Change);
        apply();
        QCOMPARE(m_run->rows()[2].state, State::Changed);
    }

    void unknownKindsAndDoubleObjectsAreTold()
    {
        start("apiVersion: example.org/v1\nkind: Ship\nmetadata: {name: s}\n---\n"
              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\n"
              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: default}\n");
        QCOMPARE(states(), (std::vector{State::Create, State::Invalid, State::Invalid}));
        QVERIFY(m_run->rows()[1].words.contains("drop, line 6") || m_run->rows()[1].words.contains("line 5"));
        QVERIFY(m_run->rows()[2].words.contains("Ship"));
        m_run->setNamespace("other");
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
        QCOMPARE(states(), (std::vector{State::Create, State::Create, State::Invalid}));
    }

    void unchosenObjectsStayOut()
    {
        start(drop);
        m_run->setChosen(2, false);
        QCOMPARE(m_run->counts().toApply, 4);
        apply();
        QCOMPARE(m_run->rows()[2].state, State::Create);
        QVERIFY(!m_server->objects.contains(mapC));
    }

    void stoppingLeavesTheRestUntouched()
    {
        std::string many;
        for (int i = 0; i < 40; ++i)
            many += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c" + std::to_string(i) + "}\n";
        start(many.c_str());
        QVERIFY(m_server->mostAtOnce <= ManifestRun::MostAtOnce);
        connect(m_run.get(), &ManifestRun::changed, this, [this](int row) {
            if (m_run->rows()[size_t(row)].state == State::Created)
                m_run->stop();
        });
        apply();
        const ManifestRun::Counts counts = m_run->counts();
        QVERIFY(counts.applied >= 1 && counts.applied <= 2 * ManifestRun::MostAtOnce);
        QCOMPARE(counts.applied, int(m_server->writes.size()));
        QCOMPARE(counts.create, 40 - counts.applied);
        m_run->disconnect(this);
        apply();
        QCOMPARE(m_run->counts().applied, 40);
    }

    void whatWasAppliedIsTakenBack()
    {
        m_server->objects[mapC] = oldMap();
        start(drop);
        QVERIFY(!m_run->canUndo());
        apply();
        QVERIFY(m_run->canUndo());
        // What a controller notes at an object is no change by anybody.
        data::ensureObject(m_server->objects[boat], {"metadata", "annotations"})["boats.kubernetes.io/revision"] = "1";
        data::ensureObject(m_server->objects[boat], {"status"})["afloat"] = true;
        undo();
        QCOMPARE(states(), (std::vector{State::Kept, State::Kept, State::Undone, State::Undone, State::Undone}));
        QCOMPARE(m_server->deletions,
                 (std::vector<std::string>{boat, "/api/v1/namespaces/fleet/configmaps/d"})); // the last first
        QCOMPARE(data::stringAt(m_server->objects[mapC], {"data", "a"}), "old");
        QVERIFY(m_server->objects.contains("/api/v1/namespaces/fleet")); // others may have put something into it
        QVERIFY(m_run->rows()[0].words.contains("others"));
        QVERIFY(!m_run->canUndo());
        m_run->check();
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
        QCOMPARE(m_run->rows()[2].state, State::Change);
        QCOMPARE(m_run->rows()[4].state, State::Create);
    }

    void whatOthersChangedSinceStays()
    {
        m_server->objects[mapC] = oldMap();
        start(drop);
        apply();
        data::ensureObject(m_server->objects[mapC], {"data"})["a"] = "theirs";
        data::ensureObject(m_server->objects[boat], {"spec"})["sails"] = 3;
        m_server->objects.erase("/api/v1/namespaces/fleet/configmaps/d");
        undo();
        QCOMPARE(m_run->rows()[2].state, State::Kept);
        QVERIFY(m_run->rows()[2].words.contains(".data.a"));
        QCOMPARE(data::stringAt(m_server->objects[mapC], {"data", "a"}), "theirs");
        QCOMPARE(m_run->rows()[4].state, State::Kept);
        QVERIFY(m_run->rows()[4].words.contains(".spec"));
        QVERIFY(m_server->objects.contains(boat));
        QCOMPARE(m_run->rows()[3].state, State::Undone); // gone already
        QVERIFY(m_server->deletions.empty());
    }

    void whatOthersChangedBesidesOursSurvives()
    {
        m_server->objects[mapC] = oldMap();
        start(drop);
        apply();
        data::ensureObject(m_server->objects[mapC], {"data"})["b"] = "theirs";
        undo();
        QCOMPARE(m_run->rows()[2].state, State::Undone);
        QCOMPARE(data::stringAt(m_server->objects[mapC], {"data", "a"}), "old");
        QCOMPARE(data::stringAt(m_server->objects[mapC], {"data", "b"}), "theirs");
    }

    void anotherObjectOfTheSameNameStays()
    {
        start(drop);
        apply();
        data::ensureObject(m_server->objects[mapC], {"metadata"})["uid"] = "another";
        undo();
        QCOMPARE(m_run->rows()[2].state, State::Kept);
        QVERIFY(m_server->objects.contains(mapC));
    }

    void whatCannotBeTakenBackIsToldAndTriedAgain()
    {
        m_server->objects[mapC] = oldMap();
        start(drop);
        apply();
        m_server->refusals[mapC] = {403, R"({"kind":"Status","message":"no more for you"})"};
        undo();
        QCOMPARE(m_run->rows()[2].state, State::Changed);
        QVERIFY(m_run->rows()[2].words.contains("no more for you"));
        m_server->refusals.clear();
        QVERIFY(m_run->canUndo());
        undo();
        QCOMPARE(m_run->rows()[2].state, State::Undone);
    }

    void takingBackCanBeStopped()
    {
        std::string many;
        for (int i = 0; i < 40; ++i)
            many += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c" + std::to_string(i) + "}\n";
        start(many.c_str());
        apply();
        connect(m_run.get(), &ManifestRun::changed, this, [this](int row) {
            if (m_run->rows()[size_t(row)].state == State::Undone)
                m_run->stop();
        });
        undo();
        m_run->disconnect(this);
        QCOMPARE(m_run->counts().undone, 1);
        QCOMPARE(m_server->deletions.size(), size_t(1));
        QVERIFY(m_run->canUndo());
        undo();
        QCOMPARE(m_run->counts().undone, 40);
    }

    void aRunMayGoAtAnyTime()
    {
        m_server->stuck.insert(mapC);
        start(drop);
        m_run->apply();
        QTRY_COMPARE(m_run->rows()[2].state, State::Applying);
        m_run.reset();
        QTest::qWait(0);
    }

    void readsOnAnotherThread()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("a.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(drop);
        file.close();
        ManifestReader reader;
        std::shared_ptr<const model::edit::Manifest> got;
        connect(&reader, &ManifestReader::read, this, [&got](const auto& manifest) { got = manifest; });
        reader.start({.paths = {folder.path()}});
        QTRY_VERIFY(got);
        QCOMPARE(got->objects.size(), size_t(5));
        QVERIFY(got->problems.empty());
        { // one that goes at once
            ManifestReader gone;
            gone.start({.text = drop});
        }
        QTest::qWait(0);
    }

private:
    void start(const char* text)
    {
        auto manifest = std::make_shared<model::edit::Manifest>();
        addManifest(*manifest, QStringLiteral("drop"), text);
        sortForApply(manifest->objects);
        m_run->start(manifest, QStringLiteral("default"));
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
    }

    void apply()
    {
        m_run->apply();
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
    }

    void undo()
    {
        m_run->undo();
        QTRY_COMPARE(m_run->phase(), Phase::Ready);
    }

    std::vector<State> states() const
    {
        std::vector<State> states;
        for (const ManifestRun::Row& row : m_run->rows())
            states.push_back(row.state);
        return states;
    }

    std::unique_ptr<SmallServer> m_server;
    std::unique_ptr<Discovery> m_discovery;
    std::unique_ptr<ManifestRun> m_run;
};

SKIFF_REGISTER_TEST(ManifestRunTest);
#include "manifest_run_test.moc"
