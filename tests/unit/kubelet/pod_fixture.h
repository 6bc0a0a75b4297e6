#pragma once

#include "cluster/kubelet/pod.h"
#include "cluster/kubelet/pod_state.h"

#include <string>

namespace skiff::test {

/// A pod default/web with uid "uid-1" from the JSON of its spec; `metadata` and `status` are
/// further members in JSON ("" for none).
kubelet::Pod makePod(const std::string& spec, const std::string& metadata = {}, const std::string& status = {});

/// Builds what the runtime has of makePod()'s pod, one short sentence for each thing.
class StateBuilder
{
public:
    StateBuilder& sandbox(uint32_t attempt = 0, bool ready = true);
    /// In the newest sandbox; `finishedAt` counts seconds from Start.
    StateBuilder& running(const kubelet::Pod& pod, const std::string& name, uint32_t attempt = 0);
    StateBuilder& exited(const kubelet::Pod& pod, const std::string& name, int code, uint32_t attempt = 0,
                         int finishedAt = 0);
    kubelet::PodState build() const;

    static WallTime at(int seconds);

private:
    runtime::ContainerStatus container(const kubelet::Pod& pod, const std::string& name, uint32_t attempt) const;
    kubelet::PodState m_state;
};

} // namespace skiff::test
