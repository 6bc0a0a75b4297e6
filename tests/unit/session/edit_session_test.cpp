#include "tests/support/register_test.h"
#include "tests/unit/session/edit_bench.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;
using session::EditOutcome;
using session::EditSession;
using session::EditWish;
using Remote = session::EditSession::Remote;
using Type = session::EditOutcome::Type;

namespace {

/// moc does not read raw strings with escaped quotes, so without any.
std::string conflict()
{
    data::Value status = parsed(
        R"({"kind":"Status","reason":"Conflict","code":409,"message":"Apply failed","details":{"name":"web","causes":[{"reason":"FieldManagerConflict","field":".spec.replicas"}]}})");
    data::find(status, {"details", "causes"})->as_array()[0].as_object()["message"] = "conflict with \"kubectl\"";
    return data::toJson(status);
}

} // namespace

class EditSessionTest final : public QObject
{
    Q_OBJECT

    using Bench = EditBench;

private slots:
    void onlyWhatWasChangedIsApplied()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        QVERIFY(bench.write({.mine = shared(mine)}));
        QCOMPARE(bench.transport.last().request.method, std::string("PATCH"));
        QCOMPARE(data::stringAt(bench.body(), {"spec", "image"}), std::string_view("web:2"));
        QVERIFY(!data::find(bench.body(), {"spec", "replicas"}));
        QCOMPARE(data::stringAt(bench.body(), {"metadata", "uid"}), std::string_view("u1")); // that one or none
        bench.transport.last().answer(200, data::toJson(deployment(11, 2, "u1", "web:2")));
        QCOMPARE(bench.outcome->type, Type::Done);
        QCOMPARE(data::stringAt(bench.session.base(), {"metadata", "resourceVersion"}), std::string_view("11"));
        QVERIFY(bench.session.canUndo());
        // The watch tells of the time before.
        bench.tell("MODIFIED", deployment(10, 2));
        QCOMPARE(bench.session.remote(), Remote::Same);
    }

    void nothingIsWrittenWithoutAChange()
    {
        Bench bench;
        QVERIFY(!bench.write({.mine = bench.session.basePtr()}));
        QCOMPARE(bench.outcome->type, Type::Nothing);
    }

    void anotherStatusIsNoChange()
    {
        Bench bench;
        bench.tell("MODIFIED", deployment(11, 2));
        QCOMPARE(bench.session.remote(), Remote::Same);
        QCOMPARE(data::intAt(bench.session.base(), {"status", "observedGeneration"}), 11);
    }

    void aChangeOfOthersIsToldAndMerged()
    {
        Bench bench;
        bench.tell("MODIFIED", deployment(11, 5));
        QCOMPARE(bench.session.remote(), Remote::Changed);
        QCOMPARE(bench.session.remoteChanges().size(), size_t(1));
        QCOMPARE(data::intAt(bench.session.base(), {"spec", "replicas"}), 2);
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        model::edit::MergeResult merged;
        session::ObjectPtr theirs;
        bench.session.merge(shared(mine), [&](EditSession::Merge merge) {
            merged = std::move(merge.result);
            theirs = merge.theirs;
        });
        QVERIFY(merged.conflicts.empty());
        QCOMPARE(data::intAt(merged.merged, {"spec", "replicas"}), 5);
        QCOMPARE(data::stringAt(merged.merged, {"spec", "image"}), std::string_view("web:2"));
        bench.session.rebase(theirs);
        QCOMPARE(bench.session.remote(), Remote::Same);
    }

    void aConflictShowsWhoOwnsTheField()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "replicas", 3);
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine)});
        bench.transport.last().answer(409, conflict());
        QCOMPARE(bench.outcome->type, Type::Conflicts);
        QCOMPARE(bench.outcome->conflicts.size(), size_t(1));
        const session::EditConflict& found = bench.outcome->conflicts.front();
        QCOMPARE(found.owners.front().manager, std::string("kubectl"));
        QCOMPARE(found.mine->get_int64(), 3);
        QCOMPARE(found.theirs->get_int64(), 2);

        // Taken over: only now with force, and only when nothing else is in conflict.
        bench.write({.mine = shared(mine), .taken = {found.field}});
        QVERIFY(bench.transport.last().query("force").empty());
        const size_t before = bench.transport.count();
        bench.transport.last().answer(409, conflict());
        QTRY_COMPARE(bench.transport.count(), before + 1);
        QCOMPARE(bench.transport.last().query("force"), std::string("true"));
        bench.transport.last().answer(200, data::toJson(deployment(11, 3, "u1", "web:2")));
        QCOMPARE(bench.outcome->type, Type::Done);
    }

    void aConflictWithOurselvesIsNone()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine)});
        std::string own = conflict();
        own.replace(own.find("kubectl"), 7, "skiff-desktop");
        const size_t before = bench.transport.count();
        bench.transport.last().answer(409, own);
        QTRY_COMPARE(bench.transport.count(), before + 1);
        QCOMPARE(bench.transport.last().query("force"), std::string("true"));
    }

    void aFieldThatIsLeftToItsOwnerIsNotSent()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "replicas", 3);
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine), .kept = {".spec.replicas"}});
        QVERIFY(!data::find(bench.body(), {"spec", "replicas"}));
        QCOMPARE(data::stringAt(bench.body(), {"spec", "image"}), std::string_view("web:2"));
    }

    void aLabelWithDotsIsLeftToItsOwner()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        data::ensureObject(mine, {"metadata", "labels"})["app.kubernetes.io/name"] = "shop";
        bench.write({.mine = shared(mine), .kept = {".metadata.labels.app.kubernetes.io/name"}});
        QVERIFY(!data::find(bench.body(), {"metadata", "labels", "app.kubernetes.io/name"}));
        QCOMPARE(data::stringAt(bench.body(), {"spec", "image"}), std::string_view("web:2"));
    }

    void removingWhatOthersOwnIsAskedFirst()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        data::removeAt(mine, {"spec", "paused"});
        QVERIFY(!bench.write({.mine = shared(mine)}));
        QCOMPARE(bench.outcome->type, Type::Foreign);
        QCOMPARE(bench.outcome->foreign.front().owners.front().manager, std::string("kubectl"));
        QVERIFY(bench.write({.mine = shared(mine), .removeForeign = true}));
        QCOMPARE(bench.transport.last().request.method, std::string("PUT"));
        QVERIFY(!data::find(bench.body(), {"spec", "paused"}));
    }

    void anUpdateGoesOnWhenOnlyTheStatusIsNewer()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        data::removeAt(mine, {"spec", "image"});
        QVERIFY(bench.write({.mine = shared(mine)}));
        QCOMPARE(data::stringAt(bench.body(), {"metadata", "resourceVersion"}), std::string_view("10"));
        const size_t before = bench.transport.count();
        bench.transport.last().answer(409, R"({"kind":"Status","reason":"Conflict","code":409,"message":"modified"})");
        QTRY_COMPARE(bench.transport.count(), before + 1);
        bench.transport.last().answer(200, data::toJson(deployment(12, 2)));
        QTRY_COMPARE(bench.transport.last().request.method, std::string("PUT"));
        QCOMPARE(data::stringAt(bench.body(), {"metadata", "resourceVersion"}), std::string_view("12"));
    }

    void anUpdateStopsWhenSomebodyChangedSomething()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        data::removeAt(mine, {"spec", "image"});
        bench.write({.mine = shared(mine)});
        const size_t before = bench.transport.count();
        bench.transport.last().answer(409, R"({"kind":"Status","reason":"Conflict","code":409,"message":"modified"})");
        QTRY_COMPARE(bench.transport.count(), before + 1);
        bench.transport.last().answer(200, data::toJson(deployment(12, 7)));
        QCOMPARE(bench.outcome->type, Type::Stale);
        QCOMPARE(bench.session.remote(), Remote::Changed);
    }

    void aDeletedObjectIsMadeAnewOnlyWhenAsked()
    {
        Bench bench;
        bench.tell("DELETED", deployment(11, 2));
        QCOMPARE(bench.session.remote(), Remote::Deleted);
        data::Value mine = bench.session.base();
        set(mine, "replicas", 3);
        QVERIFY(!bench.write({.mine = shared(mine)}));
        QCOMPARE(bench.outcome->type, Type::Gone);
        QVERIFY(bench.write({.mine = shared(mine), .anew = true}));
        QCOMPARE(bench.transport.last().request.method, std::string("POST"));
        QVERIFY(!data::find(bench.body(), {"metadata", "uid"}));
        bench.transport.last().answer(201, data::toJson(deployment(12, 3, "u2")));
        QCOMPARE(bench.session.remote(), Remote::Same);
        bench.tell("DELETED", deployment(11, 2)); // of the one before
        QCOMPARE(bench.session.remote(), Remote::Same);
    }

    void anotherObjectOfTheSameNameIsTold()
    {
        Bench bench;
        bench.tell("DELETED", deployment(11, 2));
        bench.tell("ADDED", deployment(12, 2, "u2"));
        QCOMPARE(bench.session.remote(), Remote::Replaced);
        data::Value mine = bench.session.base();
        set(mine, "replicas", 3);
        QVERIFY(!bench.write({.mine = shared(mine)}));
        QCOMPARE(bench.outcome->type, Type::Stale);
    }

    void aDeletionTheWatchHasNotToldYetIsNoNewObject()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine)});
        bench.transport.last().answer(
            409,
            R"({"kind":"Status","reason":"Conflict","code":409,"message":"Operation cannot be fulfilled: uid mismatch: the provided object specified uid u1, and no existing object was found"})");
        QCOMPARE(bench.outcome->type, Type::Gone);
    }

    void aDryRunLeavesEverythingAsItIs()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine), .dryRun = true});
        QCOMPARE(bench.transport.last().query("dryRun"), std::string("All"));
        bench.transport.last().answer(200, data::toJson(deployment(10, 2, "u1", "web:2")));
        QCOMPARE(bench.outcome->type, Type::Done);
        QCOMPARE(data::stringAt(*bench.outcome->object, {"spec", "image"}), std::string_view("web:2"));
        QVERIFY(!bench.session.canUndo());
        QCOMPARE(data::stringAt(bench.session.base(), {"spec", "image"}), std::string_view("web:1"));
    }

    void undoTakesBackOwnChangesAndLeavesThoseOfOthers()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine)});
        bench.transport.last().answer(200, data::toJson(deployment(11, 2, "u1", "web:2")));
        bench.tell("MODIFIED", deployment(12, 9, "u1", "web:2"));
        QVERIFY(bench.write({}, true));
        QCOMPARE(data::stringAt(bench.body(), {"spec", "image"}), std::string_view("web:1"));
        QVERIFY(!data::find(bench.body(), {"spec", "replicas"}));
        bench.transport.last().answer(200, data::toJson(deployment(13, 9)));
        QCOMPARE(bench.outcome->type, Type::Done);
        QVERIFY(!bench.session.canUndo());
    }

    void undoAsksAboutFieldsThatOthersChangedSince()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine)});
        bench.transport.last().answer(200, data::toJson(deployment(11, 2, "u1", "web:2")));
        bench.tell("MODIFIED", deployment(12, 2, "u1", "web:7"));
        QVERIFY(!bench.write({}, true));
        QCOMPARE(bench.outcome->type, Type::Conflicts);
        QCOMPARE(bench.outcome->conflicts.front().field, std::string(".spec.image"));
        QVERIFY(bench.session.canUndo());
        QVERIFY(bench.write({.taken = {".spec.image"}}, true));
        QCOMPARE(data::stringAt(bench.body(), {"spec", "image"}), std::string_view("web:1"));
    }

    void aNameIsNotChanged()
    {
        Bench bench;
        data::Value mine = bench.session.base();
        data::ensureObject(mine, {"metadata"})["name"] = "other";
        QVERIFY(!bench.write({.mine = shared(mine)}));
        QCOMPARE(bench.outcome->type, Type::Refused);
        QVERIFY(bench.outcome->problem.startsWith("name"));
    }

    void aNewObjectIsFollowedOnceItIsMade()
    {
        FakeTransport transport;
        session::Discovery discovery(transport);
        session::ObjectWriter writer(transport, discovery);
        EditSession session(transport, writer, std::nullopt);
        session.setDefaultNamespace("shop");
        session.start();
        QCOMPARE(session.remote(), Remote::Same);
        std::optional<EditOutcome> outcome;
        session.write(
            {.mine = shared(parsed(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}})"))},
            [&outcome](const EditOutcome& result) { outcome = result; });
        QTRY_COMPARE(transport.count(), size_t(1));
        QCOMPARE(transport.last().request.method, std::string("POST"));
        QCOMPARE(transport.last().request.path, std::string("/apis/apps/v1/namespaces/shop/deployments"));
        transport.last().answer(201, data::toJson(deployment(3, 1)));
        QTRY_VERIFY(outcome);
        QCOMPARE(session.object()->name, QStringLiteral("web"));
        QVERIFY(session.undoDeletes());
        transport.last().answer(200, data::toJson(deployment(3, 1)));
        QCOMPARE(session.remote(), Remote::Same);
        outcome.reset();
        session.undo({}, [&outcome](const EditOutcome& result) { outcome = result; });
        QTRY_COMPARE(transport.last().request.method, std::string("DELETE"));
        transport.last().answer(200, R"({"kind":"Status","status":"Success"})");
        QCOMPARE(outcome->type, Type::Done);
    }

    void aServerThatDoesNotAnswerIsToldAndComesBack()
    {
        Bench bench;
        bench.watch().sink.onEnd(Error{ErrorCode::Unavailable, "refused"});
        QCOMPARE(bench.session.remote(), Remote::Away);
        QCOMPARE(bench.session.problem(), QStringLiteral("refused"));
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.write({.mine = shared(mine)});
        bench.transport.last().done(Error{ErrorCode::Unavailable, "refused"});
        QCOMPARE(bench.outcome->type, Type::NoAnswer);
        bench.session.reconnect();
        QTRY_COMPARE(bench.transport.last().request.method, std::string("GET"));
        bench.transport.last().answer(200, data::toJson(deployment(12, 2)));
        QCOMPARE(bench.session.remote(), Remote::Same);
    }
};

SKIFF_REGISTER_TEST(EditSessionTest);
#include "edit_session_test.moc"
