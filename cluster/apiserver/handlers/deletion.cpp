#include "cluster/apiserver/handlers/deletion.h"

#include "cluster/apiserver/handlers/write_steps.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view orphanFinalizer = "orphan";
constexpr std::string_view foregroundFinalizer = "foregroundDeletion";

Checked checkPreconditions(const ApiCall& call, const StoredObject& current, const DeleteWish& wish)
{
    const api::Resource& resource = call.target.served.resource;
    const auto refuse = [&](std::string_view what, std::string_view wanted, std::string_view is, std::string_view then) {
        // Kubernetes names the Kind here, not the resource.
        StatusError error = conflict(resource, current.name(), {});
        error.kind = resource.kind;
        error.message = fmt::format("Operation cannot be fulfilled on {} \"{}\": the {} in the precondition ({}) does not match "
                                    "the {} in record ({}). {}",
                                    resource.kind, current.name(), what, wanted, what, is, then);
        return error;
    };
    if (!wish.preconditionUid.empty() && wish.preconditionUid != current.uid())
        return refuse("UID", wish.preconditionUid, current.uid(), "The object might have been deleted and then recreated");
    const std::string revision = std::to_string(current.revision().value);
    if (!wish.preconditionResourceVersion.empty() && wish.preconditionResourceVersion != revision)
        return refuse("ResourceVersion", wish.preconditionResourceVersion, revision, "The object might have been modified");
    return Done{};
}

bool isText(const data::Value& value, std::string_view text)
{
    const auto* own = value.if_string();
    return own && std::string_view(own->data(), own->size()) == text;
}

data::Array finalizersOf(const data::Value& object)
{
    const data::Value* list = data::find(object, {"metadata", "finalizers"});
    return list && list->is_array() ? list->as_array() : data::Array();
}

/// Adds or removes the finalizers that a propagation policy stands for. True when there are any left.
bool applyPolicy(data::Value& object, const DeleteWish& wish)
{
    data::Array finalizers = finalizersOf(object);
    const bool orphan = wish.orphanDependents.value_or(wish.propagationPolicy == "Orphan");
    const bool foreground = wish.propagationPolicy == "Foreground";
    if (!wish.propagationPolicy.empty() || wish.orphanDependents) {
        data::Array kept;
        for (data::Value& each : finalizers)
            if (!isText(each, orphanFinalizer) && !isText(each, foregroundFinalizer))
                kept.push_back(std::move(each));
        if (orphan)
            kept.emplace_back(orphanFinalizer);
        if (foreground)
            kept.emplace_back(foregroundFinalizer);
        finalizers = std::move(kept);
    }
    const bool any = !finalizers.empty();
    if (any)
        data::ensureObject(object, {"metadata"})["finalizers"] = std::move(finalizers);
    else
        data::removeAt(object, {"metadata", "finalizers"});
    return any;
}

/// Sets when the object ends. A second wish can only bring the end nearer.
void mark(data::Value& object, int64_t grace, bool knowsGrace, WallTime now)
{
    data::Object& metadata = data::ensureObject(object, {"metadata"});
    WallTime end = now + std::chrono::seconds(grace);
    WallTime marked;
    if (parseTime(data::stringAt(object, {"metadata", "deletionTimestamp"}), marked)) {
        const int64_t given = data::intAt(object, {"metadata", "deletionGracePeriodSeconds"});
        if (grace >= given)
            return;
        end = marked - std::chrono::seconds(given - grace);
    } else if (const data::Value* generation = metadata.if_contains("generation"); generation && generation->is_number()) {
        metadata["generation"] = data::intAt(object, {"metadata", "generation"}) + 1;
    }
    metadata["deletionTimestamp"] = formatTime(end);
    if (knowsGrace)
        metadata["deletionGracePeriodSeconds"] = grace;
}

} // namespace

Outcome<Change> computeDeletion(const ApiCall& call, const ObjectPtr& current, const DeleteWish& wish)
{
    const ServedResource& served = call.target.served;
    if (!current)
        return notFound(served.resource, call.target.name);
    SKIFF_TRY(checkPreconditions(call, *current, wish));
    data::Value object = current->toUnownedValue(served.storage.kind, served.storage.apiVersion());
    std::vector<std::string> warnings;
    const WriteCall write = writeCallOf(call, {wish.dryRun}, warnings);
    SKIFF_TRY(call.services.admission.admit({Operation::Delete, served, write, nullptr, &object}));

    const int64_t grace = served.strategy.gracePeriod(object, wish).value_or(0);
    served.strategy.markDeleted(object);
    const bool finalizers = applyPolicy(object, wish);
    const bool held = served.strategy.holdsDeletion(object);
    mark(object, grace, !held, write.now);
    const bool stays = finalizers || held || grace > 0;
    return Change{stays ? Change::Kind::Write : Change::Kind::Delete, std::move(object), std::string(current->managedFields())};
}

} // namespace skiff::apiserver
