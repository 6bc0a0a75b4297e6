#pragma once

#include "cluster/api/resource.h"
#include "cluster/base/clock.h"
#include "cluster/client/resource_ref.h"
#include "cluster/data/value.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::test {

/// A Kubernetes Status as an error: HTTP status, reason, message.
struct FakeFailure
{
    int status;
    std::string reason;
    std::string message;
};

/// Either an object or a failure.
struct FakeOutcome
{
    data::Value object;
    std::optional<FakeFailure> failure;

    FakeOutcome(data::Value value) : object(std::move(value)) {}
    FakeOutcome(FakeFailure why) : failure(std::move(why)) {}
};

/// The objects of a FakeApiServer and what the server does to metadata when they change: uid,
/// resourceVersion, generation, finalizers and deletion. One thread.
class FakeStorage
{
public:
    using Objects = std::map<client::ObjectKey, data::Value>;

    struct Event
    {
        const api::Resource* resource;
        std::string type; ///< "ADDED", "MODIFIED", "DELETED"
        data::Value object;
        data::Value before; ///< null when added
        uint64_t revision;
    };

    FakeStorage(const Clock& clock, std::function<void(const Event&)> onEvent);

    uint64_t revision() const { return m_revision; }
    const std::vector<Event>& history() const { return m_history; }
    const Objects& objects(const api::Resource& resource) { return m_objects[&resource]; }
    const data::Value* find(const api::Resource& resource, const client::ObjectKey& key) const;

    FakeOutcome create(const api::Resource& resource, const std::string& ns, data::Value object, bool keepStatus);
    /// Replaces; `subresource` says which part of `changed` counts ("", "status", "finalize", "*" for all).
    FakeOutcome update(const api::Resource& resource, const client::ObjectKey& key, data::Value changed,
                       std::string_view subresource);
    FakeOutcome remove(const api::Resource& resource, const client::ObjectKey& key, const data::Value& options);
    FakeOutcome bind(const client::ObjectKey& pod, const data::Value& binding);

private:
    FakeOutcome store(const api::Resource& resource, const client::ObjectKey& key, data::Value object);
    FakeOutcome erase(const api::Resource& resource, const client::ObjectKey& key);
    void record(const api::Resource& resource, std::string type, data::Value object, data::Value before);
    FakeFailure notFound(const api::Resource& resource, const std::string& name) const;

    const Clock& m_clock;
    const std::function<void(const Event&)> m_onEvent;
    std::map<const api::Resource*, Objects> m_objects;
    std::vector<Event> m_history;
    uint64_t m_revision = 100;
    uint64_t m_nextUid = 1;
};

} // namespace skiff::test
