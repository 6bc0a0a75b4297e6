#include "cluster/kubelet/sync/runtime_ids.h"

namespace skiff::kubelet {

void RuntimeIds::add(const std::string& id, const std::string& podUid)
{
    MutexLock lock(m_mutex);
    m_pods[id] = podUid;
}

void RuntimeIds::remove(const std::string& id)
{
    MutexLock lock(m_mutex);
    m_pods.erase(id);
}

std::optional<std::string> RuntimeIds::podOf(const std::string& id) const
{
    MutexLock lock(m_mutex);
    const auto found = m_pods.find(id);
    return found == m_pods.end() ? std::nullopt : std::optional(found->second);
}

} // namespace skiff::kubelet
