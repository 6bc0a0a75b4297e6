#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/mutex.h"
#include "cluster/client/client.h"

#include <memory>
#include <string>
#include <string_view>

namespace skiff::client {

/// What an event is about; the fields of an ObjectReference.
struct EventSubject
{
    std::string apiVersion;
    std::string kind;
    std::string ns;
    std::string name;
    std::string uid;
    std::string resourceVersion;
    std::string fieldPath; ///< "spec.containers{web}"; often empty

    static EventSubject of(const ResourceRef& resource, const Object& object);
};

/// Writes core/v1 Events without waiting. The same event about the same object raises the count of the
/// one that is there; an object that has had 25 may have one more each five minutes. Any thread.
class EventRecorder
{
public:
    /// `component` is the source that kubectl describe shows; `host` the node for a kubelet.
    EventRecorder(Client& client, const Clock& clock, std::string component, std::string host = {});

    void normal(const EventSubject& subject, std::string_view reason, std::string_view message);
    void warning(const EventSubject& subject, std::string_view reason, std::string_view message);

private:
    struct State;
    void record(const EventSubject& subject, std::string_view type, std::string_view reason, std::string_view message);

    const Clock& m_clock;
    const std::string m_component;
    const std::string m_host;
    std::shared_ptr<State> m_state;
};

} // namespace skiff::client
