#include "tests/support/fake_api/fake_storage.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::test {

namespace {

bool hasFinalizers(const data::Value& object)
{
    const data::Value* finalizers = data::find(object, {"metadata", "finalizers"});
    const data::Value* ofNamespace =
        object.at("kind") == "Namespace" ? data::find(object, {"spec", "finalizers"}) : nullptr;
    const auto filled = [](const data::Value* list) {
        return list && list->is_array() && !list->get_array().empty();
    };
    return filled(finalizers) || filled(ofNamespace);
}

bool isDeleting(const data::Value& object)
{
    return !data::stringAt(object, {"metadata", "deletionTimestamp"}).empty();
}

void copyMember(data::Value& to, const data::Value& from, std::string_view member)
{
    if (const data::Value* value = data::find(from, {member}))
        to.as_object()[member] = *value;
    else
        to.as_object().erase(member);
}

/// What counts of `changed` for the subresource that was written; the rest stays as in `before`.
data::Value mergeWrite(const data::Value& before, data::Value changed, std::string_view subresource)
{
    if (subresource == "*")
        return changed;
    if (subresource == "status") {
        data::Value result = before;
        copyMember(result, changed, "status");
        return result;
    }
    if (subresource == "finalize") {
        data::Value result = before;
        copyMember(result, changed, "spec");
        return result;
    }
    copyMember(changed, before, "status");
    return changed;
}

} // namespace

FakeStorage::FakeStorage(const Clock& clock, std::function<void(const Event&)> onEvent)
    : m_clock(clock), m_onEvent(std::move(onEvent))
{}

const data::Value* FakeStorage::find(const api::Resource& resource, const client::ObjectKey& key) const
{
    const auto objects = m_objects.find(&resource);
    if (objects == m_objects.end())
        return nullptr;
    const auto found = objects->second.find(key);
    return found == objects->second.end() ? nullptr : &found->second;
}

FakeFailure FakeStorage::notFound(const api::Resource& resource, const std::string& name) const
{
    return {404, "NotFound", fmt::format("{} \"{}\" not found", resource.qualifiedName(), name)};
}

void FakeStorage::record(const api::Resource& resource, std::string type, data::Value object, data::Value before)
{
    m_history.push_back({&resource, std::move(type), std::move(object), std::move(before), m_revision});
    m_onEvent(Event(m_history.back()));
}

FakeOutcome FakeStorage::create(const api::Resource& resource, const std::string& ns, data::Value object,
                                bool keepStatus)
{
    if (resource.namespaced) {
        const api::Resource* namespaces = api::findResource("", "v1", "namespaces");
        const data::Value* home = find(*namespaces, {"", ns});
        if (!home)
            return notFound(*namespaces, ns);
        if (isDeleting(*home))
            return FakeFailure{403, "Forbidden",
                               "unable to create new content in namespace " + ns + " because it is being terminated"};
    }
    data::Object& metadata = data::ensureObject(object, {"metadata"});
    std::string name(data::stringAt(object, {"metadata", "name"}));
    if (name.empty())
        name = fmt::format("{}{:05}", data::stringAt(object, {"metadata", "generateName"}), m_nextUid);
    const client::ObjectKey key{resource.namespaced ? ns : "", name};
    if (find(resource, key))
        return FakeFailure{409, "AlreadyExists",
                           fmt::format("{} \"{}\" already exists", resource.qualifiedName(), name)};
    metadata["name"] = name;
    if (resource.namespaced)
        metadata["namespace"] = ns;
    metadata["uid"] = fmt::format("uid-{:05}", m_nextUid++);
    metadata["creationTimestamp"] = formatTime(m_clock.now());
    metadata["generation"] = 1;
    metadata["resourceVersion"] = std::to_string(++m_revision);
    object.as_object()["kind"] = resource.kind;
    object.as_object()["apiVersion"] = resource.apiVersion();
    if (!keepStatus)
        object.as_object().erase("status");
    if (resource.kind == "Pod" && data::stringAt(object, {"status", "phase"}).empty())
        data::ensureObject(object, {"status"})["phase"] = "Pending";
    m_objects[&resource][key] = object;
    record(resource, "ADDED", object, nullptr);
    return object;
}

FakeOutcome FakeStorage::store(const api::Resource& resource, const client::ObjectKey& key, data::Value object)
{
    data::Value& place = m_objects[&resource][key];
    if (data::equal(place, object))
        return object;
    data::Value before = place;
    const data::Value* oldSpec = data::find(before, {"spec"});
    const data::Value* newSpec = data::find(object, {"spec"});
    if (oldSpec && newSpec && !data::equal(*oldSpec, *newSpec))
        data::ensureObject(object, {"metadata"})["generation"] = data::intAt(before, {"metadata", "generation"}) + 1;
    if (isDeleting(object) && !hasFinalizers(object) &&
        data::intAt(object, {"metadata", "deletionGracePeriodSeconds"}) == 0) {
        place = object;
        return erase(resource, key);
    }
    data::ensureObject(object, {"metadata"})["resourceVersion"] = std::to_string(++m_revision);
    place = object;
    record(resource, "MODIFIED", object, std::move(before));
    return object;
}

FakeOutcome FakeStorage::erase(const api::Resource& resource, const client::ObjectKey& key)
{
    data::Value object = m_objects[&resource][key];
    data::Value before = object;
    m_objects[&resource].erase(key);
    data::ensureObject(object, {"metadata"})["resourceVersion"] = std::to_string(++m_revision);
    record(resource, "DELETED", object, std::move(before));
    return object;
}

FakeOutcome FakeStorage::update(const api::Resource& resource, const client::ObjectKey& key, data::Value changed,
                                std::string_view subresource)
{
    const data::Value* before = find(resource, key);
    if (!before)
        return notFound(resource, key.name);
    const std::string_view version = data::stringAt(changed, {"metadata", "resourceVersion"});
    if (!version.empty() && version != data::stringAt(*before, {"metadata", "resourceVersion"}))
        return FakeFailure{
            409, "Conflict",
            fmt::format("Operation cannot be fulfilled on {} \"{}\": the object has been modified; please "
                        "apply your changes to the latest version and try again",
                        resource.qualifiedName(), key.name)};
    const std::string_view uid = data::stringAt(changed, {"metadata", "uid"});
    if (!uid.empty() && uid != data::stringAt(*before, {"metadata", "uid"}))
        return FakeFailure{409, "Conflict", "Precondition failed: UID in precondition"};
    data::Value result = mergeWrite(*before, std::move(changed), subresource);
    data::Object& metadata = data::ensureObject(result, {"metadata"});
    const data::Object& old = before->at("metadata").as_object();
    for (const char* fixed : {"uid", "resourceVersion", "creationTimestamp", "name", "namespace", "generation",
                              "deletionTimestamp", "deletionGracePeriodSeconds"}) {
        if (const data::Value* value = old.if_contains(fixed))
            metadata[fixed] = *value;
        else
            metadata.erase(fixed);
    }
    return store(resource, key, std::move(result));
}

FakeOutcome FakeStorage::remove(const api::Resource& resource, const client::ObjectKey& key, const data::Value& options)
{
    const data::Value* found = find(resource, key);
    if (!found)
        return notFound(resource, key.name);
    data::Value object = *found;
    for (const char* field : {"uid", "resourceVersion"}) {
        const std::string_view wanted = data::stringAt(options, {"preconditions", field});
        if (!wanted.empty() && wanted != data::stringAt(object, {"metadata", field}))
            return FakeFailure{409, "Conflict", fmt::format("Precondition failed: {} in precondition", field)};
    }
    data::Object& metadata = data::ensureObject(object, {"metadata"});
    const std::string_view policy = data::stringAt(options, {"propagationPolicy"});
    const std::string_view finalizer = policy == "Foreground" ? "foregroundDeletion"
                                       : policy == "Orphan"   ? "orphan"
                                                              : "";
    if (!finalizer.empty()) {
        data::Value& list = metadata["finalizers"];
        data::Array& finalizers = list.is_array() ? list.get_array() : list.emplace_array();
        if (std::none_of(finalizers.begin(), finalizers.end(),
                         [&](const data::Value& each) { return each.is_string() && each.get_string() == finalizer; }))
            finalizers.emplace_back(finalizer);
    }
    int64_t grace = data::intAt(options, {"gracePeriodSeconds"}, -1);
    const std::string_view phase = data::stringAt(object, {"status", "phase"});
    const bool graceful = resource.kind == "Pod" && !data::stringAt(object, {"spec", "nodeName"}).empty() &&
                          phase != "Succeeded" && phase != "Failed";
    if (!graceful)
        grace = 0;
    else if (grace < 0)
        grace = data::intAt(object, {"spec", "terminationGracePeriodSeconds"}, 30);
    if (!isDeleting(object))
        metadata["deletionTimestamp"] = formatTime(m_clock.now() + std::chrono::seconds(grace));
    metadata["deletionGracePeriodSeconds"] = grace;
    if (resource.kind == "Namespace")
        data::ensureObject(object, {"status"})["phase"] = "Terminating";
    return store(resource, key, std::move(object));
}

FakeOutcome FakeStorage::bind(const client::ObjectKey& pod, const data::Value& binding)
{
    const api::Resource* pods = api::findResource("", "v1", "pods");
    const data::Value* found = find(*pods, pod);
    if (!found)
        return notFound(*pods, pod.name);
    if (const std::string_view node = data::stringAt(*found, {"spec", "nodeName"}); !node.empty())
        return FakeFailure{409, "Conflict", fmt::format("pod {} is already assigned to node \"{}\"", pod.name, node)};
    data::Value object = *found;
    data::ensureObject(object, {"spec"})["nodeName"] = data::stringAt(binding, {"target", "name"});
    const FakeOutcome stored = store(*pods, pod, std::move(object));
    if (stored.failure)
        return stored;
    return data::Value{{"kind", "Status"}, {"apiVersion", "v1"}, {"status", "Success"}, {"code", 201}};
}

} // namespace skiff::test
