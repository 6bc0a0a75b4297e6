#include "cluster/apiserver/handlers/field_owners.h"

#include "cluster/apiserver/crd/custom_resources.h"
#include "cluster/apiserver/handlers/write_steps.h"
#include "cluster/data/apply/check.h"
#include "cluster/data/apply/ownership.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::apiserver {

namespace {

constexpr size_t longestManager = 128;

/// What a write to /status cannot reach, and what any other cannot.
constexpr std::string_view notByStatus[] = {"spec", "metadata.deletionTimestamp", "metadata.generateName",
                                            "metadata.ownerReferences"};
constexpr std::string_view notByOthers[] = {"status"};
/// Custom kinds take nothing but the status through /status.
constexpr std::string_view notByCustomStatus[] = {"spec", "metadata"};

std::span<const std::string_view> ignoredFields(const ApiCall& call)
{
    const Target& target = call.target;
    if (target.subresource && target.subresource->name == "status")
        return target.served.custom ? std::span<const std::string_view>(notByCustomStatus) : notByStatus;
    if (target.served.storage.findSubresource("status"))
        return notByOthers;
    return {};
}

/// The versions of one stored resource. Lives for one call.
class StoredVersions final : public data::ObjectVersions
{
public:
    explicit StoredVersions(const ApiCall& call) : m_call(call) {}

    const data::ObjectType* typeAt(std::string_view apiVersion) const override
    {
        const ServedResource* served = find(apiVersion);
        return served ? served->resource.type : nullptr;
    }

    data::Value convert(const data::Value& object, std::string_view apiVersion) const override
    {
        const ServedResource* from = find(data::stringAt(object, {"apiVersion"}));
        const ServedResource* to = find(apiVersion);
        if (!from || !to || from == to)
            return object;
        data::Value stored = toStorage(*from, object);
        if (!to->isConverted())
            return stored;
        return to->conversion.fromStorage(std::move(stored));
    }

private:
    const ServedResource* find(std::string_view apiVersion) const
    {
        const ServedResource& own = m_call.target.served;
        if (own.resource.apiVersion() == apiVersion)
            return &own;
        if (own.custom) {
            for (const ServedResource& each : own.custom->resources())
                if (each.resource.apiVersion() == apiVersion)
                    return &each;
            return nullptr;
        }
        for (const auto& each : m_call.services.registry.all())
            if (&each->storage == &own.storage && each->resource.apiVersion() == apiVersion)
                return each.get();
        return nullptr;
    }

    const ApiCall& m_call;
};

/// All that the engine needs to know of one write.
class Ownership
{
public:
    Ownership(const ApiCall& call, const WriteCall& write, bool applies)
        : m_call(call),
          m_versions(call),
          m_ownership{
              {write.manager, applies, call.target.served.resource.apiVersion(), std::string(write.subresource)},
              *call.target.served.resource.type,
              m_versions,
              // Kubernetes forgets the time of entries that are made through scale.
              write.subresource == "scale" ? std::string() : formatTime(write.now),
              ignoredFields(call)}
    {}

    data::OwnershipChange track(const data::Value& before, const data::Value& after, data::ManagedFields& managed)
    {
        const ServedResource& served = m_call.target.served;
        if (!served.isConverted())
            return data::trackChange(before, after, managed, m_ownership, m_pool);
        return data::trackChange(served.conversion.fromStorage(before), served.conversion.fromStorage(after), managed,
                                 m_ownership, m_pool);
    }

    data::Applied apply(const data::Value& live, const data::Value& configuration, data::ManagedFields& managed,
                        bool force)
    {
        return data::applyConfiguration(live, configuration, managed, m_ownership, force, m_pool);
    }

    data::PathPool& pool() { return m_pool; }

private:
    const ApiCall& m_call;
    StoredVersions m_versions;
    data::OwnershipCall m_ownership;
    data::PathPool m_pool;
};

data::Value takeManagedFields(data::Value& object)
{
    data::Value* metadata = data::find(object, {"metadata"});
    data::Value* given = metadata ? data::find(*metadata, {"managedFields"}) : nullptr;
    if (!given)
        return {};
    data::Value taken = std::move(*given);
    metadata->as_object().erase("managedFields");
    return taken;
}

bool isReset(const data::Value& given)
{
    const data::Array* list = given.if_array();
    return list && list->size() == 1 && list->front().is_object() && list->front().get_object().empty();
}

/// Entries that cannot be read are no entries, so that they never stop a write.
data::ManagedFields storedFields(const StoredObject& current)
{
    auto managed = data::ManagedFields::fromJson(current.managedFields());
    return managed.ok() ? std::move(managed).value() : data::ManagedFields();
}

/// The entries to start from: the client's, where it may and does send some.
data::ManagedFields startingFields(const data::Value& given, const StoredObject& current, data::PathPool& pool)
{
    if (isReset(given))
        return {};
    if (given.is_array() && !given.get_array().empty()) {
        auto managed = data::ManagedFields::fromClient(given, pool);
        if (managed.ok() && !managed->entries().empty())
            return std::move(managed).value();
    }
    return storedFields(current);
}

/// True when both are the same but for their times.
bool sameOwners(const data::ManagedFields& a, const data::ManagedFields& b, data::PathPool& pool)
{
    return std::is_permutation(a.entries().begin(), a.entries().end(), b.entries().begin(), b.entries().end(),
                               [&](const auto& x, const auto& y) {
                                   return x.manager.is(y.manager) && x.manager.apiVersion == y.manager.apiVersion &&
                                          x.fields(pool) == y.fields(pool);
                               });
}

StatusError conflictError(const std::vector<data::FieldConflict>& conflicts)
{
    StatusError error;
    error.code = 409;
    error.reason = "Conflict";
    error.details = true;
    std::string text;
    const data::FieldManager* last = nullptr;
    for (const data::FieldConflict& each : conflicts) {
        const std::string manager = each.manager.describe();
        error.causes.push_back({"FieldManagerConflict", "conflict with " + manager, each.path});
        if (!last || last->sortKey() != each.manager.sortKey())
            text += fmt::format("{}conflicts with {}:", text.empty() ? "" : "\n", manager);
        text += "\n- " + each.path;
        last = &each.manager;
    }
    if (conflicts.size() == 1)
        error.message = fmt::format("Apply failed with 1 conflict: {}: {}", error.causes[0].message, conflicts[0].path);
    else
        error.message = fmt::format("Apply failed with {} conflicts: {}", conflicts.size(), text);
    return error;
}

std::string kindText(const data::Value& object)
{
    const std::string_view apiVersion = data::stringAt(object, {"apiVersion"});
    const size_t slash = apiVersion.find('/');
    const bool core = slash == std::string_view::npos;
    return fmt::format("{}/{}, Kind={}", core ? "" : apiVersion.substr(0, slash),
                       core ? apiVersion : apiVersion.substr(slash + 1), data::stringAt(object, {"kind"}));
}

Checked checkHead(const ApiCall& call, const data::Value& configuration)
{
    const api::Resource& resource = call.target.served.resource;
    if (data::stringAt(configuration, {"apiVersion"}) != resource.apiVersion() ||
        data::stringAt(configuration, {"kind"}) != resource.kind)
        return badRequest("invalid object type: " + kindText(configuration));
    if (const data::Value* managed = data::find(configuration, {"metadata", "managedFields"});
        managed && !managed->is_null())
        return badRequest("metadata.managedFields must be nil");
    if (const Status fits = data::checkConfiguration(configuration, *resource.type); !fits.ok())
        return plainError(fmt::format("failed to create typed patch object ({}/{}; {}): {}",
                                      data::stringAt(configuration, {"metadata", "namespace"}),
                                      data::stringAt(configuration, {"metadata", "name"}), kindText(configuration),
                                      fits.error().message));
    return Done{};
}

data::Value liveObject(const ApiCall& call, const StoredObject* current)
{
    const api::Resource& resource = call.target.served.resource;
    if (current)
        return fromStorage(call.target.served, *current);
    data::Value live = data::unsetObject(*resource.type);
    live.as_object()["kind"] = resource.kind;
    live.as_object()["apiVersion"] = resource.apiVersion();
    return live;
}

} // namespace

std::string managerName(const RequestContext& request, std::string_view fieldManager)
{
    if (!fieldManager.empty())
        return std::string(fieldManager);
    const std::string_view agent = request.http().headers.get("User-Agent");
    std::string name;
    for (const char c : agent.substr(0, agent.find('/')))
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && name.size() < longestManager)
            name += c;
    return name.empty() ? "unknown" : name;
}

FieldOwners ownersOfNew(const ApiCall& call, const WriteCall& write, data::Value& object)
{
    takeManagedFields(object);
    Ownership ownership(call, write, false);
    data::ManagedFields managed;
    ownership.track(data::unsetObject(*call.target.served.storage.type), object, managed);
    return {managed.toJson(), true};
}

FieldOwners ownersAfter(const ApiCall& call, const WriteCall& write, const StoredObject& current,
                        const data::Value& old, data::Value& object)
{
    const data::Value given = takeManagedFields(object);
    Ownership ownership(call, write, false);
    const bool mayGive = !given.is_null() && write.subresource.empty();
    data::ManagedFields managed = mayGive ? startingFields(given, current, ownership.pool()) : storedFields(current);
    // Nobody owns anything: that is so until somebody applies.
    if (managed.entries().empty())
        return {{}, !current.managedFields().empty()};
    data::OwnershipChange change = ownership.track(old, object, managed);
    if (mayGive)
        change = sameOwners(managed, storedFields(current), ownership.pool()) ? data::OwnershipChange::Times
                                                                              : data::OwnershipChange::Owners;
    if (change == data::OwnershipChange::None)
        return {std::string(current.managedFields()), false};
    return {managed.toJson(), change == data::OwnershipChange::Owners};
}

Outcome<AppliedObject> applyOwned(const ApiCall& call, const WriteCall& write, const StoredObject* current,
                                  const data::Value& configuration, bool force)
{
    SKIFF_TRY(checkHead(call, configuration));
    Ownership ownership(call, write, true);
    data::ManagedFields managed = current ? storedFields(*current) : data::ManagedFields();
    data::Value live = liveObject(call, current);
    data::Applied applied = ownership.apply(live, configuration, managed, force);
    if (!applied.conflicts.empty())
        return conflictError(applied.conflicts);
    FieldOwners owners;
    if (current && applied.ownership == data::OwnershipChange::None)
        owners.json = current->managedFields();
    else
        owners = {managed.toJson(), applied.ownership == data::OwnershipChange::Owners};
    data::Value object = applied.object ? std::move(*applied.object) : live;
    return AppliedObject{std::move(object), std::move(live), std::move(owners)};
}

} // namespace skiff::apiserver
