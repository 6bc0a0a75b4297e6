#include "cluster/apiserver/handlers/delete.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/deletion.h"
#include "cluster/apiserver/handlers/list_options.h"
#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_steps.h"
#include "cluster/apiserver/views/object_view.h"
#include "cluster/base/mutex.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

/// Deletions of a collection that are under way at once.
constexpr size_t collectionWidth = 32;

Outcome<DeleteWish> readWish(const ApiCall& call)
{
    data::Value body;
    if (!call.request->http().body.empty()) {
        const ExpectedKind kind{"meta.k8s.io", "v1", "DeleteOptions", api::findType("meta.v1.DeleteOptions")};
        SKIFF_TRY_ASSIGN(body, readOptionsBody(call.request->http(), kind));
    }
    return readDeleteWish(call.request->query, body);
}

std::string successStatus(const api::Resource& resource, const StoredObject& object)
{
    return fmt::format(R"({{"kind":"Status","apiVersion":"v1","metadata":{{}},"status":"Success","details":{{"name":"{}",{}"kind":"{}","uid":"{}"}}}})",
                       object.name(), resource.group.empty() ? "" : fmt::format(R"("group":"{}",)", resource.group),
                       resource.plural, object.uid());
}

void answerDeleted(const ApiCall& call, const Written& written)
{
    const ServedResource& served = call.target.served;
    auto wanted = representationFor(call.request, objectShapes(served));
    if (!wanted)
        return;
    if (written.deleted && !served.strategy.returnsDeleted()) {
        wanted->message = api::findType("meta.v1.Status");
        return answerJson(call.request, 200, successStatus(served.resource, *written.object), *wanted);
    }
    net::Buffers body;
    ObjectView(served, *wanted, call.services.clock).appendParts(body, written.object);
    answerView(call.request, 200, std::move(body), *wanted);
}

void deleteOne(const ApiCall& call, const DeleteWish& wish, WrittenFunction done)
{
    changeObject(
        call, call.target.key(), [call, wish](const ObjectPtr& current) { return computeDeletion(call, current, wish); },
        {wish.dryRun}, std::move(done));
}

/// Deletes what a collection's selection found, some at a time. Keeps itself alive.
class CollectionDeletion final : public std::enable_shared_from_this<CollectionDeletion>
{
public:
    CollectionDeletion(const ApiCall& call, DeleteWish wish, Snapshot snapshot)
        : m_call(call), m_wish(std::move(wish)), m_snapshot(std::move(snapshot)) {}

    void start()
    {
        if (m_snapshot.objects.empty())
            return answer();
        for (size_t i = 0; i < std::min(collectionWidth, m_snapshot.objects.size()); ++i)
            next();
    }

private:
    void next();
    void finished(Outcome<Written> outcome);
    void answer() const;

    ApiCall m_call;
    DeleteWish m_wish;
    Snapshot m_snapshot;
    Mutex m_mutex;
    size_t m_started SKIFF_GUARDED_BY(m_mutex) = 0;
    size_t m_finished SKIFF_GUARDED_BY(m_mutex) = 0;
    std::optional<StatusError> m_problem SKIFF_GUARDED_BY(m_mutex);
};

void CollectionDeletion::next()
{
    size_t index = 0;
    {
        MutexLock lock(m_mutex);
        if (m_started == m_snapshot.objects.size())
            return;
        index = m_started++;
    }
    const StoredObject& object = *m_snapshot.objects[index];
    const ApiCall one{m_call.services, m_call.request,
                      Target{m_call.target.served, nullptr, std::string(object.namespaceName()), std::string(object.name())}};
    deleteOne(one, m_wish, [self = shared_from_this()](Outcome<Written> outcome) { self->finished(std::move(outcome)); });
}

void CollectionDeletion::finished(Outcome<Written> outcome)
{
    bool last = false;
    {
        MutexLock lock(m_mutex);
        if (!outcome.ok() && outcome.error().code != 404 && !m_problem)
            m_problem = outcome.error();
        last = ++m_finished == m_snapshot.objects.size();
    }
    if (!last)
        return onPool(m_call, [self = shared_from_this()] { self->next(); });
    MutexLock lock(m_mutex);
    if (m_problem)
        return m_call.request->fail(*m_problem);
    lock.unlock();
    answer();
}

void CollectionDeletion::answer() const
{
    const auto wanted = representationFor(m_call.request, listShapes(m_call.target.served));
    if (!wanted)
        return;
    const ObjectView view(m_call.target.served, *wanted, m_call.services.clock);
    answerView(m_call.request, 200, view.list({m_snapshot.revision}, m_snapshot.objects), *wanted);
}

} // namespace

void handleDelete(const ApiCall& call)
{
    onPool(call, [call] {
        const auto wish = readWish(call);
        if (!wish.ok())
            return call.request->fail(wish.error());
        deleteOne(call, *wish, [call](Outcome<Written> outcome) {
            if (outcome.ok())
                answerDeleted(call, *outcome);
            else
                call.request->fail(outcome.error());
        });
    });
}

void handleDeleteCollection(const ApiCall& call)
{
    auto options = readListOptions(call, false);
    if (!options.ok())
        return call.request->fail(options.error());
    whenCurrent(call, [call, selection = options->selection] {
        onPool(call, [call, selection] {
            const auto wish = readWish(call);
            if (!wish.ok())
                return call.request->fail(wish.error());
            const ServedResource& served = call.target.served;
            Snapshot snapshot = served.cache.list(served.key(call.target.nameSpace, ""));
            std::erase_if(snapshot.objects, [&](const ObjectPtr& object) { return !selection.matches(*object); });
            std::make_shared<CollectionDeletion>(call, *wish, std::move(snapshot))->start();
        });
    });
}

} // namespace skiff::apiserver
