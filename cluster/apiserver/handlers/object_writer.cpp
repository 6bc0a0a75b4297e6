#include "cluster/apiserver/handlers/object_writer.h"

namespace skiff::apiserver {

namespace {

const api::Resource& storageOf(const ApiCall& call)
{
    return call.target.served.storage;
}

/// Renewals of node Leases may be lost with the process: kubelets send the next one soon. Not so those of other Leases,
/// which say who leads, nor that a Lease comes or goes.
store::Durability durabilityOf(const ApiCall& call, bool isRenewal)
{
    constexpr std::string_view nodeLeases = "kube-node-lease";
    return isRenewal && call.target.nameSpace == nodeLeases ? call.target.served.durability : store::Durability::Synced;
}

Outcome<ObjectPtr> makeObject(const ApiCall& call, store::Entry entry)
{
    auto object = StoredObject::make(storageOf(call), std::move(entry));
    if (!object.ok())
        return fromError(object.error());
    return std::move(object).value();
}

/// A write that changes nothing keeps its revision. Members may stand in another order.
bool isSame(const store::Bytes& bytes, const StoredObject& current)
{
    const std::string_view before = current.json();
    const std::string_view after = std::string_view(*bytes).substr(1);
    if (before.size() != after.size())
        return false;
    if (before == after)
        return true;
    const auto a = data::parseJson(before);
    const auto b = data::parseJson(after);
    return a.ok() && b.ok() && data::equal(*a, *b);
}

/// One read-change-write, repeated while others come first. Keeps itself alive.
class ChangeRun final : public std::enable_shared_from_this<ChangeRun>
{
public:
    ChangeRun(const ApiCall& call, std::string key, ChangeFunction change, WriteMode mode, WrittenFunction done)
        : m_call(call), m_key(std::move(key)), m_change(std::move(change)), m_mode(mode), m_done(std::move(done)) {}

    void attempt(ObjectPtr current);

private:
    void write(Change change, ObjectPtr current);
    void finish(Change change, const ObjectPtr& current, store::Bytes bytes, Result<store::WriteOutcome> outcome);
    void retry(const store::Bytes& abandoned, store::WriteOutcome outcome);
    void giveUp(const store::Bytes& abandoned, const ObjectPtr& present, StatusError why);
    void releaseAbandoned(const store::Bytes& abandoned, const ObjectPtr& present);
    void releaseClaims(const Written& written);
    Outcome<Written> written(Change change, const ObjectPtr& current, store::Bytes bytes, store::Revision revision);

    ApiCall m_call;
    std::string m_key;
    ChangeFunction m_change;
    WriteMode m_mode;
    WrittenFunction m_done;
    int m_tries = 0;
};

void ChangeRun::attempt(ObjectPtr current)
{
    auto change = m_change(current);
    if (!change.ok())
        return m_done(std::move(change).error());
    if (change->kind == Change::Kind::Keep)
        return m_done(Written{current});
    write(std::move(change).value(), std::move(current));
}

void ChangeRun::write(Change change, ObjectPtr current)
{
    store::Bytes bytes;
    if (!change.object.is_null())
        bytes = StoredObject::encode(std::move(change.object), change.managedFields);
    change.object = nullptr;
    change.managedFields.clear();
    if (change.kind == Change::Kind::Write && current && !change.differs && isSame(bytes, *current))
        return m_done(Written{current});
    if (m_mode.dryRun)
        return m_done(written(std::move(change), current, bytes, current ? current->revision() : store::Revision{}));
    store::Write write;
    write.key = m_key;
    write.value = change.kind == Change::Kind::Delete ? nullptr : bytes;
    write.expected = current ? current->revision() : store::Revision{};
    write.durability = durabilityOf(m_call, current && change.kind == Change::Kind::Write);
    auto done = [self = shared_from_this(), change, current, bytes](Result<store::WriteOutcome> outcome) {
        self->finish(change, current, bytes, std::move(outcome));
    };
    m_call.services.store.write(std::move(write), std::move(done));
}

Outcome<Written> ChangeRun::written(Change change, const ObjectPtr& current, store::Bytes bytes, store::Revision revision)
{
    Written result;
    result.created = !current;
    result.deleted = change.kind == Change::Kind::Delete;
    result.previous = current;
    if (!bytes) {
        result.object = current;
        return result;
    }
    // A deleted object is answered with the revision it had.
    const store::Revision shown = result.deleted && current ? current->revision() : revision;
    SKIFF_TRY_ASSIGN(result.object, makeObject(m_call, {m_key, std::move(bytes), shown}));
    return result;
}

void ChangeRun::finish(Change change, const ObjectPtr& current, store::Bytes bytes, Result<store::WriteOutcome> outcome)
{
    if (!outcome.ok())
        return giveUp(bytes, current, fromError(outcome.error()));
    if (!outcome->accepted)
        return retry(bytes, std::move(outcome).value());
    auto result = written(std::move(change), current, std::move(bytes), outcome->revision);
    if (result.ok())
        releaseClaims(*result);
    m_done(std::move(result));
}

/// What the object held before and holds no more is free for others.
void ChangeRun::releaseClaims(const Written& written)
{
    const ServedResource& served = m_call.target.served;
    if (!served.strategy.holdsClaims() || !written.previous)
        return;
    onPool(m_call, [self = shared_from_this(), &served, written] {
        const auto valueOf = [&](const ObjectPtr& object) { return object->toValue(served.storage.kind, served.storage.apiVersion()); };
        const data::Value now = written.deleted ? data::Value() : valueOf(written.object);
        served.strategy.release(valueOf(written.previous), written.deleted ? nullptr : &now);
    });
}

void ChangeRun::retry(const store::Bytes& abandoned, store::WriteOutcome outcome)
{
    ObjectPtr current;
    if (outcome.current) {
        auto object = makeObject(m_call, std::move(*outcome.current));
        if (!object.ok())
            return m_done(object.error());
        current = std::move(object).value();
    }
    if (++m_tries >= m_mode.tries)
        return giveUp(abandoned, current, modifiedMeanwhile(m_call.target.served.resource, m_call.target.name));
    onPool(m_call, [self = shared_from_this(), abandoned, current] {
        self->releaseAbandoned(abandoned, current);
        self->attempt(current);
    });
}

void ChangeRun::giveUp(const store::Bytes& abandoned, const ObjectPtr& present, StatusError why)
{
    if (!m_call.target.served.strategy.holdsClaims())
        return m_done(std::move(why));
    onPool(m_call, [self = shared_from_this(), abandoned, present, why = std::move(why)] {
        self->releaseAbandoned(abandoned, present);
        self->m_done(why);
    });
}

/// What was claimed for a state that was not stored is free again, unless the stored object holds it. On the pool.
void ChangeRun::releaseAbandoned(const store::Bytes& abandoned, const ObjectPtr& present)
{
    const ServedResource& served = m_call.target.served;
    if (!served.strategy.holdsClaims() || !abandoned)
        return;
    const auto object = makeObject(m_call, {m_key, abandoned, {}});
    if (!object.ok())
        return;
    const auto valueOf = [&](const ObjectPtr& each) { return each->toValue(served.storage.kind, served.storage.apiVersion()); };
    const data::Value kept = present ? valueOf(present) : data::Value();
    served.strategy.release(valueOf(*object), present ? &kept : nullptr);
}

} // namespace

void createObject(const ApiCall& call, const std::string& key, Change change, bool dryRun, WrittenFunction done)
{
    store::Bytes bytes = StoredObject::encode(std::move(change.object), change.managedFields);
    if (dryRun) {
        if (call.target.served.cache.find(key))
            return done(alreadyExists(call.target.served.resource, key.substr(key.rfind('/') + 1)));
        auto made = makeObject(call, {key, bytes, {}});
        return made.ok() ? done(Written{std::move(made).value(), true}) : done(made.error());
    }
    store::Write write{key, bytes, {}, durabilityOf(call, false)};
    call.services.store.write(std::move(write), [call, key, bytes, done = std::move(done)](Result<store::WriteOutcome> outcome) {
        if (!outcome.ok())
            return done(fromError(outcome.error()));
        if (!outcome->accepted)
            return done(alreadyExists(call.target.served.resource, key.substr(key.rfind('/') + 1)));
        auto made = makeObject(call, {key, bytes, outcome->revision});
        return made.ok() ? done(Written{std::move(made).value(), true}) : done(made.error());
    });
}

void changeObject(const ApiCall& call, const std::string& key, ChangeFunction change, WriteMode mode, WrittenFunction done)
{
    const auto run = std::make_shared<ChangeRun>(call, key, std::move(change), mode, std::move(done));
    whenCurrent(call, [call, key, run] { run->attempt(call.target.served.cache.find(key)); });
}

} // namespace skiff::apiserver
