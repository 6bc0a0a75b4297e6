#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/kubelet/pod_events.h"

namespace skiff::kubelet {

/// PodEvents as Events of the API. Any thread.
class ApiEvents final : public PodEvents
{
public:
    explicit ApiEvents(client::EventRecorder& recorder) : m_recorder(recorder) {}

    void normal(const Pod& pod, const ContainerSpec* container, std::string_view reason, std::string message) override;
    void warning(const Pod& pod, const ContainerSpec* container, std::string_view reason, std::string message) override;

private:
    client::EventRecorder& m_recorder;
};

} // namespace skiff::kubelet
