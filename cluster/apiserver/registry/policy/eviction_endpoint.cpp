#include "cluster/apiserver/registry/policy/eviction_endpoint.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/deletion.h"
#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_options.h"
#include "cluster/apiserver/registry/policy/budget_rules.h"
#include "cluster/apiserver/watchcache/resource_cache.h"

namespace skiff::apiserver {

namespace {

constexpr int budgetTries = 20;

/// One eviction: asks the budget, then deletes. Keeps itself alive.
class Eviction : public std::enable_shared_from_this<Eviction>
{
public:
    Eviction(const ApiCall& call, DeleteWish wish) : m_call(call), m_wish(std::move(wish)) {}

    void run();

private:
    void take(const ObjectPtr& pod, const ObjectPtr& budget);
    Outcome<Change> computeTaking(const data::Value& pod, const ObjectPtr& budget) const;
    void remove();
    Outcome<Change> computeRemoval(const ObjectPtr& current) const;
    std::vector<ObjectPtr> budgetsOf(const StoredObject& pod) const;

    ApiCall m_call;
    DeleteWish m_wish;
};

std::vector<ObjectPtr> Eviction::budgetsOf(const StoredObject& pod) const
{
    const ServedResource* budgets = m_call.services.registry.find("policy", "v1", "poddisruptionbudgets");
    const auto podDocument = data::Document::parse(std::string(pod.json()));
    std::vector<ObjectPtr> found;
    if (!budgets || !podDocument.ok())
        return found;
    const data::Node labels = (*podDocument)->root()["metadata"]["labels"];
    for (ObjectPtr& budget : budgets->cache.list(budgets->key(pod.namespaceName(), "")).objects) {
        const auto document = data::Document::parse(std::string(budget->json()));
        if (document.ok() && selectsPod((*document)->root(), labels))
            found.push_back(std::move(budget));
    }
    return found;
}

void Eviction::run()
{
    const ObjectPtr pod = m_call.target.served.cache.find(m_call.target.key());
    if (!pod)
        return m_call.request->fail(notFound(m_call.target.served.resource, m_call.target.name));
    if (!needsBudget(pod->toValue("Pod", "v1")))
        return remove();
    const std::vector<ObjectPtr> budgets = budgetsOf(*pod);
    if (budgets.size() > 1)
        return m_call.request->fail(internalError("This pod has more than one PodDisruptionBudget, which the eviction "
                                                  "subresource does not support."));
    if (budgets.empty())
        return remove();
    take(pod, budgets.front());
}

void Eviction::take(const ObjectPtr& pod, const ObjectPtr& budget)
{
    const ServedResource* budgets = m_call.services.registry.find("policy", "v1", "poddisruptionbudgets");
    const ApiCall call{m_call.services, m_call.request,
                       Target{*budgets, budgets->resource.findSubresource("status"), m_call.target.nameSpace,
                              std::string(budget->name())}};
    changeObject(
        call, budget->key(),
        [self = shared_from_this(), pod = pod->toValue("Pod", "v1")](const ObjectPtr& current) {
            return self->computeTaking(pod, current);
        },
        {m_wish.dryRun, budgetTries},
        [self = shared_from_this()](const Outcome<Written>& outcome) {
            if (!outcome.ok())
                return self->m_call.request->fail(outcome.error());
            onPool(self->m_call, [self] { self->remove(); });
        });
}

Outcome<Change> Eviction::computeTaking(const data::Value& pod, const ObjectPtr& budget) const
{
    if (!budget)
        return Change{Change::Kind::Keep, nullptr}; // deleted meanwhile
    data::Value object = budget->toValue("PodDisruptionBudget", "policy/v1");
    if (budgetUseOf(pod, object) == BudgetUse::None)
        return Change{Change::Kind::Keep, nullptr};
    SKIFF_TRY(takeDisruption(object, m_call.target.name, m_call.services.clock.now()));
    return Change{Change::Kind::Write, std::move(object)};
}

void Eviction::remove()
{
    changeObject(
        m_call, m_call.target.key(),
        [self = shared_from_this()](const ObjectPtr& current) { return self->computeRemoval(current); },
        {m_wish.dryRun},
        [self = shared_from_this()](const Outcome<Written>& outcome) {
            if (!outcome.ok())
                return self->m_call.request->fail(outcome.error());
            answerJson(
                self->m_call.request, 201,
                std::string(R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201})"));
        });
}

/// A deletion that leaves in the status why the pod goes.
Outcome<Change> Eviction::computeRemoval(const ObjectPtr& current) const
{
    SKIFF_TRY_ASSIGN(Change change, computeDeletion(m_call, current, m_wish));
    if (change.kind != Change::Kind::Write)
        return change;
    data::Object& status = data::ensureObject(change.object, {"status"});
    data::Value& conditions = status["conditions"];
    if (!conditions.is_array())
        conditions.emplace_array();
    data::Array& list = conditions.as_array();
    for (size_t i = list.size(); i-- > 0;)
        if (data::stringAt(list[i], {"type"}) == "DisruptionTarget")
            list.erase(list.begin() + ptrdiff_t(i));
    list.push_back({{"type", "DisruptionTarget"},
                    {"status", "True"},
                    {"lastProbeTime", nullptr},
                    {"lastTransitionTime", formatTime(m_call.services.clock.now())},
                    {"reason", "EvictionByEvictionAPI"},
                    {"message", "Eviction API: evicting"}});
    return change;
}

void evict(const ApiCall& call)
{
    const api::Subresource& eviction = *call.target.subresource;
    const ExpectedKind kind{eviction.group, eviction.version, eviction.kind, eviction.type};
    auto options = readWriteOptions(call.request->query, "CreateOptions");
    if (!options.ok())
        return call.request->fail(options.error());
    auto body = readObjectBody(call.request->http(), kind, FieldValidation::Ignore, call.request->warnings);
    if (!body.ok())
        return call.request->fail(body.error());
    const std::string_view name = data::stringAt(*body, {"metadata", "name"});
    if (!name.empty() && name != call.target.name)
        return call.request->fail(badRequest("name in URL does not match name in Eviction object"));
    const data::Value* given = data::find(*body, {"deleteOptions"});
    auto wish = readDeleteWish(call.request->query, given ? *given : data::Value(data::Object()));
    if (!wish.ok())
        return call.request->fail(wish.error());
    wish->dryRun = wish->dryRun || options->dryRun;
    whenCurrent(call, [call, wish = *wish] { std::make_shared<Eviction>(call, wish)->run(); });
}

} // namespace

void addEvictionEndpoint(SpecialEndpoints& endpoints, const ApiServices& services)
{
    endpoints.add("/pods/eviction", "create", [&services](const ContextPtr& request) {
        const RequestInfo& info = request->info;
        const ServedResource* pods = services.registry.find("", "v1", "pods");
        if (info.namespaceName.empty() || info.name.empty())
            return request->fail(methodNotAllowed());
        const ApiCall call{services, request,
                           Target{*pods, pods->resource.findSubresource("eviction"), info.namespaceName, info.name}};
        onPool(call, [call] { evict(call); });
    });
}

} // namespace skiff::apiserver
