#pragma once

#include "cluster/base/mutex.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace skiff::kubelet {

/// Which pod each sandbox and container of the runtime belongs to, so that an event finds its
/// pod. An id is here before its container can do anything. Any thread.
class RuntimeIds
{
public:
    void add(const std::string& id, const std::string& podUid);
    void remove(const std::string& id);
    std::optional<std::string> podOf(const std::string& id) const;

private:
    mutable Mutex m_mutex;
    std::unordered_map<std::string, std::string> m_pods SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::kubelet
