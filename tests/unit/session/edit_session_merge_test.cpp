#include "app/session/edit/off_thread.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/edit_bench.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;
using session::EditSession;
using Remote = EditSession::Remote;
using Type = session::EditOutcome::Type;

namespace {

/// A Deployment with an annotation that makes it large.
data::Value large(int version, int replicas, const std::string& image = "web:1")
{
    data::Value object = deployment(version, replicas, "u1", image);
    data::ensureObject(object, {"metadata", "annotations"})["note"] = std::string(2 * session::LargeObject, 'x');
    return object;
}

} // namespace

/// What becomes of an edit while others change the object again and again; large objects are worked on elsewhere
/// meanwhile.
class EditSessionMergeTest final : public QObject
{
    Q_OBJECT

    static EditSession::Merge mergeNow(EditBench& bench, const data::Value& mine)
    {
        std::optional<EditSession::Merge> merged;
        bench.session.merge(shared(mine), [&merged](EditSession::Merge merge) { merged = std::move(merge); });
        if (!QTest::qWaitFor([&merged] { return merged.has_value(); }))
            qFatal("no merge came");
        return *std::move(merged);
    }

private slots:
    void aMergeStandsOnWhatItHasSeen()
    {
        EditBench bench;
        data::Value mine = bench.session.base();
        set(mine, "replicas", 5);
        bench.tell("MODIFIED", deployment(11, 7));
        const EditSession::Merge merge = mergeNow(bench, mine);
        QCOMPARE(merge.result.conflicts.size(), size_t(1));
        // One thinks; the same field and another one are changed meanwhile.
        bench.tell("MODIFIED", deployment(12, 9, "u1", "web:2"));
        QCOMPARE(data::intAt(*merge.theirs, {"spec", "replicas"}), 7);
        bench.session.rebase(merge.theirs);
        QCOMPARE(bench.session.remote(), Remote::Changed); // since the merge
        QCOMPARE(bench.session.remoteChanges().size(), size_t(2));
        QCOMPARE(data::intAt(bench.session.base(), {"spec", "replicas"}), 7);
        // Decided for 5: the next merge asks about 9, and takes the image.
        const EditSession::Merge next = mergeNow(bench, mine);
        QCOMPARE(next.result.conflicts.size(), size_t(1));
        QCOMPARE(next.result.conflicts.front().theirs->get_int64(), 9);
        QCOMPARE(data::stringAt(next.result.merged, {"spec", "image"}), std::string_view("web:2"));
        bench.session.rebase(next.theirs);
        QCOMPARE(bench.session.remote(), Remote::Same);
    }

    void anObjectThatGoesWhileOneDecidesIsTold()
    {
        EditBench bench;
        data::Value mine = bench.session.base();
        set(mine, "replicas", 5);
        bench.tell("MODIFIED", deployment(11, 7));
        const EditSession::Merge merge = mergeNow(bench, mine);
        bench.tell("DELETED", deployment(12, 7));
        bench.session.rebase(merge.theirs);
        QCOMPARE(bench.session.remote(), Remote::Deleted);
        QVERIFY(!bench.write({.mine = shared(mine)}));
        QCOMPARE(bench.outcome->type, Type::Gone);
    }

    void aLargeObjectIsComparedElsewhere()
    {
        EditBench bench(large(10, 2));
        QVERIFY(bench.session.isLarge());
        bench.tell("MODIFIED", large(11, 5));
        QCOMPARE(bench.session.remote(), Remote::Same); // not known yet, and nobody waits for it
        QTRY_COMPARE(bench.session.remote(), Remote::Changed);
        QCOMPARE(bench.session.remoteChanges().front().path.toString(), std::string(".spec.replicas"));
    }

    /// Several comparisons under way: the last state counts, whatever the first ones find.
    void comparisonsThatAreOvertakenSayNothing()
    {
        EditBench bench(large(10, 2));
        for (int version = 11; version < 20; ++version)
            bench.tell("MODIFIED", large(version, version));
        bench.tell("MODIFIED", large(20, 2)); // as it was
        QTRY_COMPARE(data::stringAt(bench.session.base(), {"metadata", "resourceVersion"}), std::string_view("20"));
        QCOMPARE(bench.session.remote(), Remote::Same);
        QVERIFY(bench.session.remoteChanges().empty());
    }

    void aLargeObjectIsMergedAndWritten()
    {
        EditBench bench(large(10, 2));
        data::Value mine = bench.session.base();
        set(mine, "image", "web:2");
        bench.tell("MODIFIED", large(11, 5));
        QTRY_COMPARE(bench.session.remote(), Remote::Changed);
        const EditSession::Merge merge = mergeNow(bench, mine);
        QVERIFY(merge.result.conflicts.empty());
        QCOMPARE(data::intAt(merge.result.merged, {"spec", "replicas"}), 5);
        bench.session.rebase(merge.theirs);
        QVERIFY(bench.write({.mine = shared(merge.result.merged)}));
        QCOMPARE(data::stringAt(bench.body(), {"spec", "image"}), std::string_view("web:2"));
        QVERIFY(!data::find(bench.body(), {"metadata", "annotations"})); // only what was changed goes over the line
        bench.transport.last().answer(200, data::toJson(large(12, 5, "web:2")));
        QTRY_VERIFY(bench.outcome);
        QCOMPARE(bench.outcome->type, Type::Done);
        QCOMPARE(bench.session.remote(), Remote::Same);
    }

    void whoHasClosedGetsNoAnswer()
    {
        auto bench = std::make_unique<EditBench>(large(10, 2));
        bool answered = false;
        bench->session.merge(bench->session.basePtr(), [&answered](const EditSession::Merge&) { answered = true; });
        bench->tell("MODIFIED", large(11, 5));
        bench.reset();
        // The worker is one: when it has done this, it has done what came before.
        QObject here;
        bool through = false;
        session::offThread(
            true, &here, [] { return 0; }, [&through](int) { through = true; });
        QTRY_VERIFY(through);
        QVERIFY(!answered);
    }
};

SKIFF_REGISTER_TEST(EditSessionMergeTest);
#include "edit_session_merge_test.moc"
