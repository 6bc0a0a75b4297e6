#include "tests/contract/store/store_contract.h"

#include "tests/support/store_calls.h"

#include <QTest>

#include <atomic>
#include <thread>

namespace skiff::test {

using store::Event;
using store::Range;
using store::Revision;

namespace {

std::vector<std::string> keysOf(const store::RangeResult& result)
{
    std::vector<std::string> keys;
    for (const auto& entry : result.entries)
        keys.push_back(entry.key);
    return keys;
}

using Keys = std::vector<std::string>;

} // namespace

void StoreContract::init()
{
    m_store = openEmpty();
    QVERIFY(m_store);
    QVERIFY(m_store->revision().value > 0);
}

void StoreContract::cleanup()
{
    m_store.reset();
}

void StoreContract::createsReadsReplacesAndDeletes()
{
    const Revision created = put(*m_store, "/pods/a", "one");
    QVERIFY(created.value > 0);
    auto entry = m_store->get("/pods/a");
    QVERIFY(entry.ok() && entry->has_value());
    QCOMPARE(*(*entry)->value, std::string("one"));
    QVERIFY((*entry)->revision == created);
    QVERIFY(m_store->revision() == created);

    const Revision replaced = put(*m_store, "/pods/a", "two", created);
    QVERIFY(replaced > created);
    QCOMPARE(*(*m_store->get("/pods/a"))->value, std::string("two"));

    const Revision deleted = remove(*m_store, "/pods/a", replaced);
    QVERIFY(deleted > replaced);
    QVERIFY(!m_store->get("/pods/a")->has_value());
    QVERIFY(!m_store->get("/pods/b")->has_value());
    QVERIFY2(put(*m_store, "/pods/a", "again") > deleted, "a deleted key can be created again");
}

void StoreContract::refusesAWriteOfAnotherRevision()
{
    const Revision first = put(*m_store, "/a", "one");
    const Revision second = put(*m_store, "/a", "two", first);

    for (const Revision wrong : {Revision{}, first, Revision{second.value + 100}}) {
        const auto outcome = writeNow(*m_store, {"/a", bytes("three"), wrong});
        QVERIFY(outcome.ok());
        QVERIFY(!outcome->accepted);
        QVERIFY(outcome->current.has_value());
        QCOMPARE(*outcome->current->value, std::string("two"));
        QVERIFY(outcome->current->revision == second);
    }
    QVERIFY(!writeNow(*m_store, {"/a", nullptr, first})->accepted);

    const auto missing = writeNow(*m_store, {"/missing", bytes("x"), first});
    QVERIFY(missing.ok());
    QVERIFY(!missing->accepted);
    QVERIFY(!missing->current.has_value());
}

void StoreContract::givesRejectedWritesNoRevision()
{
    const Revision first = put(*m_store, "/a", "one");
    QVERIFY(put(*m_store, "/a", "two").value == 0);
    QVERIFY(m_store->revision() == first);
    QVERIFY(put(*m_store, "/b", "one") > first);
}

void StoreContract::refusesNonsense()
{
    QCOMPARE(writeNow(*m_store, {"", bytes("x"), {}}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(writeNow(*m_store, {"/a", nullptr, {}}).error().code, ErrorCode::InvalidArgument);
    QVERIFY(put(*m_store, "/a", "x").value > 0);
}

void StoreContract::keepsAnyBytes()
{
    const std::string everything("\0\xff'\"\n\x80", 6);
    QVERIFY(put(*m_store, "/bytes/" + everything, everything).value > 0);
    QVERIFY(put(*m_store, "/bytes/empty", "").value > 0);
    QCOMPARE(*(*m_store->get("/bytes/" + everything))->value, everything);
    const auto empty = m_store->get("/bytes/empty");
    QVERIFY(empty->has_value() && (*empty)->value);
    QVERIFY((*empty)->value->empty());
}

void StoreContract::listsAPrefixInOrder()
{
    for (const char* key : {"/b/2", "/a/1", "/b/10", "/b0", "/c/1", "/b/1"})
        QVERIFY(put(*m_store, key, key).value > 0);
    auto all = m_store->range({.prefix = "/b/"});
    QVERIFY(all.ok());
    QCOMPARE(keysOf(*all), (Keys{"/b/1", "/b/10", "/b/2"}));
    QVERIFY(!all->more);
    QVERIFY(all->revision == m_store->revision());

    auto page = m_store->range({.prefix = "/b/", .limit = 1});
    QCOMPARE(keysOf(*page), (Keys{"/b/1"}));
    QVERIFY(page->more);
    QCOMPARE(page->remaining, size_t(2));
    QCOMPARE(m_store->range({})->entries.size(), size_t(6));
    QVERIFY(m_store->range({.prefix = "/none/"})->entries.empty());
}

void StoreContract::pagesThroughOneSnapshot()
{
    for (int i = 0; i < 10; ++i)
        QVERIFY(put(*m_store, "/p/" + std::to_string(i), "old").value > 0);
    auto page = m_store->range({.prefix = "/p/", .limit = 3});
    Keys seen = keysOf(*page);
    while (page->more) {
        // Changes behind the snapshot: none of them may be seen.
        const auto victim = *m_store->get("/p/9");
        if (victim)
            remove(*m_store, "/p/9", victim->revision);
        put(*m_store, "/p/55", "new");
        page = m_store->range({.prefix = "/p/", .after = seen.back(), .limit = 3, .at = page->revision});
        QVERIFY(page.ok());
        for (const auto& entry : page->entries) {
            QCOMPARE(*entry.value, std::string("old"));
            seen.push_back(entry.key);
        }
    }
    QCOMPARE(seen.size(), size_t(10));
    QCOMPARE(seen.back(), std::string("/p/9"));
}

void StoreContract::readsTheStateOfAnOlderRevision()
{
    const Revision one = put(*m_store, "/a", "one");
    const Revision two = put(*m_store, "/a", "two", one);
    const Revision gone = remove(*m_store, "/a", two);
    QCOMPARE(*m_store->range({.at = one})->entries.at(0).value, std::string("one"));
    QCOMPARE(*m_store->range({.at = two})->entries.at(0).value, std::string("two"));
    QVERIFY(m_store->range({.at = two})->revision == two);
    QVERIFY(m_store->range({.at = gone})->entries.empty());
}

void StoreContract::knowsNoFuture()
{
    const auto future = m_store->range({.at = Revision{m_store->revision().value + 1}});
    QVERIFY(!future.ok());
    QCOMPARE(future.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(m_store->compact(Revision{m_store->revision().value + 1}).error().code, ErrorCode::InvalidArgument);
}

void StoreContract::watchesHistoryThenLife()
{
    const Revision one = put(*m_store, "/w/a", "one");
    const Revision two = put(*m_store, "/w/a", "two", one);
    WatchRecorder recorder;
    auto watch = m_store->watch("/w/", one, recorder.sink());
    QVERIFY(watch.ok());
    const Revision gone = remove(*m_store, "/w/a", two);
    const Revision again = put(*m_store, "/w/a", "three");
    QVERIFY(recorder.waitFor(again));

    const auto events = recorder.events();
    QCOMPARE(events.size(), size_t(3));
    QVERIFY(events[0].type == Event::Type::Put && events[0].entry.revision == two);
    QCOMPARE(*events[0].entry.value, std::string("two"));
    QCOMPARE(*events[0].previous, std::string("one"));
    QVERIFY(events[1].type == Event::Type::Delete && events[1].entry.revision == gone);
    QCOMPARE(*events[1].entry.value, std::string("two"));
    QVERIFY(events[2].type == Event::Type::Put && !events[2].previous);
}

void StoreContract::watchesOnlyItsPrefixButHearsOfProgress()
{
    WatchRecorder recorder;
    auto watch = m_store->watch("/mine/", m_store->revision(), recorder.sink());
    put(*m_store, "/other/a", "x");
    put(*m_store, "/mine", "x");
    const Revision mine = put(*m_store, "/mine/a", "x");
    const Revision last = put(*m_store, "/minez", "x");
    QVERIFY(recorder.waitFor(last));
    QCOMPARE(recorder.events().size(), size_t(1));
    QVERIFY(recorder.events()[0].entry.revision == mine);
}

void StoreContract::deliversEventsBeforeTheWritersAnswer()
{
    WatchRecorder recorder;
    auto watch = m_store->watch("", m_store->revision(), recorder.sink());
    QVERIFY(recorder.waitFor(put(*m_store, "/first", "x")));
    for (size_t i = 0; i < 50; ++i) {
        QVERIFY(put(*m_store, "/k" + std::to_string(i), "x").value > 0);
        QCOMPARE(recorder.events().size(), i + 2);
    }
}

void StoreContract::saysNothingAfterAWatchIsDestroyed()
{
    std::atomic<bool> destroyed = false;
    std::atomic<int> late = 0;
    for (int i = 0; i < 20; ++i) {
        destroyed = false;
        auto watch =
            m_store->watch("", m_store->revision(), {[&](const auto&, Revision) { late += destroyed ? 1 : 0; }, {}});
        std::thread writer([&] { put(*m_store, "/k" + std::to_string(i), "x"); });
        watch->reset();
        destroyed = true;
        writer.join();
    }
    QCOMPARE(late.load(), 0);
}

void StoreContract::allowsAWatchToBeDestroyedByItsOwnCallback()
{
    std::promise<void> armed;
    std::shared_future<void> isArmed = armed.get_future().share();
    std::promise<void> done;
    std::unique_ptr<store::Watch> watch;
    watch = *m_store->watch("/k", m_store->revision(),
                            {[&](const auto& events, Revision) {
                                 if (events.empty())
                                     return;
                                 isArmed.wait();
                                 watch.reset();
                                 done.set_value();
                             },
                             {}});
    armed.set_value();
    put(*m_store, "/k", "x");
    QVERIFY(done.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
    QVERIFY(put(*m_store, "/k2", "x").value > 0);
}

void StoreContract::catchesUpWhileOthersWrite()
{
    const Revision start = m_store->revision();
    constexpr int before = 1500;
    constexpr int meanwhile = 500;
    std::atomic<int> answered = 0;
    const auto writeMany = [&](int from, int to) {
        for (int i = from; i < to; ++i)
            m_store->write({"/k/" + std::to_string(i), bytes("x"), {}}, [&](auto) { ++answered; });
    };
    writeMany(0, before);
    QVERIFY(put(*m_store, "/k/mark", "x").value > 0);
    WatchRecorder recorder;
    auto watch = m_store->watch("/k/", start, recorder.sink());
    writeMany(before, before + meanwhile);
    QVERIFY(recorder.waitFor(put(*m_store, "/k/end", "x")));
    QCOMPARE(answered.load(), before + meanwhile);

    const auto events = recorder.events();
    QCOMPARE(events.size(), size_t(before + meanwhile + 2));
    for (size_t i = 1; i < events.size(); ++i)
        QVERIFY(events[i - 1].entry.revision < events[i].entry.revision);
}

void StoreContract::forgetsWhatIsCompacted()
{
    const Revision one = put(*m_store, "/a", "one");
    const Revision two = put(*m_store, "/a", "two", one);
    const Revision other = put(*m_store, "/b", "one");
    const Revision three = put(*m_store, "/a", "three", two);
    QVERIFY(m_store->compact(other).ok());
    QVERIFY(m_store->compact(one).ok());
    QVERIFY2(m_store->compacted() == other, "compaction never goes back");

    QCOMPARE(m_store->range({.at = two}).error().code, ErrorCode::Expired);
    QCOMPARE(m_store->watch("", two, {}).error().code, ErrorCode::Expired);
    QCOMPARE(*m_store->range({.prefix = "/a", .at = other})->entries.at(0).value, std::string("two"));
    QCOMPARE(m_store->range({})->entries.size(), size_t(2));

    WatchRecorder recorder;
    auto watch = m_store->watch("", other, recorder.sink());
    QVERIFY(watch.ok());
    QVERIFY(recorder.waitFor(three));
    QCOMPARE(recorder.events().size(), size_t(1));
    QCOMPARE(*recorder.events()[0].previous, std::string("two"));
}

void StoreContract::showsMemoryWritesAtOnce()
{
    WatchRecorder recorder;
    auto watch = m_store->watch("", m_store->revision(), recorder.sink());
    const auto outcome = writeNow(*m_store, {"/leases/a", bytes("x"), {}, store::Durability::Memory});
    QVERIFY(outcome.ok() && outcome->accepted);
    QVERIFY(m_store->get("/leases/a")->has_value());
    QVERIFY(recorder.waitFor(outcome->revision));
    QVERIFY(put(*m_store, "/pods/a", "x") > outcome->revision);
}

void StoreContract::losesNoUpdateOfConcurrentWriters()
{
    constexpr int threads = 8;
    constexpr int additions = 25;
    WatchRecorder recorder;
    auto watch = m_store->watch("/counter", m_store->revision(), recorder.sink());
    QVERIFY(put(*m_store, "/counter", "0").value > 0);
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&] {
            for (int done = 0; done < additions;) {
                const auto now = m_store->range({.prefix = "/counter"})->entries.at(0);
                done += put(*m_store, "/counter", std::to_string(std::stoi(*now.value) + 1), now.revision).value > 0
                            ? 1
                            : 0;
            }
        });
    }
    for (auto& writer : writers)
        writer.join();
    QCOMPARE(*(*m_store->get("/counter"))->value, std::to_string(threads * additions));
    QVERIFY(recorder.waitFor(m_store->revision()));
    const auto events = recorder.events();
    QCOMPARE(events.size(), size_t(threads * additions + 1));
    for (size_t i = 0; i < events.size(); ++i)
        QCOMPARE(*events[i].entry.value, std::to_string(i));
}

} // namespace skiff::test
