#include "cluster/apiserver/handlers/write_steps.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/filters/authorization_filter.h"
#include "cluster/apiserver/random_id.h"
#include "cluster/apiserver/validation/validation.h"
#include "cluster/apiserver/views/object_view.h"

#include <fmt/format.h>

#include <array>

namespace skiff::apiserver {

namespace {

/// What only the server sets; updates keep it.
constexpr std::array<std::string_view, 5> serverFields = {"uid", "creationTimestamp", "deletionTimestamp",
                                                          "deletionGracePeriodSeconds", "generation"};

Checked checkVersion(const ApiCall& call, const StoredObject& current, const data::Value& object, const Strategy& strategy,
                     bool needsVersion)
{
    const api::Resource& resource = call.target.served.resource;
    const std::string_view given = data::stringAt(object, {"metadata", "resourceVersion"});
    if (given.empty()) {
        if (needsVersion && !strategy.updatesUnconditionally())
            return invalid(resource, call.target.name,
                           {invalidField("metadata.resourceVersion", "0x0", "must be specified for an update")});
    } else if (given != std::to_string(current.revision().value)) {
        return modifiedMeanwhile(resource, call.target.name);
    }
    const std::string_view uid = data::stringAt(object, {"metadata", "uid"});
    if (!uid.empty() && uid != current.uid())
        return conflict(resource, call.target.name,
                        fmt::format("StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: "
                                    "Precondition failed: UID in precondition: {}, UID in object meta: {}",
                                    current.key(), uid, current.uid()));
    return Done{};
}

void keepServerFields(data::Value& object, const data::Value& old)
{
    data::Object& metadata = data::ensureObject(object, {"metadata"});
    for (const std::string_view field : serverFields) {
        if (const data::Value* kept = data::find(old, {"metadata", field}))
            metadata[field] = *kept;
        else
            metadata.erase(field);
    }
    metadata.erase("selfLink");
}

bool isDeletionDue(const data::Value& object, const Strategy& strategy)
{
    if (data::stringAt(object, {"metadata", "deletionTimestamp"}).empty())
        return false;
    const data::Value* finalizers = data::find(object, {"metadata", "finalizers"});
    const bool held = finalizers && finalizers->is_array() && !finalizers->as_array().empty();
    return !held && data::intAt(object, {"metadata", "deletionGracePeriodSeconds"}) == 0 && !strategy.holdsDeletion(object);
}

void append(Causes& causes, Causes more)
{
    causes.insert(causes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// The steps behind the client's wish: what the server keeps, admission, the kind's rules, validation.
Outcome<Change> finishChange(const ApiCall& call, const ObjectPtr& current, const data::Value& old, data::Value object,
                             FieldOwners owners, const WriteCall& write)
{
    const ServedResource& served = call.target.served;
    const Strategy& strategy = served.strategy;
    keepServerFields(object, old);
    data::ensureObject(object, {"metadata"})["resourceVersion"] = std::to_string(current->revision().value);
    if (write.subresource == "status") {
        strategy.prepareForStatusUpdate(object, old, write);
    } else {
        SKIFF_TRY(call.services.admission.admit({Operation::Update, served, write, &object, &old}));
        strategy.prepareForUpdate(object, old, write);
    }
    Causes causes = validation::validate(served.storage, object, &old, write.subresource);
    append(causes, strategy.validateUpdate(object, old, write));
    if (!causes.empty())
        return invalid(served.resource, call.target.name, std::move(causes));
    SKIFF_TRY(strategy.claim(object, &old, write));
    // A write that changes nothing leaves no trace, not even a later time.
    if (!owners.changed && data::equal(object, old))
        return Change{Change::Kind::Keep};
    const auto kind = isDeletionDue(object, strategy) ? Change::Kind::Delete : Change::Kind::Write;
    return Change{kind, std::move(object), std::move(owners.json), true};
}

} // namespace

WriteCall writeCallOf(const ApiCall& call, const WriteOptions& options, std::vector<std::string>& warnings)
{
    return {call.target.served.storage, *call.request->user,
            call.services.clock.now(),  call.target.nameSpace,
            call.target.name,           call.target.subresource ? call.target.subresource->name : std::string_view(),
            options.dryRun,             warnings,
            managerName(*call.request, options.fieldManager)};
}

data::Value toStorage(const ServedResource& served, data::Value object)
{
    if (!served.isConverted())
        return object;
    return served.conversion.toStorage(std::move(object));
}

data::Value fromStorage(const ServedResource& served, const StoredObject& object, bool withManagedFields)
{
    const std::string version = served.storage.apiVersion();
    data::Value value =
        withManagedFields ? object.toValue(served.storage.kind, version) : object.toUnownedValue(served.storage.kind, version);
    if (!served.isConverted())
        return value;
    return served.conversion.fromStorage(std::move(value));
}

Checked checkIdentity(data::Value& object, const Target& target)
{
    data::Object& metadata = data::ensureObject(object, {"metadata"});
    const std::string_view nameSpace = data::stringAt(object, {"metadata", "namespace"});
    if (target.served.resource.namespaced) {
        if (!nameSpace.empty() && nameSpace != target.nameSpace)
            return badRequest("the namespace of the provided object does not match the namespace sent on the request");
        metadata["namespace"] = target.nameSpace;
    } else if (!nameSpace.empty()) {
        metadata.erase("namespace");
    }
    const std::string_view name = data::stringAt(object, {"metadata", "name"});
    if (target.name.empty())
        return Done{};
    if (name.empty())
        metadata["name"] = target.name;
    else if (name != target.name)
        return badRequest(fmt::format("the name of the object ({}) does not match the name on the URL ({})", name, target.name));
    return Done{};
}

Checked checkMayCreate(const ApiCall& call)
{
    auth::Attributes attributes = attributesOf(*call.request);
    attributes.verb = "create";
    const auth::Verdict verdict = call.services.authorizer.authorize(*call.request->user, attributes);
    if (verdict.decision == auth::Decision::Allow)
        return Done{};
    return forbiddenRequest(*call.request->user, attributes, verdict.reason);
}

Outcome<Change> prepareNew(const ApiCall& call, data::Value object, const WriteCall& write)
{
    call.target.served.strategy.internalize(object);
    FieldOwners owners = ownersOfNew(call, write, object);
    return prepareNew(call, std::move(object), std::move(owners), write);
}

Outcome<Change> prepareNew(const ApiCall& call, data::Value object, FieldOwners owners, const WriteCall& write)
{
    const ServedResource& served = call.target.served;
    if (!data::stringAt(object, {"metadata", "resourceVersion"}).empty())
        return plainError("resourceVersion should not be set on objects to be created");
    SKIFF_TRY(call.services.admission.admit({Operation::Create, served, write, &object, nullptr}));
    served.strategy.prepareForCreate(object, write);

    data::Object& metadata = data::ensureObject(object, {"metadata"});
    for (const std::string_view field : {"deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"})
        metadata.erase(field);
    if (!served.strategy.hasGeneration())
        metadata.erase("generation");
    metadata["uid"] = newUuid();
    metadata["creationTimestamp"] = formatTime(write.now);

    Causes causes = validation::validate(served.storage, object, nullptr);
    append(causes, served.strategy.validateNew(object, write));
    if (!causes.empty())
        return invalid(served.resource, data::stringAt(object, {"metadata", "name"}), std::move(causes));
    SKIFF_TRY(served.strategy.claim(object, nullptr, write));
    return Change{Change::Kind::Write, std::move(object), std::move(owners.json)};
}

Outcome<Change> prepareChange(const ApiCall& call, const ObjectPtr& current, data::Value object, const WriteCall& write,
                              bool needsVersion)
{
    const ServedResource& served = call.target.served;
    SKIFF_TRY(checkVersion(call, *current, object, served.strategy, needsVersion));
    const data::Value old = current->toUnownedValue(served.storage.kind, served.storage.apiVersion());
    return preparePatched(call, current, std::move(object), old, write);
}

Outcome<Change> preparePatched(const ApiCall& call, const ObjectPtr& current, data::Value object, const data::Value& old,
                               const WriteCall& write)
{
    const ServedResource& served = call.target.served;
    SKIFF_TRY(checkVersion(call, *current, object, served.strategy, false));
    served.strategy.internalize(object);
    FieldOwners owners = ownersAfter(call, write, *current, old, object);
    return finishChange(call, current, old, std::move(object), std::move(owners), write);
}

Outcome<Change> prepareChange(const ApiCall& call, const ObjectPtr& current, data::Value object, AppliedObject applied,
                              const WriteCall& write)
{
    const ServedResource& served = call.target.served;
    SKIFF_TRY(checkVersion(call, *current, object, served.strategy, false));
    served.strategy.internalize(object);
    const data::Value old = served.isConverted() ? current->toUnownedValue(served.storage.kind, served.storage.apiVersion())
                                                 : std::move(applied.live);
    return finishChange(call, current, old, std::move(object), std::move(applied.owners), write);
}

void answerWritten(const ApiCall& call, const Outcome<Written>& outcome, const std::vector<std::string>& warnings)
{
    call.request->warnings.insert(call.request->warnings.end(), warnings.begin(), warnings.end());
    if (!outcome.ok())
        return call.request->fail(outcome.error());
    const auto wanted = representationFor(call.request, objectShapes(call.target.served));
    if (!wanted)
        return;
    net::Buffers body;
    ObjectView(call.target.served, *wanted, call.services.clock).appendParts(body, outcome->object);
    answerView(call.request, outcome->created ? 201 : 200, std::move(body), *wanted);
}

} // namespace skiff::apiserver
